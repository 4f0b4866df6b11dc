/** Finds entries that almost allow a blocked request. */
import type { Failure } from '../../types/browser.ts'
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import type { CorsNearMiss } from '../../types/explanation.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { compileOrigins } from '../compile/origin-set.ts'
import { headerMisses, methodMisses } from './name-misses.ts'
import { originMisses } from './origin-misses.ts'

/** The most similar entries of the policy. Empty if the failure is not about a list of the policy. */
export function nearMisses ({ subject, preflight }: PolicyResolution, origin: string, { code, parameter }: Failure): CorsNearMiss[] {
  const { policy } = subject
  if (policy === false) return []
  switch (code) {
    // A policy with "*" does not block origins, so `origins` is a list.
    case 'allow-origin-missing': return missedOrigins(origin, policy.origins as readonly string[])
    // The origin passed the CORS check, so a policy made the response.
    case 'method-not-allowed': return methodMisses(parameter, (preflight as CompiledCorsPolicy).listedMethods)
    case 'header-not-allowed':
    case 'authorization-not-listed': return headerMisses(parameter, policy.allowedHeaders ?? [])
    default: return []
  }
}

function missedOrigins (origin: string, patterns: readonly string[]): CorsNearMiss[] {
  const set = compileOrigins(patterns)
  return originMisses(origin, patterns, text => set.has(text))
}
