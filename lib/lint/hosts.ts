/** What several rules ask about the host of a pattern. */
import { isLocalhostName, isLoopback } from '../standard/origin.ts'
import { isPrivateUseName } from '../standard/private-network.ts'
import { publicSuffixCoveredBy } from '../validate/public-suffix.ts'
import type { LintedPattern } from './subject.ts'

/** Whether a pattern is about http or https, whose hosts are those of the DNS. */
export function isHttp ({ scheme }: LintedPattern): boolean {
  return scheme === 'http' || scheme === 'https'
}

/** Whether a host is the user's own machine. */
export function isOwnMachine (host: string): boolean {
  return isLoopback(host) || isLocalhostName(host)
}

/**
 * Says below what strangers register names that a pattern covers; undefined where nobody does. What is for private use
 * counts only beside suffixes of one's own: the list has every single label for a suffix.
 */
export function publicSuffixBelow ({ subdomains, host }: LintedPattern, privateSuffixes: readonly string[]): string | undefined {
  if (!subdomains || (privateSuffixes.length === 0 && isPrivateUseName(host))) return undefined
  return publicSuffixCoveredBy(host, privateSuffixes)
}
