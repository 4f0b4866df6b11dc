/** An application that has booted: its routes with their policies, and the lookup for preflights. */
import type { FastifyInstance } from 'fastify'
import { parametersAt } from '../fastify/router.ts'
import type { RouteTable } from '../routes.ts'
import type { Target } from '../routes/types.ts'
import type { Registrations } from './registrations.ts'

/** What the boot finds out about routes and hooks. */
export interface BootFacts {
  /** Whether every route is in the table. */
  readonly isComplete: boolean
  /** Names of the `onRequest` hooks that run on preflights before ours, without duplicates. */
  readonly earlierHooks: readonly string[]
}

/**
 * The target of a preflight. `'unreachable'` if Fastify responds to the URL without hooks (malformed, or a parameter is too long),
 * so no page can read the response. `'uncertain'` if the router of Fastify finds another target than this plugin.
 */
export type PreflightTarget = Target | 'unreachable' | 'uncertain'

export class BootedApplication {
  readonly table: RouteTable
  readonly scopes: Registrations['scopes']
  readonly webSockets: Registrations['webSockets']
  readonly sources: Registrations['sources']
  readonly facts: BootFacts
  readonly #app: FastifyInstance
  #warnedDisagreement = false

  constructor (
    { app, scopes, webSockets, sources }: Pick<Registrations, 'app' | 'scopes' | 'webSockets' | 'sources'>, table: RouteTable, facts: BootFacts
  ) {
    this.#app = app
    this.scopes = scopes
    this.webSockets = webSockets
    this.sources = sources
    this.table = table
    this.facts = facts
  }

  /** Returns the decoded value of a parameter in a URL, for the route of a request with this method. */
  parameterIn (method: string, url: string, host: string | undefined, name: string): string | undefined {
    const constraints = this.table.strategies.readsHost && host !== undefined ? { host } : undefined
    const parameters = parametersAt(this.#app, method, url, constraints) as Readonly<Record<string, unknown>> | null | undefined
    const value = parameters?.[name]
    return typeof value === 'string' ? value : undefined
  }

  /** Finds the target of a preflight. Never throws. */
  find (method: string, url: string, host: string | undefined): PreflightTarget {
    const target = this.table.find(method, url, host)
    const agrees = this.#agrees(method, url, host, target)
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
  #agrees (method: string, url: string, host: string | undefined, { route, parameters }: Target): boolean | 'unreachable' {
    // The lookup changes the method to upper case, but the router does not do so for the actual request.
    if (route === undefined && method !== method.toUpperCase()) return true
    const constraints = this.table.strategies.readsHost && host !== undefined ? { host } : undefined
    const found = parametersAt(this.#app, method, url, constraints)
    if (found === undefined) return 'unreachable'
    if (found === null) return parameters === undefined
    return parameters !== undefined && haveNames(found, parameters)
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
