/** Detects how the application's router treats constraints. Fastify has no list of strategies, so this probes the router. */
import type { FastifyInstance } from 'fastify'
import type { ListedRoute } from '../fastify/route-list.ts'
import { parametersAt, usesOwnStrategy } from '../fastify/router.ts'
import { HOST, VERSION_CONSTRAINT, type Strategies } from '../routes/constraints.ts'
import { PREFLIGHT_CONSTRAINT } from './conflicts.ts'

/**
 * Reads the strategies of all constraints that routes use. If the router gives no information, assumes the worst case.
 *
 * @param owners  prefixes of the topmost registrations
 */
export function readStrategies (app: FastifyInstance, owners: readonly string[], routes: readonly ListedRoute[]): Strategies {
  const names = new Set<string>()
  for (const { constraints } of routes) for (const name in constraints) names.add(name)
  const readsHost = names.has(HOST) && usesOwnStrategy(app, HOST)
  const readsVersion = names.has(VERSION_CONSTRAINT) && usesOwnStrategy(app, VERSION_CONSTRAINT)
  if (readsHost) names.delete(HOST)
  return { readsHost, readsVersion, exclusive: new Set([...names].filter((name) => isExclusive(app, owners, name))) }
}

/** A value of a constraint that no route uses. */
const SOME_VALUE = 'fastify-cors-policy'

/**
 * Whether the router skips routes without a constraint if the request has a value for it. Our own OPTIONS route has no other
 * constraint, and the router finds no other route for this request.
 */
function isExclusive (app: FastifyInstance, owners: readonly string[], name: string): boolean {
  const finds = (owner: number, constraints: object): boolean => {
    const params = parametersAt(app, 'OPTIONS', owners[owner] || '/', { [PREFLIGHT_CONSTRAINT]: owner, ...constraints })
    return params !== null && params !== undefined
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
