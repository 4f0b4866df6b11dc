/** A Fastify request → its decision: finds the policy and calls `decide`. Pure, except for caches of lookups. Never throws. */
import type { FastifyRequest } from 'fastify'
import type { CompiledCorsPolicy, CorsDecision, CorsSourceResult } from '../../types/decision.ts'
import { AMBIGUOUS_TARGET } from '../compile/valid-policy.ts'
import { decideActual, decidePreflight } from '../decide.ts'
import type { ServedPolicy } from '../routes/policy-pool.ts'
import type { Scope, ScopeState, Served } from '../routes/scope.ts'
import { findInSources, hostOf, keyOfRequest } from './find-in-sources.ts'
import type { BootedApplication, PreflightTarget } from './booted-application.ts'
import { actualRequestOf, isPreflight, targetOf } from './preflight-target.ts'
import { warnOfOverride } from './decision-events.ts'
import type { RequestRecord } from './request-state.ts'

/** A promise, which never rejects, only if a source of origins must be read and its result is not in memory. `false` without a policy. */
type Decided = RequestRecord | false | Promise<RequestRecord>

/**
 * Decides a request in a registration; `false` if its route has no policy.
 *
 * @param state  the policies of the registration; by default those in place
 */
export function decideRequest (application: BootedApplication, scope: Scope, request: FastifyRequest, state: ScopeState = scope.state): Decided {
  if (isPreflight(request.raw)) return decidePreflightRequest(application, scope, request)
  return decideActualRequest(application, scope, request, actualPolicy(application, scope, request, state))
}

function decideActualRequest (application: BootedApplication, scope: Scope, request: FastifyRequest, policy: Served): Decided {
  if (policy === false) return false
  const { compiled } = policy
  const { origin } = request.raw.headers
  const result = compiled.sources === undefined ? undefined : findInSources(application.sources, compiled, origin, keyOfRequest, request)
  if (typeof result === 'object') return actualRecord(request, scope, policy, origin, result)
  return recordOf(request, scope, policy, origin, decideActual(compiled, origin, result))
}

/*
 * The functions for requests that wait, or whose policy has sources, stand alone: a function that contains another one keeps its variables
 * on the heap, for every request.
 */

async function actualRecord (
  request: FastifyRequest, scope: Scope, policy: ServedPolicy, origin: string | undefined, result: Promise<CorsSourceResult>
): Promise<RequestRecord> {
  return recordOf(request, scope, policy, origin, decideActual(policy.compiled, origin, await result))
}

async function preflightRecord (
  request: FastifyRequest, scope: Scope, policy: ServedPolicy, origin: string, method: string, result: Promise<CorsSourceResult>
): Promise<RequestRecord> {
  return recordOf(request, scope, policy, origin, decidePreflight(policy.compiled, origin, method, await result))
}

function findForPreflight (
  application: BootedApplication, policy: CompiledCorsPolicy, request: FastifyRequest, origin: string, target: PreflightTarget
): CorsSourceResult | Promise<CorsSourceResult> | undefined {
  return findInSources(application.sources, policy, origin, (key) => key === 'host'
    ? hostOf(request)
    : application.parameterIn(target, actualRequestOf(request.raw), key.param), request)
}

/** Decides a request whose URL the router rejects, by the policy of the not-found handler. */
export function decideRejected (application: BootedApplication, request: FastifyRequest): Decided {
  const { notFound } = application.table.targetOfRejected(request.raw.url!)
  const scope = notFound?.scope
  if (scope === undefined) return false
  if (isPreflight(request.raw)) return decidePreflightRequest(application, scope, request)
  return decideActualRequest(application, scope, request, application.table.notFoundPolicy(scope, notFound!.cors))
}

function recordOf (
  request: FastifyRequest, scope: Scope, policy: ServedPolicy, origin: string | undefined, decision: CorsDecision
): RequestRecord {
  return { decision, origin, onOverride: warnOfOverride, next: undefined, isWrapped: false, own: undefined, request, policy, scope }
}

/** Decides a preflight by the policy of the actual request. A preflight itself runs in the scope of the topmost registration. */
function decidePreflightRequest (application: BootedApplication, topmost: Scope, request: FastifyRequest): Decided {
  const { headers } = request.raw
  const { uncertain } = application.table
  const target = targetOf(application, request.raw)
  const policy = typeof target === 'string' ? uncertain : target.preflightPolicy
  if (policy === false) return false
  const origin = headers.origin as string
  const scope = (typeof target === 'string' ? undefined : (target.route ?? target.notFound)?.scope) ?? topmost
  if (policy === uncertain) return recordOf(request, scope, policy, origin, AMBIGUOUS_TARGET)
  const { compiled } = policy
  const method = headers['access-control-request-method'] as string
  const result = compiled.sources === undefined ? undefined : findForPreflight(application, compiled, request, origin, target)
  if (typeof result === 'object') return preflightRecord(request, scope, policy, origin, method, result)
  return recordOf(request, scope, policy, origin, decidePreflight(compiled, origin, method, result))
}

/**
 * The policy of the route or not-found handler that a request has reached. `routeOptions` builds an object at each
 * access, so this reads it only if routes have their own policies.
 */
export function actualPolicy (
  { table }: BootedApplication, scope: Scope, request: FastifyRequest, state: ScopeState = scope.state
): Served {
  if (request.is404) {
    const { cors } = request.routeOptions.config as { readonly cors?: unknown }
    return cors === undefined ? state.notFound : table.notFoundPolicy(scope, cors)
  }
  if (state.byConfig === undefined) return state.policy
  const { config } = request.routeOptions
  if (!state.isComplete) return table.latePolicy(scope, config)
  return state.byConfig.get(config) ?? state.policy
}
