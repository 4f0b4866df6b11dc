/** What all registrations of one application share: the list of routes, the table made from it, the preflight look-up. */
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import type { CorsDecorator } from '../../types/fastify.ts'
import { CorsPolicyError } from '../errors.ts'
import { RouteTable } from '../routes.ts'
import type { Target } from '../routes/inventory.ts'
import { listRoutes, type ListedRoute } from '../routes/list.ts'
import { matchOptionsOf } from '../routes/match-options.ts'
import { levelsOf } from '../routes/levels.ts'
import { listNotFoundHandlers } from '../routes/not-found.ts'
import type { Scope } from '../routes/scope.ts'
import { DECIDABLE } from '../routes/tell-apart.ts'
import { hasForeignHijack } from './hijack.ts'
import { logNotices } from './notices.ts'

/** The constraint that sends preflights to our OPTIONS route; pasted into generated code by the router, so a plain name. */
export const PREFLIGHT_CONSTRAINT = 'corsPreflight'

/** No method that Node knows is longer, so nothing longer is read. */
const MAX_METHOD_LENGTH = 32

/**
 * A target; `'unreachable'` where the URL is such that Fastify answers without hooks (malformed, a parameter too long),
 * so that no page can read the answer; `'uncertain'` where Fastify's own router sees another target than we do, or where
 * constraints that a preflight does not carry choose between policies.
 */
export type PreflightTarget = Target | 'unreachable' | 'uncertain'

export class Application {
  readonly scopes: Scope[] = []
  /** Prefixes of the topmost registrations, in order. */
  readonly owners: string[] = []
  table: RouteTable | undefined
  /** `app.cors` */
  decorator: CorsDecorator | undefined
  readonly #app: FastifyInstance
  /** Routes seen while they were declared: never all of them, but each must be in the complete list. */
  readonly #declared: ListedRoute[] = []
  readonly #instances = new Set<FastifyInstance>()
  #listedUrls: Set<string> | undefined
  /** What Fastify has the router call for every route. */
  #routeHandler: FoundRoute['handler'] | undefined
  /** Whether any route asks for a host. */
  #hasHosts = false
  #warnedDisagreement = false

  constructor (app: FastifyInstance) {
    this.#app = app
  }

  /** An `onRoute` hook. */
  noteRoute (server: FastifyInstance, route: RouteOptions & { readonly url: string }): void {
    for (const method of [route.method].flat()) {
      this.#declared.push({
        method,
        pattern: route.url,
        constraints: (route.constraints ?? {}) as Record<string, unknown>,
        config: route.config ?? {},
        server,
        onRequest: []
      })
    }
  }

  /** An `onRegister` hook. */
  noteInstance (instance: FastifyInstance): void {
    this.#instances.add(instance)
  }

  /** Resolves all policies; an `onReady` hook. */
  boot (): void {
    for (const scope of this.scopes) {
      // An instance does not see what its parent registers after it.
      if (![...levelsOf(scope.app)].some((level) => level.hasPlugin('@fastify/cors'))) continue
      throw duplicate('@fastify/cors is registered in the same scope or an enclosing one, and two CORS layers answer ' +
        'with two values. Remove one of the two.')
    }
    const listed = listRoutes(this.#app)
    const isComplete = listed !== undefined && this.#declared.every((route) => this.#isAccountedFor(route, listed))
    const all = isComplete ? listed : this.#declared.flatMap((route) => this.#withTwin(route))
    const ours = all.filter((route) => PREFLIGHT_CONSTRAINT in route.constraints)
    const routes = all.filter((route) => !(PREFLIGHT_CONSTRAINT in route.constraints))
    this.#hasHosts = routes.some(({ constraints }) => DECIDABLE in constraints)
    const instances = new Set([
      ...this.#instances, ...routes.map(({ server }) => server), ...this.scopes.map(({ app }) => app)
    ])
    this.table = new RouteTable({
      routes,
      isComplete,
      notFoundHandlers: listNotFoundHandlers(instances),
      scopes: this.scopes,
      matchOptions: matchOptionsOf(this.#app)
    })
    logNotices(this.scopes[0]!.log, {
      table: this.table, isComplete, preflightRoutes: ours, hasForeignHijack: [...instances].some(hasForeignHijack)
    })
    this.#declared.length = 0
    this.#instances.clear()
  }

  /** Finds the route that a preflight announces; total. */
  find (method: string, url: string, host: string | undefined): PreflightTarget {
    const target = this.table!.find(method, url, host)
    const reality = this.#look(method, url, host, target)
    if (reality === 'unreachable') return reality
    if (reality === (target.route !== undefined) && !target.isUncertain) return target
    if (!this.#warnedDisagreement) {
      this.#warnedDisagreement = true
      this.scopes[0]!.log.warn({ method }, 'a preflight was refused because its route cannot be told with certainty')
    }
    return 'uncertain'
  }

  /**
   * Whether Fastify's own router finds a route. It can say that there is one, not which, and knows nothing of
   * constraints that a preflight does not carry.
   */
  #look (method: string, url: string, host: string | undefined, { route, isOpen }: Target): boolean | 'unreachable' {
    // Fastify looks for the method in upper case; the request that is announced will not.
    if (route === undefined && (method.length > MAX_METHOD_LENGTH || method !== method.toUpperCase())) return false
    const constraints = this.#hasHosts && host !== undefined ? { host } : undefined
    const found = this.#app.findRoute({ method: method as HTTPMethods, url, constraints } as never) as FoundRoute | null
    // For a URL that it refuses the router makes up a route, whose handler has another name.
    if (found === null) return isOpen
    if (found.handler !== this.#routeHandler) {
      if (found.handler.name !== 'routeHandler') return 'unreachable'
      this.#routeHandler = found.handler
    }
    return true
  }

  /** A route that was declared is in the list, unless the router refused it. */
  #isAccountedFor (route: ListedRoute, listed: readonly ListedRoute[]): boolean {
    this.#listedUrls ??= new Set(listed.map(({ method, config }) => keyOf(method, (config as RouteConfig).url)))
    return this.#listedUrls.has(keyOf(route.method, route.pattern)) || !this.#has(route, route.pattern)
  }

  /** `GET /` under a prefix is also routed with a slash at its end, of which `onRoute` is not told. */
  #withTwin (route: ListedRoute): ListedRoute[] {
    const pattern = `${route.pattern}/`
    return route.pattern === route.server.prefix && this.#has(route, pattern) ? [route, { ...route, pattern }] : [route]
  }

  #has (route: ListedRoute, url: string): boolean {
    return this.#app.hasRoute({ method: route.method as HTTPMethods, url, constraints: route.constraints as never })
  }
}

interface FoundRoute {
  readonly handler: { readonly name: string }
}

interface RouteConfig {
  readonly url: string
}

function keyOf (method: string, url: string): string {
  return `${method} ${url}`
}

/** The error for registrations that cannot stand beside each other. */
export function duplicate (message: string): CorsPolicyError {
  return new CorsPolicyError('FST_CORS_DUPLICATE', [
    { id: 'cors-is-registered-twice', path: '', value: undefined, message }
  ])
}

const applications = new WeakMap<object, Application>()

/** The application that an instance belongs to; `initialConfig` is one object for the root and all its children. */
export function applicationOf (app: FastifyInstance): Application {
  let application = applications.get(app.initialConfig)
  if (application === undefined) {
    application = new Application(app)
    applications.set(app.initialConfig, application)
  }
  return application
}
