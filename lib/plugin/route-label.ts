/** The route of a request in logs, counters and reports. */
import type { FastifyRequest } from 'fastify'
import type { RoutePolicy, Target } from '../routes/types.ts'
import type { BootedApplication } from './booted-application.ts'
import { isPreflight, targetOf } from './preflight-target.ts'

/**
 * Returns the route of a request, such as `PUT /orders/:id`. A preflight is about the route of the actual request; only the path, such as
 * `/orders/:id`, if the URL has routes with other methods only. `not found` without a route; `unreachable` and `uncertain` for a
 * preflight whose route is uncertain.
 */
export function routeLabelOf (application: BootedApplication, request: FastifyRequest): string {
  if (!isPreflight(request.raw)) return request.is404 ? 'not found' : `${request.method} ${request.routeOptions.url}`
  const target = targetOf(application, request.raw)
  if (typeof target === 'string') return target
  return target.route === undefined ? urlLabelOf(target) : routeLabel(target.route)
}

/** Returns the path of the routes of a URL. */
export function urlLabelOf ({ at }: Target): string {
  const [first] = at.values()
  return first === undefined ? 'not found' : first.route.pattern
}

const labels = new WeakMap<RoutePolicy, string>()

/** Returns the same text at each call, because a new one for each request costs time. */
export function routeLabel (entry: RoutePolicy): string {
  let label = labels.get(entry)
  if (label === undefined) labels.set(entry, label = `${entry.route.method} ${entry.route.pattern}`)
  return label
}
