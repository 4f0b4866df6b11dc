/** Everything that is done once, when the application is ready: its routes are listed, and their policies resolved. */
import { METHODS } from 'node:http'
import type { FastifyInstance, HTTPMethods } from 'fastify'
import { RouteTable } from '../routes.ts'
import { levelsOf } from '../routes/ancestors.ts'
import { hookNames, listRoutes, type ListedRoute } from '../routes/list.ts'
import { matchOptionsOf } from '../routes/match-options.ts'
import { listNotFoundHandlers } from '../routes/not-found.ts'
import type { Scope } from '../routes/scope.ts'
import { ON_REQUEST_HOOK, PREFLIGHT_CONSTRAINT, duplicate } from './conflicts.ts'
import { proveScopes } from './copies.ts'
import { hasForeignHijack } from './hijack.ts'
import { readStrategies } from './strategies.ts'

/** What was seen while plugins loaded. */
export interface Seen {
  readonly app: FastifyInstance
  readonly scopes: readonly Scope[]
  /** Prefixes of the topmost registrations. */
  readonly owners: readonly string[]
  /** Routes, as they were declared: never all of them, but each must be in the complete list. */
  readonly declared: readonly ListedRoute[]
  readonly instances: Iterable<FastifyInstance>
}

/** What is known of an application from then on. */
export interface BootResult {
  readonly table: RouteTable
  /** Whether every route is in the table. */
  readonly isComplete: boolean
  /** Names of the `onRequest` hooks that run on preflights before ours, each once. */
  readonly earlierHooks: readonly string[]
  /** Whether another plugin has decorated `reply.hijack`. */
  readonly hasForeignHijack: boolean
}

/**
 * Resolves all policies.
 *
 * @throws CorsPolicyError: FST_CORS_DUPLICATE beside @fastify/cors, FST_CORS_LOADED_TWICE where a registration is not found from
 *         its routes, and what the table throws
 */
export function boot ({ app, scopes, owners, declared, instances }: Seen): BootResult {
  for (const scope of scopes) {
    if (!isUnderFastifyCors(scope.app)) continue
    throw duplicate('@fastify/cors, which enableCors() of NestJS also uses, is active in the same scope or an enclosing scope. With two ' +
      'CORS plugins, a response has two values of Access-Control-Allow-Origin. Remove one of them.')
  }
  const listed = listRoutes(app)
  const isComplete = listed !== undefined && isAccountedFor(app, declared, listed)
  const all = isComplete ? listed : declared.flatMap((route) => withTwin(app, route))
  const preflightRoutes = all.filter((route) => PREFLIGHT_CONSTRAINT in route.constraints)
  const routes = all.filter((route) => !(PREFLIGHT_CONSTRAINT in route.constraints))
  const allInstances = new Set([...instances, ...routes.map(({ server }) => server), ...scopes.map((scope) => scope.app)])
  proveScopes(scopes, allInstances)
  const table = new RouteTable({
    routes,
    isComplete,
    notFoundHandlers: listNotFoundHandlers(allInstances),
    scopes,
    matchOptions: matchOptionsOf(app),
    receivable: receivableMethods(app),
    strategies: readStrategies(app, owners, routes)
  })
  return {
    table,
    isComplete,
    earlierHooks: [...new Set(preflightRoutes.flatMap(hooksBefore))],
    hasForeignHijack: [...allInstances].some(hasForeignHijack)
  }
}

/**
 * The methods that the HTTP/1 parser of this Node knows. It answers any other with 400 before Fastify sees it, QUERY in Node 20.19.0.
 * Undefined for HTTP/2, where every method arrives.
 */
function receivableMethods ({ initialConfig }: FastifyInstance): ReadonlySet<string> | undefined {
  return initialConfig.http2 === true ? undefined : new Set(METHODS)
}

/** Whether @fastify/cors is registered on an instance or around it; or called as a function, as NestJS does, which its request decorator shows. */
export function isUnderFastifyCors (instance: FastifyInstance): boolean {
  // An instance does not see what its parent registers after it.
  return [...levelsOf(instance)].some((level) => level.hasPlugin('@fastify/cors') || level.hasRequestDecorator('corsPreflightEnabled'))
}

function hooksBefore ({ context }: ListedRoute): string[] {
  const names = hookNames(context, 'onRequest')
  return names.slice(0, Math.max(0, names.indexOf(ON_REQUEST_HOOK))).map((name) => name || 'anonymous')
}

/** Every route that was declared is in the list, unless the router refused it. */
function isAccountedFor (app: FastifyInstance, declared: readonly ListedRoute[], listed: readonly ListedRoute[]): boolean {
  const known = new Set(listed.map(({ method, config }) => keyOf(method, (config as RouteConfig).url)))
  return declared.every((route) => known.has(keyOf(route.method, route.pattern)) || !has(app, route, route.pattern))
}

/** `GET /` under a prefix is also routed with a slash at its end, of which `onRoute` is not told. */
function withTwin (app: FastifyInstance, route: ListedRoute): ListedRoute[] {
  const pattern = `${route.pattern}/`
  return route.pattern === route.server.prefix && has(app, route, pattern) ? [route, { ...route, pattern }] : [route]
}

function has (app: FastifyInstance, { method, constraints }: ListedRoute, url: string): boolean {
  return app.hasRoute({ method: method as HTTPMethods, url, constraints: constraints as never })
}

interface RouteConfig {
  readonly url: string
}

function keyOf (method: string, url: string): string {
  return `${method} ${url}`
}
