/** The constraints of routes, and which of their values a preflight carries. */
import type { ListedRoute } from '../fastify/route-list.ts'

/** The only constraint whose value a preflight carries, if the router uses Fastify's own strategy for it. */
export const HOST = 'host'

/** The constraint for which Fastify's own strategy reads `Accept-Version`. */
export const VERSION_CONSTRAINT = 'version'

/** How the application's router treats the constraints of its routes. */
export interface Strategies {
  /** Whether routes use `host`, and the router compares it with the value that the lookup reads. */
  readonly readsHost: boolean
  /** Whether routes use `version`, and the router compares it with `Accept-Version`. */
  readonly readsVersion: boolean
  /**
   * Names of constraints with `mustMatchWhenDerived`, such as `version`: for a request with a value, the router skips every route
   * without this constraint.
   */
  readonly exclusive: ReadonlySet<string>
}

/** The constraints of a route. */
export interface Demands {
  /** A host or a regular expression; undefined for any host, or if a preflight does not carry the value that the router compares. */
  readonly host: string | RegExp | undefined
  /** The number of constraints whose value a preflight does not carry. */
  readonly hidden: number
  /** Whether one of these constraints is exclusive. */
  readonly isExclusive: boolean
  /** The version, if it is the only one of these constraints, has numbers only, and is compared with `Accept-Version`. */
  readonly version: string | undefined
}

export const NO_DEMANDS: Demands = { host: undefined, hidden: 0, isExclusive: false, version: undefined }

/** A version such as "1.x" also changes which requests the other versions of a URL accept. */
const NUMBERS = /^[\d.]+$/

export function demandsOf ({ constraints }: ListedRoute, strategies: Strategies): Demands {
  const hidden = hiddenNames(constraints, strategies)
  const version = String(constraints[VERSION_CONSTRAINT])
  return {
    host: strategies.readsHost ? constraints[HOST] as string | RegExp | undefined : undefined,
    hidden: hidden.length,
    isExclusive: hidden.some((name) => strategies.exclusive.has(name)),
    version: strategies.readsVersion && hidden.length === 1 && NUMBERS.test(version) ? version : undefined
  }
}

/** Returns the names of constraints whose value a preflight does not carry. */
export function hiddenNames (constraints: ListedRoute['constraints'], { readsHost }: Strategies): string[] {
  return Object.keys(constraints).filter((name) => name !== HOST || !readsHost)
}
