/** An application that has booted: its routes with their policies, and the lookup for preflights. */
import type { FastifyInstance } from 'fastify'
import { parametersAt } from '../fastify/router.ts'
import { CorsPolicyError } from '../errors.ts'
import { RouteTable } from '../routes.ts'
import type { Inventory, Target } from '../routes/types.ts'
import type { Guard, GuardsByConfig } from './guards.ts'
import type { Registrations } from './registrations.ts'

/** What the boot finds out: the hooks that run before ours, the guards, and whether errors of Fastify itself have the policy. */
export interface BootFacts {
  /** Names of the `onRequest` hooks that run on preflights before ours, without duplicates, by topmost registration. */
  readonly earlierHooks: ReadonlyMap<number, readonly string[]>
  readonly guards: GuardsByConfig
  /** Whether the application has `corsFrameworkErrors`, which applies a policy to errors that Fastify sends without hooks. */
  readonly governsFrameworkErrors: boolean
}

/**
 * The target of a preflight. `'unreachable'` if Fastify responds to the URL without hooks (malformed, or a parameter is too long)
 * and the application does not have `corsFrameworkErrors`, so no page can read the response. `'uncertain'` if the router of Fastify
 * finds another target than this plugin.
 */
export type PreflightTarget = Target | 'unreachable' | 'uncertain'

/** What a preflight carries of its actual request. */
export interface ActualRequest {
  /** As the browser sends it. */
  readonly method: string
  /** The path and the query. */
  readonly url: string
  readonly host: string | undefined
}

/** An application that may have booted. */
export interface MaybeBooted {
  readonly registrations: Pick<Registrations, 'scopes'>
  /** Undefined until the application has booted. */
  readonly booted: BootedApplication | undefined
}

export class BootedApplication {
  readonly table: RouteTable
  readonly scopes: Registrations['scopes']
  readonly webSockets: Registrations['webSockets']
  readonly sources: Registrations['sources']
  readonly refusals: Registrations['refusals']
  readonly pages: Registrations['pages']
  readonly facts: BootFacts
  /** The length of a parameter above which the router rejects a URL. */
  readonly maxParamLength: number
  /** Whether every route is in the table. */
  readonly isComplete: boolean
  readonly #registrations: Registrations
  readonly #inventory: Inventory
  readonly #app: FastifyInstance
  #warnedDisagreement = false
  /** Targets by URL and method, for URLs that are the pattern of their route. There are no more of them than routes. */
  readonly #known = new Map<string, Map<string, Target>>()

  /**
   * @param before  the same application with other documents, whose counters are continued
   * @throws        the errors of RouteTable
   */
  constructor (registrations: Registrations, inventory: Inventory, facts: BootFacts, before?: BootedApplication) {
    const { app, scopes, webSockets, sources, refusals, pages } = registrations
    this.#registrations = registrations
    this.#inventory = inventory
    this.#app = app
    this.scopes = scopes
    this.webSockets = webSockets
    this.sources = sources
    this.refusals = refusals
    this.pages = pages
    this.table = new RouteTable(inventory, before?.table.counters)
    this.maxParamLength = inventory.matchOptions.maxParamLength!
    this.isComplete = inventory.isComplete
    this.facts = facts
  }

  /**
   * Resolves the policies of all routes again, after documents have changed.
   *
   * @param continues  whether the counters are continued
   * @throws           the errors of RouteTable
   */
  rebuilt (continues = true): BootedApplication {
    return new BootedApplication(this.#registrations, this.#inventory, this.facts, continues ? this : undefined)
  }

  /** Names of the `onRequest` hooks that run before ours: of a topmost registration, or of all. */
  earlierHooks (owner?: number): readonly string[] {
    const { earlierHooks } = this.facts
    return owner === undefined ? [...new Set([...earlierHooks.values()].flat())] : earlierHooks.get(owner)!
  }

  /** The guards of a route or a not-found handler, by its configuration. */
  guardsAt (config: object | undefined): readonly Guard[] {
    return (config && this.facts.guards.get(config)) ?? []
  }

  /** Whether Fastify responds to a URL with an error, and so without hooks. */
  isRejected (method: string, url: string, host: string | undefined): boolean {
    return this.facts.governsFrameworkErrors && this.#parametersAt(method, url, host) === undefined
  }

  /** Returns the decoded value of a parameter in a URL, for the route of the actual request. Never throws. */
  parameterIn (target: PreflightTarget, { method, url, host }: ActualRequest, name: string): string | undefined {
    const constraints = typeof target === 'string' ? undefined : target.route?.route.constraints
    if (constraints === undefined) return undefined
    // The actual request will have the values that the route requires. The router looks them up too, when it adds a route.
    const found = parametersAt(this.#app, method, url, { ...constraints, ...(this.table.strategies.readsHost && host !== undefined && { host }) })
    const value = (found as Readonly<Record<string, unknown>> | null | undefined)?.[name]
    return typeof value === 'string' ? value : undefined
  }

  /** Finds the target of a preflight. Never throws. */
  find (method: string, url: string, host: string | undefined): PreflightTarget {
    const known = this.#known.get(url)?.get(method)
    if (known !== undefined) return known
    const target = this.table.find(method, url, host)
    const agrees = this.#agrees(method, url, host, target)
    if (agrees === 'unreachable') {
      // A request with a value for a constraint may reach a route that comes first.
      const isRejected = target.route === undefined && this.facts.governsFrameworkErrors
      return isRejected ? this.table.targetOfRejected(url) : agrees
    }
    if (agrees && !target.isUncertain) {
      if (!this.table.strategies.readsHost && target.route?.route.pattern === url) this.#remember(method, url, target)
      return target
    }
    if (!this.#warnedDisagreement) {
      this.#warnedDisagreement = true
      this.scopes[0]!.log.warn({ method }, 'A preflight was rejected because its target route is ambiguous.')
    }
    return agrees ? target : 'uncertain'
  }

  #remember (method: string, url: string, target: Target): void {
    const byMethod = this.#known.get(url)
    if (byMethod === undefined) this.#known.set(url, new Map([[method, target]]))
    else byMethod.set(method, target)
  }

  /**
   * Whether the router of Fastify finds the same target. It does not return the route, so the names of the parameters are compared.
   * The lookup is for a request without values for any constraint except the host.
   */
  #agrees (method: string, url: string, host: string | undefined, { route, parameters }: Target): boolean | 'unreachable' {
    // The lookup changes the method to upper case, but the router does not do so for the actual request.
    if (route === undefined && method !== method.toUpperCase()) return true
    const found = this.#parametersAt(method, url, host)
    if (found === undefined) return 'unreachable'
    if (found === null) return parameters === undefined
    return parameters !== undefined && haveNames(found, parameters)
  }

  /** What the router finds for a request without values for any constraint except the host. */
  #parametersAt (method: string, url: string, host: string | undefined): object | null | undefined {
    return parametersAt(this.#app, method, url, this.table.strategies.readsHost && host !== undefined ? { host } : undefined)
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

/** @throws CorsPolicyError FST_CORS_NOT_READY before the application has booted */
export function assertBooted (booted: BootedApplication | undefined): asserts booted is BootedApplication {
  if (booted !== undefined) return
  throw new CorsPolicyError('FST_CORS_NOT_READY', [{
    id: 'application-is-not-ready',
    path: '',
    value: undefined,
    message: 'The routes of the application are not final yet. Call this function of `app.cors` after `await app.ready()`.'
  }])
}
