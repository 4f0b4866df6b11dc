/** Origins that stand for a policy's. */
import type { CorsPolicy } from '../../types/policy.ts'
import { isSerializedOrigin } from '../standard/origin.ts'

/** Of how many patterns: all that are asked for have to fit into what is sent unless more is allowed. */
const SAMPLES = 100

/** Every exact origin, one for each pattern, and one for "*", as far as they are asked for; never `null`. */
export function sampleOrigins (policy: CorsPolicy | false | undefined, madeUp: (word: string) => string): readonly string[] {
  if (policy === undefined || policy === false) return []
  if (policy.origins === '*') return [`https://${madeUp('anybody')}.example.com`]
  const samples = policy.origins.slice(0, SAMPLES).map(pattern => pattern.replace('://*.', `://${madeUp('below the wildcard')}.`).replace(/:\*$/, ':8443'))
  return [...new Set(samples)].filter(isSerializedOrigin)
}

/**
 * Origins at the border of a policy, on either side: below a wildcard twice, right above it, at another port, `null`.
 * Whether the policy admits them is for it to say.
 */
export function borderOrigins (policy: CorsPolicy | false | undefined, madeUp: (word: string) => string): readonly string[] {
  if (policy === undefined || policy === false || policy.origins === '*') return ['null']
  const name = madeUp('below the wildcard')
  const borders = policy.origins.filter(pattern => pattern.includes('*')).slice(0, BORDERS).flatMap(pattern => {
    const [below, above, withoutPort] = [pattern.replace('://*.', `://${name}.${name}.`), pattern.replace('://*.', '://'), pattern.replace('://*.', `://${name}.`)]
    return [below.replace(/:\*$/, ''), above.replace(/:\*$/, ''), withoutPort.replace(/(:\*|:\d+)?$/, ':8444')]
  })
  return [...new Set([...borders.filter(isSerializedOrigin), 'null'])]
}

/** How many patterns are looked at. */
const BORDERS = 5
