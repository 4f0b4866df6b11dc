/** Fastify's router, with the behavior that it does not document: lookups of URLs, and the texts of its errors. */
import type { FastifyInstance } from 'fastify'

/** The result of `findRoute`. For an invalid URL, the router returns a synthetic route without a parsed query. */
interface FoundRoute {
  readonly params: object
  readonly searchParams?: object
}

/**
 * Finds the route of a request. Fastify documents `findRoute` for patterns, but it passes any URL to its router.
 *
 * @param method       newer versions of Fastify change it to upper case
 * @param constraints  the values that a request would have
 * @returns            the parameters of the route; null if there is no route; undefined if Fastify responds to the URL without
 *                     hooks (malformed, or a parameter is too long)
 */
export function parametersAt (app: FastifyInstance, method: string, url: string, constraints: object | undefined): object | null | undefined {
  const found = app.findRoute({ method, url, constraints } as never) as FoundRoute | null
  if (found === null) return null
  return found.searchParams === undefined ? undefined : found.params
}

const NEVER_CALLED = Function.prototype

/** Frozen: the router sets a property of a strategy before it adds it, so it cannot add these. */
const PROBES = {
  host: Object.freeze({ name: 'host', storage: NEVER_CALLED, validate: NEVER_CALLED, deriveConstraint: NEVER_CALLED }),
  version: Object.freeze({ name: 'version', storage: NEVER_CALLED, validate: NEVER_CALLED, deriveConstraint: NEVER_CALLED })
}

/**
 * Whether `host` or `version` uses Fastify's own strategy. Requires a route with such a constraint. An application can replace it, with
 * its options or `addConstraintStrategy`, by one that reads another header or another part of `Host`. The router rejects a second
 * replacement. After a route has used the constraint, it rejects the first replacement too, with another message.
 */
export function usesOwnStrategy (app: FastifyInstance, name: keyof typeof PROBES): boolean {
  try {
    app.addConstraintStrategy(PROBES[name] as never)
  } catch (error) {
    return /already exists a route with \w+ constraint/.test((error as Error).message)
  }
  return false
}

/** Whether an error of `app.route` reports that the router has too many routes with the same pattern. */
export function isTooManyRoutes (error: unknown): boolean {
  return error instanceof Error && /maximum of \d+ route handlers/.test(error.message)
}
