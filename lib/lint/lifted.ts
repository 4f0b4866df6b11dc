/** The origins that the flags of `dangerouslyAllow` allow. */
import type { CorsPolicy, CorsDangerFlag } from '../../types/policy.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'
import { publicSuffixCoveredBy } from '../validate/public-suffix.ts'
import { isLoopbackHost } from './hosts.ts'

/**
 * Lists the entries of `origins` that are valid only because of a flag.
 *
 * @param privateSuffixes  suffixes to treat like public suffixes
 */
export function originsAllowedByFlag (flag: CorsDangerFlag, { origins, credentials }: CorsPolicy, privateSuffixes: readonly string[]): string[] {
  if (origins === '*') return []
  if (flag === 'null-origin') return origins.filter(text => text === 'null')
  if (credentials !== true) return []
  return origins.filter(text => {
    // Validation rejects `null` in a policy with credentials.
    const { scheme, host, subdomains } = readOriginPattern(text) as Exclude<ReturnType<typeof readOriginPattern>, undefined | { kind: 'opaque' }>
    return flag === 'insecure-origins'
      ? (scheme === 'http' || scheme === 'ftp') && !isLoopbackHost(host)
      : subdomains && publicSuffixCoveredBy(host, privateSuffixes) !== undefined
  })
}
