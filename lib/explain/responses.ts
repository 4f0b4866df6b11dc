/** The server of the simulation: responses to the requests of the browser. */
import type { SentRequest, ServerResponse } from '../../types/browser.ts'
import type { CorsDecision } from '../../types/decision.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { compileValidPolicy } from '../compile/valid-policy.ts'
import { decide } from '../decide.ts'
import { NODE_METHODS } from '../standard/methods.ts'
import { isRefusedByGuard, REFUSED } from './guard.ts'
import { headerLines } from './header-lines.ts'
import { resultOf } from './source-readings.ts'

/** Placeholders for the status of the handler, and for that of a URL without an OPTIONS route. */
export const HANDLED = 200
const NOT_FOUND = 404

/** The decision for a request. Undefined if CORS is off. */
export function decisionFor (situation: PolicyResolution, request: SentRequest): CorsDecision | undefined {
  const policy = request.kind === 'preflight' ? situation.preflight : situation.actual
  if (policy === false) return undefined
  if ('reason' in policy) return policy
  const requestMethod = request.kind === 'preflight' ? fieldOf(request, 'access-control-request-method') : undefined
  const sourceResult = policy.sources && resultOf(policy.sources.entries, situation.readings)
  return decide(policy, { method: request.method, origin: fieldOf(request, 'origin'), requestMethod, sourceResult })
}

/** The response to a request, with the headers of the CORS protocol. */
export function responseTo (situation: PolicyResolution, request: SentRequest): ServerResponse {
  const decision = decisionFor(situation, request)
  const status = request.kind === 'preflight' ? decision?.status ?? NOT_FOUND : isRefusedByGuard(situation.guards, request, decision) ? REFUSED : HANDLED
  return { status, headers: decision === undefined ? [] : headerLines(decision, fieldOf(request, 'origin')) }
}

/** The same situation with another policy. */
export function underPolicy (situation: PolicyResolution, policy: CorsPolicy, method: string): PolicyResolution {
  const compiled = compileForMethod(policy, method, situation.url)
  return { ...situation, preflight: compiled, actual: compiled }
}

/**
 * Compiles a policy for the methods of a URL. If they are unknown, the URL is assumed to have the usual methods and the
 * requested one, if Node supports it.
 */
export function compileForMethod (policy: CorsPolicy, method: string, url: PolicyResolution['url']) {
  const compiled = compileValidPolicy(policy, url)
  const isKnown = url !== undefined || policy.methods !== undefined || compiled.listedMethods.has(method)
  if (isKnown || !NODE_METHODS.has(method)) return compiled
  return compileValidPolicy(policy, { methods: [...compiled.listedMethods, method], variesByMethod: false })
}

function fieldOf ({ headers }: SentRequest, name: string): string | undefined {
  return headers.find(line => line[0] === name)?.[1]
}
