/** What must change about a source, so that the policy that uses it allows an origin. */
import type { CorsSourceResult } from '../../types/decision.ts'
import type { SourceAddition } from '../../types/explanation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyContext, SourceReading } from '../../types/resolution.ts'
import { policiesOf } from '../lint/policies.ts'
import { sourcesIn } from '../origin-entries.ts'
import { isInsecureOrigin } from '../standard/insecure-origin.ts'
import { isOriginPattern } from '../validate/origin-grammar.ts'
import { isUnknown, keyValuePhrase, resultOf } from './source-readings.ts'

export type SourceChange =
  /** The origin must be added to a source. */
  | { readonly kind: 'addition', readonly addition: SourceAddition, readonly message: string, readonly readings: readonly SourceReading[] }
  /** A source has the origin, but the policy needs a flag. */
  | { readonly kind: 'flag' }
  /** No change helps, because it is not known whether a source has the origin. */
  | { readonly kind: 'none', readonly message: string }

/**
 * Returns the change for an origin that a policy blocks; undefined if no source can have the origin.
 *
 * @param readings  those of all sources of the policy
 */
export function sourceChangeFor (readings: readonly SourceReading[], origin: string): SourceChange | undefined {
  if (readings.length === 0 || !isExactOrigin(origin)) return undefined
  if (resultOf(readings.map(({ entry }) => entry), readings) === 'listed') return { kind: 'flag' }
  const failed = readings.find(({ result }) => Object.hasOwn(FAILURES, result))
  if (failed !== undefined) {
    const name = JSON.stringify(failed.entry.source)
    return {
      kind: 'none',
      message: `No change of the policy helps: ${FAILURES[failed.result as Failed].replace('%', () => name)} ` +
      'Origins that the policy lists itself are still allowed.'
    }
  }
  const reading = readings.find(({ result }) => result !== 'no-parameter')
  if (reading === undefined) return undefined
  const { entry: { source, key = null }, keyValue = null } = reading
  return {
    kind: 'addition',
    addition: { name: source, key, keyValue, origin },
    message: additionMessage(reading, origin),
    readings: [...readings.filter(other => other !== reading), { ...reading, result: 'listed' }]
  }
}

/** Sources hold exact origins. */
function isExactOrigin (origin: string): boolean {
  return origin !== 'null' && !origin.includes('*') && isOriginPattern(origin)
}

type Failed = Exclude<CorsSourceResult, 'listed' | 'not-listed'>

/** `%` is replaced with the name. */
const FAILURES: Readonly<Record<Failed, string>> = {
  stale: 'the source % was last read too long ago. `app.cors.status()` has its last failure.',
  unavailable: 'the source % cannot be read. `app.cors.status()` has its last failure.',
  busy: 'too many look-ups wait for the source %. Try again.'
}

function additionMessage (reading: SourceReading, origin: string): string {
  const { entry: { source, key }, keyValue, adds } = reading
  const unless = isUnknown(reading) ? ', unless it has it already' : ''
  const values = [origin, ...(keyValue === undefined ? [] : [keyValue])].map(value => JSON.stringify(value)).join(', ')
  // Without the value of the key, the call would add the origin for all tenants.
  const call = adds === undefined || (key !== undefined && keyValue === undefined) ? '' : `, with \`${adds}(${values})\``
  // The origin can be that of another tenant.
  const effect = keyValue === undefined ? '' : ` Pages of ${JSON.stringify(origin)} can then read the responses for ${JSON.stringify(keyValue)}.`
  const warning = isInsecureOrigin(origin) ? ' The origin uses plain http, so an attacker on the network can change its pages.' : ''
  return `Add ${JSON.stringify(origin)} to the source ${JSON.stringify(source)}${keyValuePhrase(reading, JSON.stringify)}${unless}${call}.${effect}${warning}`
}

/** The policies of a document and of its application that allow what is added to a source, with or without a key. */
export function usersOf ({ name, key }: SourceAddition, context: PolicyContext): CorsPolicy[] {
  const written = policiesOf(context.document, context, null).map(({ policy }) => policy)
  return [...written, ...context.inEffect].filter(({ origins }) =>
    sourcesIn(origins).some(entry => entry.source === name && (entry.key === undefined) === (key === null)))
}
