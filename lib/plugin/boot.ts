/** The work at boot: lists the routes and resolves their policies. */
import { METHODS } from 'node:http'
import type { FastifyInstance, HTTPMethods } from 'fastify'
import { matchOptionsOf, type MatchOptions } from '../fastify/match-options.ts'
import { frameworkErrorHandlerOf } from '../fastify/instances.ts'
import { hasOnlyHook, hasTimeLimit, hookNames, listRoutes, removeOnSendHooks, type ListedRoute } from '../fastify/route-list.ts'
import { listNotFoundHandlers } from '../routes/not-found.ts'
import { routeIdentity, withoutRejected } from '../routes/route-identity.ts'
import type { Inventory } from '../routes/types.ts'
import { BootedApplication } from './booted-application.ts'
import { ON_REQUEST_HOOK, ON_SEND_HOOK, PREFLIGHT_CONSTRAINT, duplicate, isUnderFastifyCors } from './conflicts.ts'
import { assertAllRegistered, assertScopes } from './package-copies.ts'
import { isFrameworkErrorHandler } from './framework-error-handlers.ts'
import type { Registrations } from './registrations.ts'
import { readStrategies } from './constraint-strategies.ts'

/**
 * Resolves all policies, without enabling them.
 *
 * @throws the error of a registration that failed; CorsPolicyError: FST_CORS_DUPLICATE with @fastify/cors, FST_CORS_LOADED_TWICE if
 *         a registration cannot be found from its routes, and the errors of RouteTable
 */
export function boot (registrations: Registrations): BootedApplication {
  const { app, scopes, owners, declared, instances } = registrations
  assertAllRegistered(app)
  for (const scope of scopes) {
    if (scope.observes || !isUnderFastifyCors(scope.app)) continue
    throw duplicate('@fastify/cors, which enableCors() of NestJS also uses, is active in the same scope or an enclosing scope. With two ' +
      'CORS plugins, a response has two values of Access-Control-Allow-Origin. Remove one of them, or let this one only observe the other, with ' +
      'the option `observe`.')
  }
  const listed = listRoutes(app)
  const matchOptions = matchOptionsOf(app)
  const isComplete = listed !== undefined && isAccountedFor(registrations, listed, matchOptions)
  const all = isComplete ? listed : withoutRejected(declared.flatMap((route) => withTwin(app, route)), matchOptions)
  const preflightRoutes = all.filter((route) => PREFLIGHT_CONSTRAINT in route.constraints)
  const routes = all.filter((route) => !(PREFLIGHT_CONSTRAINT in route.constraints))
  for (const { context } of all) removeNeedlessHook(context, registrations.sources.size > 0)
  const allInstances = new Set([...instances, ...routes.map(({ server }) => server), ...scopes.map((scope) => scope.app)])
  assertScopes(scopes, allInstances)
  const inventory: Inventory = {
    routes,
    isComplete,
    notFoundHandlers: listNotFoundHandlers(allInstances),
    scopes,
    matchOptions,
    receivable: receivableMethods(app),
    strategies: readStrategies(app, owners, routes)
  }
  return new BootedApplication(registrations, inventory, {
    earlierHooks: new Map(owners.map((_, owner) => [
      owner, [...new Set(preflightRoutes.filter(({ constraints }) => constraints[PREFLIGHT_CONSTRAINT] === owner).flatMap(hooksBefore))]
    ])),
    guards: registrations.guards.in([...routes, ...inventory.notFoundHandlers]),
    governsFrameworkErrors: isFrameworkErrorHandler(frameworkErrorHandlerOf(app))
  })
}

/**
 * Returns the methods that the HTTP/1 parser of this Node supports. Node responds with 400 to any other method, such as QUERY in
 * Node 20.19.0. Undefined for HTTP/2, which accepts every method.
 */
function receivableMethods (app: FastifyInstance): ReadonlySet<string> | undefined {
  return app.initialConfig.http2 === true ? undefined : new Set(METHODS)
}

function hooksBefore ({ context }: ListedRoute): string[] {
  const names = hookNames(context, 'onRequest')
  return names.slice(0, Math.max(0, names.indexOf(ON_REQUEST_HOOK))).map((name) => name || 'anonymous')
}

/**
 * Removes our `onSend` hook from a route on which no other response can come before our decision: no other hook runs before our
 * `onRequest` hook, and no time limit ends while a decision waits for a source.
 */
function removeNeedlessHook (context: ListedRoute['context'], canWait: boolean): void {
  if (context === undefined || (canWait && hasTimeLimit(context))) return
  if (hasOnlyHook(context, 'onRequest', ON_REQUEST_HOOK) || isFirst(hookNames(context, 'onRequest'))) removeOnSendHooks(context, ON_SEND_HOOK)
}

/** Whether no other `onRequest` hook runs before ours. Other code can have wrapped our hook, so that it has another name. */
function isFirst (names: readonly string[]): boolean {
  return names[0] === ON_REQUEST_HOOK && names.slice(0, names.lastIndexOf(ON_REQUEST_HOOK)).every((name) => name === ON_REQUEST_HOOK)
}

/** Whether every declared route is in the list, except routes that the router rejected: an application can handle their errors. */
function isAccountedFor ({ app, declared }: Registrations, listed: readonly ListedRoute[], options: MatchOptions): boolean {
  const urls = new Map<string, Set<string>>()
  for (const { method, config } of listed) {
    let ofMethod = urls.get(method)
    if (ofMethod === undefined) urls.set(method, ofMethod = new Set())
    ofMethod.add((config as RouteConfig).url)
  }
  const isListed = (route: ListedRoute): boolean => urls.get(route.method)?.has(route.pattern) === true
  if (declared.every(isListed)) return true
  const identities = new Set(listed.map((route) => routeIdentity(route, options)))
  return declared.every((route) => isListed(route) || identities.has(routeIdentity(route, options)) || !has(app, route, route.pattern))
}

/** `GET /` under a prefix also has a route with a trailing slash, which `onRoute` does not report. */
function withTwin (app: FastifyInstance, route: ListedRoute): ListedRoute[] {
  const pattern = `${route.pattern}/`
  return route.pattern === route.server.prefix && has(app, route, pattern) ? [route, { ...route, pattern }] : [route]
}

function has (app: FastifyInstance, { method, constraints }: ListedRoute, url: string): boolean {
  try {
    return app.hasRoute({ method: method as HTTPMethods, url, constraints: constraints as never })
  } catch {
    // The router has not accepted a pattern that it cannot read, such as one with two groups of the same name.
    return false
  }
}

interface RouteConfig {
  readonly url: string
}
