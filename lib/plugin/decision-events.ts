/** Reports a decision: counts it, publishes it to subscribers, and logs it if the request or preflight is refused. */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { CorsDecisionEvent, CorsReportedReason } from '../../types/decision-event.ts'
import { allowsOrigin } from '../decide.ts'
import { HOST } from '../routes/constraints.ts'
import type { Counters } from '../routes/policy-pool.ts'
import type { RoutePolicy, Target } from '../routes/types.ts'
import type { BootedApplication } from './booted-application.ts'
import { isRefusedLater } from './guards.ts'
import { actualRequestOf, targetOf, type RawRequest } from './preflight-target.ts'
import { guardedReason } from './refusal-cause.ts'
import { refusedHeaders } from './refused-headers.ts'
import { reportRefusal } from './refusal-log.ts'
import { noteReportedRefusal, type RequestRecord } from './request-state.ts'
import { routeLabel, routeLabelOf, urlLabelOf } from './route-label.ts'
import { reportUndecided } from './report-undecided.ts'
import { unresolvedCause, type UnresolvedCause } from './unresolved-cause.ts'

const decisions = channel('fastify-cors-policy:decision')

/**
 * Costs one addition without subscribers if the request is allowed.
 *
 * @param hooksFollow  whether the hooks of the route run after this, among them its guards
 */
export function reportDecision (application: BootedApplication, record: RequestRecord, hooksFollow: boolean): void {
  const { decision: { kind, reason: decided, allowOrigin }, policy, request, scope, origin } = record
  const headers = kind === 'preflight' ? refusedHeaders(record.decision, request.raw.headers['access-control-request-headers']) : NONE
  const unresolved = kind === 'preflight' && IS_UNRESOLVED.has(decided) ? unresolvedBy(application, request.raw) : undefined
  const isGuarded = hooksFollow && kind === 'actual' && isRefusedLater(application.facts.guards, request, allowOrigin !== undefined)
  if (isGuarded) noteReportedRefusal(request)
  const reason = isGuarded ? 'refused-by-guard' : unresolved?.reason ?? reasonOf(record, headers)
  const counted = isGuarded ? guardedReason(decided) : reason
  count(kind === 'preflight' ? policy.counters.preflight : policy.counters.actual, counted)
  if (decisions.hasSubscribers) decisions.publish(new DecisionEvent(application, record, counted, headers, unresolved?.hidden))
  if (isAllowed(reason)) return
  const route = reportedRoute(application, request, unresolved?.hidden)
  reportRefusal(application, { kind, policy, scope, origin, reason, decided, headers, route, raw: request.raw, log: request.log, sentence: unresolved?.sentence })
}

/** A route that a constraint hides is the one that was meant. */
function reportedRoute (application: BootedApplication, request: FastifyRequest, hidden: RoutePolicy | undefined): string {
  return hidden === undefined ? routeLabelOf(application, request) : routeLabel(hidden)
}

/** Frequent reasons are written as names, because a member with a computed name takes seven times as long. */
function count (counters: Counters['actual'], reason: CorsReportedReason): void {
  if (reason === 'origin-allowed') counters['origin-allowed']++
  else if (reason === 'no-origin') counters['no-origin']++
  else counters[reason]++
}

/** The reasons of preflights that can have a cause in the routes. */
const IS_UNRESOLVED: ReadonlySet<string> = new Set<CorsReportedReason>(['route-ambiguous', 'method-not-allowed'])

function unresolvedBy (application: BootedApplication, raw: RawRequest): UnresolvedCause | undefined {
  return unresolvedCause(application, actualRequestOf(raw), targetOf(application, raw))
}

/**
 * Reports a preflight that reaches no hook of the plugin: the URL has routes with a policy that allows the origin, but not with the requested
 * method, and the not-found handler has no policy. Browsers then only show that a header is missing.
 */
export function reportUnrouted (application: BootedApplication, raw: RawRequest, target: Target): void {
  const { table } = application
  if (target.at.size === 0 && !table.strategies.readsHost) return
  const { method, url, host } = actualRequestOf(raw)
  const { reason, sentence, hidden } = unresolvedCause(application, { method, url, host }, target)!
  const entry = hidden ?? [...target.at.values()].find(({ pooled }) => pooled !== undefined)
  if (entry?.scope === undefined) return
  const { route, scope } = entry
  const policy = table.find(route.method, url, hidden === undefined ? host : String(route.constraints[HOST])).preflightPolicy
  const origin = raw.headers.origin!
  if (policy === false || !allowsOrigin(policy.compiled, origin)) return
  reportUndecided(application, {
    kind: 'preflight', policy, scope, origin, reason, route: hidden === undefined ? urlLabelOf(target) : routeLabel(hidden), raw, log: scope.log, sentence
  })
}

const NONE: readonly string[] = Object.freeze([])

function reasonOf ({ decision, request }: RequestRecord, headers: readonly string[]): CorsReportedReason {
  const { reason, allowOrigin, allowCredentials, kind } = decision
  if (headers.length > 0) return reason === 'method-not-allowed' ? reason : 'header-not-allowed'
  const isWithoutCredentials = kind === 'actual' && allowOrigin !== undefined && allowCredentials === undefined
  return isWithoutCredentials && hasCredentials(request) ? 'credentials-not-allowed' : reason
}

/**
 * Whether a page has sent its cookies to another origin with `fetch`, and waits for the response. Forms and images send them too, but
 * do not read it. https://www.w3.org/TR/fetch-metadata/#sec-fetch-mode-header
 */
function hasCredentials ({ raw: { headers } }: FastifyRequest): boolean {
  return headers.cookie !== undefined && headers['sec-fetch-mode'] === 'cors' && headers['sec-fetch-site'] !== 'same-origin'
}

function isAllowed (reason: CorsReportedReason): boolean {
  return reason === 'origin-allowed' || reason === 'no-origin' || reason === 'any-origin-allowed'
}

/** The message of the channel. */
class DecisionEvent implements CorsDecisionEvent {
  readonly request: FastifyRequest
  readonly policy: string
  readonly kind: CorsDecisionEvent['kind']
  readonly decision: CorsDecisionEvent['decision']
  readonly reason: CorsReportedReason
  readonly refusedHeaders: readonly string[]
  readonly #application: BootedApplication
  readonly #hidden: RoutePolicy | undefined

  constructor (
    application: BootedApplication, { request, policy, decision }: RequestRecord, reason: CorsReportedReason, headers: readonly string[],
    hidden: RoutePolicy | undefined
  ) {
    this.request = request
    this.policy = policy.label
    this.kind = decision.kind
    this.decision = decision
    this.reason = reason
    this.refusedHeaders = headers
    this.#application = application
    this.#hidden = hidden
  }

  get route (): string {
    return reportedRoute(this.#application, this.request, this.#hidden)
  }
}

/** Warns once for each route and header that other code has set a CORS header, which the plugin always replaces. */
export function warnOfOverride (this: RequestRecord, field: string): void {
  const { request, scope } = this
  const route = request.routeOptions.url ?? ''
  const { overrides } = scope
  if (overrides.has(`${route} ${field}`)) return
  // A scope has as many routes as the application declares.
  overrides.add(`${route} ${field}`)
  request.log.warn({ field, route }, 'Another part of the application has set a CORS header on a route with a policy. ' +
    'The value of the policy was sent instead. Remove the other code: often the package cors, the CORS middleware of a framework such as Hono, ' +
    'or the server behind @fastify/http-proxy or @fastify/reply-from.')
}
