/** Whether the sources of a policy have the origin of a page: the effect on decisions, and as sentences. Runs anywhere. */
import type { CompiledCorsPolicy, CorsSourceResult } from '../../types/decision.ts'
import type { ExplainedOriginSource } from '../../types/explanation.ts'
import type { SourceReading } from '../../types/resolution.ts'
import type { CorsSourceEntry } from '../../types/source.ts'
import { allowsOrigin, combinedResult } from '../decide.ts'
import { textOfEntry } from '../origin-entries.ts'
import { isInsecureOrigin } from '../standard/insecure-origin.ts'

/** The readings of the sources of a policy where they cannot be read: the assumed result, or none. */
export function assumedReadings (policy: CompiledCorsPolicy | false, origin: string, result: CorsSourceResult | undefined): SourceReading[] {
  return entriesThatCount(policy, origin).map(entry =>
    ({ entry, keyValue: undefined, result: result ?? 'not-read', description: undefined, similar: [], adds: undefined }))
}

/** The sources of a policy that decide about an origin: none if its list allows the origin. */
export function entriesThatCount (policy: CompiledCorsPolicy | false, origin: string): readonly CorsSourceEntry[] {
  return policy === false || policy.sources === undefined || allowsOrigin(policy, origin) ? [] : policy.sources.entries
}

/** The result of several sources together, as for a request. */
export function resultOf (entries: readonly CorsSourceEntry[], readings: readonly SourceReading[]): CorsSourceResult {
  return combinedResult(entries.map(entry => countedResult(readingOf(entry, readings))))
}

function readingOf (entry: CorsSourceEntry, readings: readonly SourceReading[]): SourceReading | undefined {
  const text = textOfEntry(entry)
  return readings.find(reading => textOfEntry(reading.entry) === text)
}

/** Whether it is not known if the source has the origin. */
export function isUnknown ({ result }: SourceReading): boolean {
  return result === 'not-read' || result === 'no-host'
}

/** Without the parameter, no origin belongs to the request. What is not known never allows it. */
function countedResult (reading: SourceReading | undefined): CorsSourceResult {
  const result = reading?.result ?? 'not-read'
  if (result === 'not-read' || result === 'no-host') return 'unavailable'
  return result === 'no-parameter' ? 'not-listed' : result
}

/** Describes the readings, in the order of the policy. */
export function explainedSources (readings: readonly SourceReading[], policy: CompiledCorsPolicy | false, origin: string): ExplainedOriginSource[] {
  const isInsecure = policy !== false && policy.sources?.allowsInsecure === false && isInsecureOrigin(origin)
  return readings.map(reading => {
    const { entry: { source, key = null }, keyValue = null, description = null, result } = reading
    return { name: source, key, keyValue, description, result, message: messageOf(reading, origin, isInsecure) }
  })
}

function messageOf (reading: SourceReading, origin: string, isInsecure: boolean): string {
  const { entry: { source, key }, description, result } = reading
  const name = `\`${source}\`${description === undefined ? '' : ` (${description})`}`
  switch (result) {
    case 'listed': return isInsecure
      ? `The source ${name} has \`${origin}\`${keyValuePhrase(reading)}. However, a policy with credentials does not allow origins with plain http from a source.`
      : `The source ${name} has \`${origin}\`${keyValuePhrase(reading)}.`
    case 'not-listed': return `The source ${name} does not have \`${origin}\`${keyValuePhrase(reading)}.`
    case 'stale': return `The source ${name} was last read too long ago, so its origins are blocked.`
    case 'unavailable': return `The source ${name} cannot be read, so its origins are blocked.`
    case 'busy': return `Too many look-ups wait for the source ${name}, so the origin is blocked.`
    case 'not-read': return `The source ${name} decides about \`${origin}\`, but it cannot be read here. The request is assumed to be blocked.`
    case 'no-host': return `The source ${name} has origins for each host, but the host of the request is not given. The request is assumed to be blocked.`
    case 'no-parameter': return `The source ${name} has origins for each ${parameterOf(key)}, which the request does not have.`
  }
}

/** The text after the origin: for which key. */
export function keyValuePhrase ({ entry: { key }, keyValue }: Pick<SourceReading, 'entry' | 'keyValue'>, quote = (text: string) => `\`${text}\``): string {
  if (key === undefined) return ''
  if (key === 'host') return keyValue === undefined ? ' for the host of the request' : ` for the host ${quote(keyValue)}`
  return keyValue === undefined
    ? ` for the parameter ${quote(key.param)} of the route`
    : ` for ${quote(keyValue)}, the value of the parameter ${quote(key.param)}`
}

function parameterOf (key: CorsSourceEntry['key']): string {
  return `value of the parameter \`${(key as { readonly param: string }).param}\``
}
