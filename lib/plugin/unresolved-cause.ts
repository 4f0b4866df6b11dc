/** Why the route of a request is unknown, or missing: the causes that hide behind another symptom. Never throws. */
import type { CorsReportedReason } from '../../types/decision-event.ts'
import { preview } from '../errors.ts'
import { methodMisses } from '../explain/similar-names.ts'
import { HOST, hiddenNames } from '../routes/constraints.ts'
import { isMalformed, isParameterTooLong } from '../routes/rejected-url.ts'
import type { RoutePolicy } from '../routes/types.ts'
import type { ActualRequest, BootedApplication, PreflightTarget } from './booted-application.ts'

export interface UnresolvedCause {
  readonly reason: Extract<CorsReportedReason, 'parameter-too-long' | 'url-rejected' | 'route-ambiguous' | 'method-not-routed' | 'hidden-by-constraint'>
  /** Whole sentences, whose parts of the request are escaped. */
  readonly sentence: string
  /** The route that a request with another value of the constraint would reach. */
  readonly hidden?: RoutePolicy
}

/** Returns the cause; undefined if the request has a route with this method. */
export function unresolvedCause (application: BootedApplication, request: ActualRequest, target: PreflightTarget): UnresolvedCause | undefined {
  if (target === 'unreachable') return rejected(application, request)
  if (target === 'uncertain') {
    return { reason: 'route-ambiguous', sentence: 'The router of the application finds another route for this URL than the plugin.' }
  }
  if (target.isUncertain) return { reason: 'route-ambiguous', sentence: ambiguous(application, request) }
  return target.route === undefined ? unrouted(application, request, [...target.at.keys()]) : undefined
}

function rejected ({ maxParamLength }: BootedApplication, { url }: ActualRequest): UnresolvedCause {
  if (!isParameterTooLong(url, maxParamLength)) {
    // Such a URL and a query that is not an object are the same result of the router.
    const sentence = isMalformed(url) || !url.startsWith('/')
      ? 'Fastify rejects the URL and responds without running any plugin.'
      : 'The `querystringParser` of the application returns undefined, so the plugin cannot find the route of the request. Let it return an object.'
    return { reason: 'url-rejected', sentence }
  }
  return {
    reason: 'parameter-too-long',
    sentence: `A part of the URL is longer than ${maxParamLength} characters, the \`maxParamLength\` of the router, so Fastify responds without ` +
      'running any plugin. Give the router a longer `maxParamLength`.'
  }
}

function ambiguous ({ table }: BootedApplication, { method, url, host }: ActualRequest): string {
  const names = new Set(table.uncertainAt(method, url, host).flatMap(({ route }) => hiddenNames(route.constraints, table.strategies)))
  return 'Routes of this URL with different policies or tenants differ only in a constraint whose value a preflight does not have: ' +
    `${[...names].sort().map(preview).join(', ')}. Give these routes the same policy, or separate URLs.`
}

function unrouted (application: BootedApplication, request: ActualRequest, methods: readonly string[]): UnresolvedCause {
  const hidden = hiddenByHost(application, request)
  const { method, host } = request
  if (hidden !== undefined) {
    const { route } = hidden
    return {
      hidden,
      reason: 'hidden-by-constraint',
      sentence: `The route ${route.method} ${route.pattern} has the constraint host ${preview(String(route.constraints[HOST]))}, but the request has the ` +
        `host ${preview(host ?? '')}.`
    }
  }
  const miss = methodMisses(method, methods).find(({ differs }) => differs[0] === 'case')
  if (miss !== undefined) return { reason: 'method-not-routed', sentence: miss.message }
  const routed = methods.length === 0 ? 'The URL has no route.' : `The URL has a route for ${[...methods].sort().join(', ')} only.`
  return { reason: 'method-not-routed', sentence: `No route of this URL has the method ${preview(method)}. ${routed}` }
}

/** The number of hosts that are tried. */
const MAX_HOSTS = 64

/** The route that a request to another host would reach. */
function hiddenByHost ({ table }: BootedApplication, { method, url, host }: ActualRequest): RoutePolicy | undefined {
  if (!table.strategies.readsHost) return undefined
  const hosts = new Set(table.routes.map(({ route }) => route.constraints[HOST]).filter((value) => typeof value === 'string'))
  for (const other of [...hosts].slice(0, MAX_HOSTS)) {
    const entry = other === host ? undefined : table.at(url, other).get(method)
    if (entry?.route.constraints[HOST] === other) return entry
  }
  return undefined
}
