/** What all registrations of one application share: the list of routes, the table made from it, the preflight look-up. */
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import type { CorsDecorator } from '../../types/fastify.ts'
import type { RouteTable } from '../routes.ts'
import type { Target } from '../routes/types.ts'
import type { ListedRoute } from '../routes/list.ts'
import type { Scope } from '../routes/scope.ts'
import { boot, type BootResult } from './boot.ts'
import { lintAtBoot } from './lint.ts'

/** There while the command `lint` is at work, of whatever copy of this package: it looks itself, and must not be told twice. */
const LINTS_ITSELF = Symbol.for('fastify-cors-policy.lint')

/**
 * A target; `'unreachable'` where the URL is such that Fastify answers without hooks (malformed, a parameter too long),
 * so that no page can read the answer; `'uncertain'` where Fastify's own router sees another target than we do.
 */
export type PreflightTarget = Target | 'unreachable' | 'uncertain'

export class Application {
  readonly scopes: Scope[] = []
  /** Prefixes of the topmost registrations, in order. */
  readonly owners: string[] = []
  /** Undefined until the application has booted, and for good where that failed. */
  table: RouteTable | undefined
  /** What else was seen at boot. */
  booted: BootResult | undefined
  /** Routes for WebSockets, as `GET /live`; only those that were declared after the plugin was registered. */
  readonly webSockets = new Set<string>()
  /** `app.cors` */
  decorator: CorsDecorator | undefined
  readonly #app: FastifyInstance
  /** Routes seen while they were declared: never all of them, but each must be in the complete list. */
  readonly #declared: ListedRoute[] = []
  readonly #instances = new Set<FastifyInstance>()
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
        context: undefined
      })
      // https://github.com/fastify/fastify-websocket
      const { websocket, wsHandler } = route as { readonly websocket?: unknown, readonly wsHandler?: unknown }
      if (websocket === true || wsHandler !== undefined) this.webSockets.add(`${method} ${route.url}`)
    }
  }

  /** An `onRegister` hook. */
  noteInstance (instance: FastifyInstance): void {
    this.#instances.add(instance)
  }

  /** Resolves all policies; an `onReady` hook. Where it throws, CORS stays off. */
  boot (): void {
    const booted = boot({
      app: this.#app, scopes: this.scopes, owners: this.owners, declared: this.#declared, instances: this.#instances
    })
    this.#declared.length = 0
    this.#instances.clear()
    if (!(LINTS_ITSELF in globalThis) && this.scopes.some(({ lint }) => lint !== 'off')) lintAtBoot(this, booted)
    this.booted = booted
    this.table = booted.table
    for (const [scope, state] of this.table.states) scope.state = state
  }

  /** Finds the route that a preflight announces; total. */
  find (method: string, url: string, host: string | undefined): PreflightTarget {
    if (this.table === undefined) return 'uncertain'
    const target = this.table.find(method, url, host)
    const agrees = this.#agrees(this.table, method, url, host, target)
    if (agrees === 'unreachable') return agrees
    if (agrees && !target.isUncertain) return target
    if (!this.#warnedDisagreement) {
      this.#warnedDisagreement = true
      this.scopes[0]!.log.warn({ method }, 'a preflight was refused because its route cannot be told with certainty')
    }
    return agrees ? target : 'uncertain'
  }

  /**
   * Whether Fastify's own router finds a route where we do, and for all that it shows the same one: it tells the parameters, not
   * the route. It is asked for what a request reaches that carries no value of any constraint but the host.
   */
  #agrees (
    { strategies }: RouteTable, method: string, url: string, host: string | undefined, { route, parameters }: Target
  ): boolean | 'unreachable' {
    // Fastify looks for the method in upper case; the request that is announced will not.
    if (route === undefined && method !== method.toUpperCase()) return true
    const constraints = strategies.readsHost && host !== undefined ? { host } : undefined
    const found = this.#app.findRoute({ method: method as HTTPMethods, url, constraints } as never) as FoundRoute | null
    if (found === null) return parameters === undefined
    // For a URL that it refuses the router makes up a route, for which it reads no query.
    if (found.searchParams === undefined) return 'unreachable'
    return parameters !== undefined && haveNames(found.params, parameters)
  }
}

function haveNames (params: object, names: readonly string[]): boolean {
  let count = 0
  for (const name in params) {
    if (!names.includes(name)) return false
    count++
  }
  return count === names.length
}

interface FoundRoute {
  readonly params: object
  readonly searchParams?: object
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
