/** Queries about the host of an origin pattern. */
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import { isPrivateUseName } from '../standard/private-network.ts'
import { publicSuffixCoveredBy } from '../validate/public-suffix.ts'
import type { LintedPattern } from './rule-input.ts'

/** Whether the scheme of a pattern is http or https. Only these have hosts of the DNS. */
export function isHttpScheme ({ scheme }: LintedPattern): boolean {
  return scheme === 'http' || scheme === 'https'
}

/** Whether a host is a loopback address or a localhost name. */
export function isLoopbackHost (host: string): boolean {
  return isLoopback(host) || isLocalhostName(host)
}

/**
 * Returns the public suffix below which a pattern covers names that anyone can register. Undefined if there is
 * none. Private-use names count only if there are private suffixes, because the list treats each single label as a suffix.
 */
export function publicSuffixBelow (
  { subdomains, label, host }: Pick<LintedPattern, 'subdomains' | 'label' | 'host'>, privateSuffixes: readonly string[]
): string | undefined {
  if ((!subdomains && label === undefined) || (privateSuffixes.length === 0 && isPrivateUseName(host))) return undefined
  return publicSuffixCoveredBy(host, privateSuffixes)
}
