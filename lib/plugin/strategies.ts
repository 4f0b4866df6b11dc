/** Detects how the application's router treats constraints. Fastify has no list of strategies, so this probes the router. */
import type { FastifyInstance } from 'fastify'
import { HOST, type Strategies } from '../routes/constraints.ts'
import type { ListedRoute } from '../routes/list.ts'
import { PREFLIGHT_CONSTRAINT } from './conflicts.ts'

/**
 * Reads the strategies of all constraints that routes use. If the router gives no information, assumes the worst case.
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

/** Frozen: the router sets a property of a strategy before it adds it, so it cannot add this one. */
const PROBE = Object.freeze({ name: HOST, storage: NEVER_CALLED, validate: NEVER_CALLED, deriveConstraint: NEVER_CALLED })

/**
 * Whether `host` uses Fastify's own strategy. An application can replace it, with its options or `addConstraintStrategy`, by one
 * that reads another header or another part of `Host`. The router rejects a second replacement. After a route has used a host
 * constraint, which is the case here, it rejects the first replacement too, with another message.
 */
function usesOwnHostStrategy (app: FastifyInstance): boolean {
  try {
    app.addConstraintStrategy(PROBE as never)
  } catch (error) {
    return /already exists a route with host constraint/.test((error as Error).message)
  }
  return false
}

/** A value of a constraint that no route uses. */
const SOME_VALUE = 'fastify-cors-policy'

/**
 * Whether the router skips routes without a constraint if the request has a value for it. Our own OPTIONS route has no other
 * constraint, and the router finds no other route for this request.
 */
function isExclusive (app: FastifyInstance, owners: readonly string[], name: string): boolean {
  const finds = (owner: number, constraints: object): boolean => {
    const request = { method: 'OPTIONS', url: owners[owner] || '/', constraints: { [PREFLIGHT_CONSTRAINT]: owner, ...constraints } }
    // For an invalid URL, the router returns a synthetic route without a parsed query.
    return (app.findRoute(request as never) as { readonly searchParams?: object } | null)?.searchParams !== undefined
  }
  // A prefix with a regular expression does not match itself as a URL. If all prefixes are like this, the checks below find nothing.
  const owner = owners.findIndex((_, owner) => finds(owner, {}))
  try {
    return !finds(owner, { [name]: SOME_VALUE })
  } catch {
    // The storage of the strategy does not support such a value.
    return true
  }
}
