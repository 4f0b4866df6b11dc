/** Sample origins for the patterns of a policy. */
import type { CorsPolicy } from '../../types/policy.ts'
import { patternsIn, sourcesIn } from '../origin-entries.ts'
import { isSerializedOrigin } from '../standard/origin.ts'

/** Default maximum of patterns that are sampled, so that all requests fit into the default maximum. */
const MAX_SAMPLES = 100

/** The names of the sources of a policy, whose origins are not known here. */
export function sourceNames (policy: CorsPolicy | false | undefined): readonly string[] {
  return policy === undefined || policy === false ? [] : [...new Set(sourcesIn(policy.origins).map(({ source }) => source))]
}

/** The exact origins, one origin for each pattern, and one for "*"; never `null`. */
export function sampleOrigins (policy: CorsPolicy | false | undefined, synthetic: (word: string) => string, limit = MAX_SAMPLES): readonly string[] {
  if (policy === undefined || policy === false) return []
  if (policy.origins === '*') return [`https://${synthetic('any origin')}.example.com`]
  const samples = patternsIn(policy.origins).slice(0, limit)
    .map(pattern => pattern.replace(/:\*$/, ':8443').replace('*', synthetic('below the wildcard')))
  return [...new Set(samples)].filter(isSerializedOrigin)
}

/**
 * Origins at the edge of a policy, inside or outside: two labels instead of a wildcard, nothing instead of it, another port, `null`.
 * The caller evaluates whether the policy allows them.
 */
export function edgeOrigins (policy: CorsPolicy | false | undefined, synthetic: (word: string) => string): readonly string[] {
  if (policy === undefined || policy === false || policy.origins === '*') return ['null']
  const name = synthetic('below the wildcard')
  const borders = patternsIn(policy.origins).filter(pattern => pattern.includes('*')).slice(0, MAX_EDGE_PATTERNS).flatMap(pattern => {
    const host = pattern.replace(/:\*$/, '')
    const [below, above, covered] = [host.replace('*', `${name}.${name}`), host.replace(/\*\.?/, ''), host.replace('*', name)]
    return [below, above, covered.replace(/(:\d+)?$/, ':8444')]
  })
  return [...new Set([...borders.filter(isSerializedOrigin), 'null'])]
}

/** Maximum number of patterns for which edge origins are tested. */
const MAX_EDGE_PATTERNS = 5
