/** The state that all registrations of an application share: its routes, the route table, and the lookup for preflights. */
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import type { CorsDecorator } from '../../types/fastify.ts'
import type { RouteTable } from '../routes.ts'
import type { Target } from '../routes/types.ts'
import type { ListedRoute } from '../routes/list.ts'
import type { Scope } from '../routes/scope.ts'
import { boot, type BootResult } from './boot.ts'
import { lintAtBoot } from './lint.ts'

/** Set while the command `lint` runs, from any copy of this package. The command lints by itself, so the boot must not report again. */
const LINTS_ITSELF = Symbol.for('fastify-cors-policy.lint')

/**
 * The target of a preflight. `'unreachable'` if Fastify responds to the URL without hooks (malformed, or a parameter is too long),
 * so no page can read the response. `'uncertain'` if the router of Fastify finds another target than this plugin.
 */
export type PreflightTarget = Target | 'unreachable' | 'uncertain'

export class Application {
  readonly scopes: Scope[] = []
  /** Prefixes of the topmost registrations, in order. */
  readonly owners: string[] = []
  /** Undefined until the application has booted, and if the boot has failed. */
  table: RouteTable | undefined
  /** The other results of the boot. */
  booted: BootResult | undefined
  /** WebSocket routes, such as `GET /live`, that were declared after the plugin was registered. */
  readonly webSockets = new Set<string>()
  /** `app.cors` */
  decorator: CorsDecorator | undefined
  readonly #app: FastifyInstance
  /** Routes that `onRoute` has reported. Not all routes, but each must be in the complete list. */
  readonly #declared: ListedRoute[] = []
  readonly #instances = new Set<FastifyInstance>()
  #warnedDisagreement = false

  constructor (app: FastifyInstance) {
    this.#app = app
  }

  /** Records a route; called by an `onRoute` hook. */
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

  /** Records an instance; called by an `onRegister` hook. */
  noteInstance (instance: FastifyInstance): void {
    this.#instances.add(instance)
  }

  /** Resolves all policies; called by an `onReady` hook. If it throws, CORS stays disabled. */
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

  /** Finds the target of a preflight. Never throws. */
  find (method: string, url: string, host: string | undefined): PreflightTarget {
    if (this.table === undefined) return 'uncertain'
    const target = this.table.find(method, url, host)
    const agrees = this.#agrees(this.table, method, url, host, target)
    if (agrees === 'unreachable') return agrees
    if (agrees && !target.isUncertain) return target
    if (!this.#warnedDisagreement) {
      this.#warnedDisagreement = true
      this.scopes[0]!.log.warn({ method }, 'A preflight was rejected because its target route is ambiguous.')
    }
    return agrees ? target : 'uncertain'
  }

  /**
   * Whether the router of Fastify finds the same target. It does not return the route, so the names of the parameters are compared.
   * The lookup is for a request without values for any constraint except the host.
   */
  #agrees (
    { strategies }: RouteTable, method: string, url: string, host: string | undefined, { route, parameters }: Target
  ): boolean | 'unreachable' {
    // `findRoute` changes the method to upper case, but the router does not do so for the actual request.
    if (route === undefined && method !== method.toUpperCase()) return true
    const constraints = strategies.readsHost && host !== undefined ? { host } : undefined
    const found = this.#app.findRoute({ method: method as HTTPMethods, url, constraints } as never) as FoundRoute | null
    if (found === null) return parameters === undefined
    // For an invalid URL, the router returns a synthetic route without a parsed query.
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

/** Returns the application of an instance. The root and all its children share the object `initialConfig`. */
export function applicationOf (app: FastifyInstance): Application {
  let application = applications.get(app.initialConfig)
  if (application === undefined) {
    application = new Application(app)
    applications.set(app.initialConfig, application)
  }
  return application
}
