/** A Fastify request → the decision for it: finds the policy, the verdict is decide's. Total. */
import type { FastifyRequest } from 'fastify'
import type { Decision } from '../../types/decision.ts'
import { UNCERTAIN_TARGET } from '../compile.ts'
import { decide } from '../decide.ts'
import type { Compiled, Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { isPreflight, targetOf } from './preflight-route.ts'

/** CORS is off for this request: nothing is written and nothing is removed. */
export const OFF = Object.freeze({ kind: 'off' })

/** The decision for a request under a registration, or OFF where its route has no policy. */
export function decideRequest (application: Application, scope: Scope, request: FastifyRequest): Decision | typeof OFF {
  const { headers, method } = request.raw
  if (isPreflight(request.raw)) return decidePreflight(application, scope, request)
  const policy = policyOf(application, scope, request)
  return policy === false ? OFF : decide(policy, { method: method!, origin: headers.origin, requestMethod: undefined })
}

/** A preflight is answered from the policy of the request that it announces. */
function decidePreflight (application: Application, scope: Scope, request: FastifyRequest): Decision | typeof OFF {
  const { headers } = request.raw
  const target = targetOf(application, request.raw)
  if (typeof target === 'string') return UNCERTAIN_TARGET
  const policy = target.route === undefined
    ? application.table!.answerForNotFound(scope, notFoundConfig(request), target.at)
    : application.table!.answerForRoute(target.route, target.at)
  if (policy === false) return OFF
  const requestMethod = headers['access-control-request-method'] as string
  return decide(policy, { method: 'OPTIONS', origin: headers.origin, requestMethod })
}

/** `routeOptions` builds an object at each access, so it is asked for only where routes have policies of their own. */
function policyOf (application: Application, scope: Scope, request: FastifyRequest): Compiled {
  const { state } = scope
  if (request.is404) {
    const config = notFoundConfig(request)
    return config === undefined ? state.notFound : application.table!.notFoundPolicy(scope, config)
  }
  if (state.byConfig === undefined) return state.policy
  const { config } = request.routeOptions
  if (!state.isComplete) return application.table!.latePolicy(scope, config)
  return state.byConfig.get(config) ?? state.policy
}

/** The `config.cors` that a not-found handler was set with. */
function notFoundConfig (request: FastifyRequest): unknown {
  return request.is404 ? (request.routeOptions.config as { readonly cors?: unknown } | undefined)?.cors : undefined
}
