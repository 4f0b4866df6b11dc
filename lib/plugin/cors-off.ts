/** Reports pages of a listed origin that use a route for which CORS is off. No policy decides these requests. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { observeHead } from '../apply/observe-response-head.ts'
import type { RoutePolicy, Target } from '../routes/types.ts'
import type { Scope } from '../routes/scope.ts'
import type { BootedApplication } from './booted-application.ts'
import { reportGuarded } from './guard-refusals.ts'
import { isRefusedLater } from './guards.ts'
import { listingPolicy, type ListingPolicy } from './listing-policy.ts'
import { isPreflight, type RawRequest } from './preflight-target.ts'
import type { Reported } from './refusals.ts'
import { isReportedRefusal } from './request-state.ts'
import { routeLabel, routeLabelOf } from './route-label.ts'
import { reportUndecided } from './report-undecided.ts'

const ALLOW_ORIGIN = 'access-control-allow-origin'

/**
 * Reports a request, unless the application itself sends the header, in any way. Only if the browser shows that a page of another origin waits for the
 * response: forms and images send `Origin` too.
 *
 * @param hooksFollow  whether the hooks of the route run after this, among them its guards
 */
export function reportOff (application: BootedApplication, scope: Scope, request: FastifyRequest, reply: FastifyReply, hooksFollow: boolean): void {
  const { raw, is404 } = request
  if (hooksFollow && !isPreflight(raw) && isRefusedLater(application.facts.guards, request, false)) return reportGuarded(application, scope, request)
  const { origin, 'sec-fetch-mode': mode, 'sec-fetch-site': site } = raw.headers
  if (origin === undefined || mode !== 'cors' || site === 'same-origin' || is404 || isPreflight(raw)) return
  const listing = listingPolicy(application.table, origin)
  if (listing === undefined) return
  observeHead(reply.raw, (_status, headers) => {
    if (isReportedRefusal(request) || headers.some(([name]) => name === ALLOW_ORIGIN)) return
    report(application, listing, { kind: 'actual', scope, origin, route: routeLabelOf(application, request), raw, log: request.log })
  })
}

/** Reports a preflight, unless the application has an OPTIONS route for the URL. */
export function reportOffPreflight (application: BootedApplication, entry: RoutePolicy, { at }: Target, raw: RawRequest): void {
  const { scope } = entry
  if (scope === undefined || at.has('OPTIONS')) return
  const origin = raw.headers.origin!
  const listing = listingPolicy(application.table, origin)
  if (listing !== undefined) report(application, listing, { kind: 'preflight', scope, origin, route: routeLabel(entry), raw, log: scope.log })
}

function report (
  application: BootedApplication, listing: ListingPolicy, reported: Pick<Reported, 'kind' | 'scope' | 'origin' | 'route' | 'raw' | 'log'>
): void {
  const sentence = `CORS is off for this route, but the policy of ${listing.route} allows the origin.`
  reportUndecided(application, { ...reported, policy: application.table.uncertain, reason: 'cors-is-off', sentence })
}
