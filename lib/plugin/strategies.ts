/** How the application's router treats constraints. Fastify has no list of strategies, so the router is asked. */
import type { FastifyInstance } from 'fastify'
import { HOST, type Strategies } from '../routes/constraints.ts'
import type { ListedRoute } from '../routes/list.ts'
import { PREFLIGHT_CONSTRAINT } from './conflicts.ts'

/**
 * Reads the strategies of all constraints that routes use. Whatever the router does not tell is taken for the worse.
 *
 * @param owners  prefixes of the topmost registrations
 */
export function readStrategies (app: FastifyInstance, owners: readonly string[], routes: readonly ListedRoute[]): Strategies {
  const names = new Set(routes.flatMap(({ constraints }) => Object.keys(constraints)))
  const readsHost = names.has(HOST) && usesOwnHostStrategy(app)
  if (readsHost) names.delete(HOST)
  return { readsHost, exclusive: new Set([...names].filter((name) => isExclusive(app, owners, name))) }
}

const NEVER_CALLED = Function.prototype

/** Frozen, as the router marks a strategy before it takes it: so it cannot take this one. */
const PROBE = Object.freeze({ name: HOST, storage: NEVER_CALLED, validate: NEVER_CALLED, deriveConstraint: NEVER_CALLED })

/**
 * Whether `host` is Fastify's own strategy. An application may replace it, by its options or by `addConstraintStrategy`, with one
 * that reads another field or another part of `Host`. The router refuses a second replacement; it also refuses the first one as
 * soon as a route asks for a host, which is the case here, and says so in other words.
 */
function usesOwnHostStrategy (app: FastifyInstance): boolean {
  try {
    app.addConstraintStrategy(PROBE as never)
  } catch (error) {
    return /already exists a route with host constraint/.test((error as Error).message)
  }
  return false
}

/** Some value of a constraint, which no route asks for. */
const SOME_VALUE = 'fastify-cors-policy'

/**
 * Whether the router passes by routes without a constraint as soon as a request has a value for it. Our own OPTIONS route is such
 * a route, and the router finds nothing else for what is asked here.
 */
function isExclusive (app: FastifyInstance, owners: readonly string[], name: string): boolean {
  const finds = (owner: number, constraints: object): boolean => {
    const asked = { method: 'OPTIONS', url: owners[owner] || '/', constraints: { [PREFLIGHT_CONSTRAINT]: owner, ...constraints } }
    // For a URL that it refuses the router makes up a route, for which it reads no query.
    return (app.findRoute(asked as never) as { readonly searchParams?: object } | null)?.searchParams !== undefined
  }
  // A prefix with an expression is not a URL that it matches itself. Where all are such, nothing is found below either.
  const owner = owners.findIndex((_, owner) => finds(owner, {}))
  try {
    return !finds(owner, { [name]: SOME_VALUE })
  } catch {
    // The storage of the strategy takes no such value.
    return true
  }
}
