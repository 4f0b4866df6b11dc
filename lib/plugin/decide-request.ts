/** A Fastify request → its decision: finds the policy and calls `decide`. Never throws. */
import type { FastifyRequest } from 'fastify'
import type { CorsDecision } from '../../types/decision.ts'
import { AMBIGUOUS_TARGET } from '../compile/valid-policy.ts'
import { decideActual, decidePreflight } from '../decide.ts'
import type { Scope, Served } from '../routes/scope.ts'
import type { Application, PreflightTarget } from './application.ts'
import { OFF } from './request-state.ts'
import { recordDecision } from './decision-events.ts'
import { isPreflight, targetOf } from './preflight-route.ts'

/** Returns the decision for a request in a registration, or OFF if its route has no policy. */
export function decideRequest (application: Application, scope: Scope, request: FastifyRequest): CorsDecision | typeof OFF {
  const { raw } = request
  if (isPreflight(raw)) return decidePreflightRequest(application, scope, request)
  const policy = actualPolicy(application, scope, request)
  if (policy === false) return OFF
  const decision = decideActual(policy.compiled, raw.headers.origin)
  recordDecision(request, policy, decision, scope.logLevel)
  return decision
}

/** Decides a preflight by the policy of the actual request. */
function decidePreflightRequest (application: Application, scope: Scope, request: FastifyRequest): CorsDecision | typeof OFF {
  const { headers } = request.raw
  const { table } = application
  if (table === undefined) return OFF
  const target = targetOf(application, request.raw)
  const policy = typeof target === 'string' ? table.uncertain : target.preflightPolicy
  if (policy === false) return OFF
  const requestMethod = headers['access-control-request-method'] as string
  const decision = policy === table.uncertain
    ? AMBIGUOUS_TARGET
    : decidePreflight(policy.compiled, headers.origin as string, requestMethod)
  recordDecision(request, policy, decision, (scopeOfTarget(target) ?? scope).logLevel)
  return decision
}

/** Whether the registration whose policy approves a preflight rescues preflights. */
export function rescues (application: Application, request: FastifyRequest): boolean {
  return scopeOfTarget(targetOf(application, request.raw))?.rescuesPreflights === true
}

/** Returns the scope of the target. A preflight itself runs in the scope of the topmost registration. */
function scopeOfTarget (target: PreflightTarget): Scope | undefined {
  return typeof target === 'string' ? undefined : (target.route ?? target.notFound)?.scope
}

/**
 * The policy of the route or not-found handler that a request has reached. `routeOptions` builds an object at each
 * access, so this reads it only if routes have their own policies.
 */
export function actualPolicy (application: Application, scope: Scope, request: FastifyRequest): Served {
  const { state } = scope
  if (request.is404) {
    const { cors } = request.routeOptions.config as { readonly cors?: unknown }
    return cors === undefined ? state.notFound : application.table?.notFoundPolicy(scope, cors) ?? false
  }
  if (state.byConfig === undefined) return state.policy
  const { config } = request.routeOptions
  if (!state.isComplete) return application.table!.latePolicy(scope, config)
  return state.byConfig.get(config) ?? state.policy
}
