/** Finds entries that almost allow a blocked request. */
import type { Failure } from '../../types/browser.ts'
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import type { CorsNearMiss } from '../../types/explanation.ts'
import type { CorsOriginEntry } from '../../types/policy.ts'
import type { PolicyResolution, SourceReading } from '../../types/resolution.ts'
import { compileOrigins } from '../compile/origin-set.ts'
import { patternsIn } from '../origin-entries.ts'
import { headerMisses, methodMisses } from './similar-names.ts'
import { originMisses } from './origin-misses.ts'

/** The most similar entries of the policy. Empty if the failure is not about a list of the policy. */
export function nearMisses ({ subject, preflight, readings }: PolicyResolution, origin: string, { code, parameter }: Failure): CorsNearMiss[] {
  const { policy } = subject
  if (policy === false) return []
  switch (code) {
    // A policy with "*" does not block origins, so `origins` is a list.
    case 'allow-origin-missing': return missedOrigins(origin, policy.origins as readonly CorsOriginEntry[], readings)
    // The origin passed the CORS check, so a policy made the response.
    case 'method-not-allowed': return methodMisses(parameter, (preflight as CompiledCorsPolicy).listedMethods)
    case 'header-not-allowed':
    case 'authorization-not-listed': return headerMisses(parameter, policy.allowedHeaders ?? [])
    default: return []
  }
}

function missedOrigins (origin: string, entries: readonly CorsOriginEntry[], readings: readonly SourceReading[]): CorsNearMiss[] {
  const patterns = patternsIn(entries)
  const set = compileOrigins(patterns)
  const places = new Map(readings.flatMap(({ entry, similar }) => similar.map(near => [near, ` in the source \`${entry.source}\``] as const)))
  return originMisses(origin, [...places.keys(), ...patterns], text => set.has(text) || places.has(text), pattern => places.get(pattern) ?? '')
}
