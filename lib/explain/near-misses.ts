/** What nearly allows a request that is refused. */
import type { Failure } from '../../types/browser.ts'
import type { CompiledCorsPolicy } from '../../types/decision.ts'
import type { CorsNearMiss } from '../../types/explanation.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { compileOrigins } from '../compile/origin-set.ts'
import { headerMisses, methodMisses } from './name-misses.ts'
import { originMisses } from './origin-misses.ts'

/** The entries of the policy that come nearest to what fails; none where it is about none of its lists. */
export function nearMisses ({ subject, preflight }: PolicyResolution, origin: string, { code, parameter }: Failure): CorsNearMiss[] {
  const { policy } = subject
  if (policy === false) return []
  switch (code) {
    // A policy for every origin refuses none.
    case 'allow-origin-missing': return missedOrigins(origin, policy.origins as readonly string[])
    // Only a policy has approved the origin before.
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
