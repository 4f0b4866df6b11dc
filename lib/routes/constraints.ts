/** What routes ask of a request besides its method and URL, and how much of that a preflight carries. */
import type { ListedRoute } from './list.ts'

/** The only constraint whose value a preflight carries, as long as the router uses Fastify's own strategy for it. */
export const HOST = 'host'

/** How the application's router treats the constraints that its routes use. */
export interface Strategies {
  /** Whether routes use `host`, and the router compares it with what the look-up reads. */
  readonly readsHost: boolean
  /**
   * Names of constraints with `mustMatchWhenDerived`, such as `version`: a request that carries a value passes by every route
   * without this constraint.
   */
  readonly exclusive: ReadonlySet<string>
}

/** What one route asks for. */
export interface Demands {
  /** A name or an expression; undefined for any host, and where a preflight does not carry what the router compares. */
  readonly host: string | RegExp | undefined
  /** How many constraints it has whose value a preflight does not carry. */
  readonly hidden: number
  /** Whether one of those is exclusive. */
  readonly isExclusive: boolean
}

export const NO_DEMANDS: Demands = { host: undefined, hidden: 0, isExclusive: false }

export function demandsOf ({ constraints }: ListedRoute, strategies: Strategies): Demands {
  const hidden = hiddenNames(constraints, strategies)
  return {
    host: strategies.readsHost ? constraints[HOST] as string | RegExp | undefined : undefined,
    hidden: hidden.length,
    isExclusive: hidden.some((name) => strategies.exclusive.has(name))
  }
}

/** Names of constraints whose value a preflight does not carry. */
export function hiddenNames (constraints: ListedRoute['constraints'], { readsHost }: Strategies): string[] {
  return Object.keys(constraints).filter((name) => name !== HOST || !readsHost)
}
