/** The decision of a route's policy about the origin of a request, for hooks of the application. */
import type { FastifyRequest } from 'fastify'
import type { CorsDecision, CorsSourceResult } from '../../types/decision.ts'
import { decideActual } from '../decide.ts'
import { scopeOf } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { findInSources, keyOfRequest } from './find-in-sources.ts'
import { actualPolicy } from './decide-request.ts'

/**
 * Passes on the decision of the policy of the route that a request has reached; undefined without a policy. At once, unless a source of
 * origins must be read and its result is not in memory.
 */
export function decideRoute (
  { booted }: Application, request: FastifyRequest, origin: string, finish: (decision: CorsDecision | undefined) => void
): void {
  const scope = scopeOf(request.server)
  const policy = scope === undefined || booted === undefined ? false : actualPolicy(booted, scope, request)
  if (policy === false || booted === undefined) return finish(undefined)
  const { compiled } = policy
  const result = findInSources(booted.sources, compiled, origin, keyOfRequest, request)
  const decided = (result: CorsSourceResult | undefined): void => { finish(decideActual(compiled, origin, result)) }
  if (typeof result === 'object') void result.then(decided)
  else decided(result)
}
