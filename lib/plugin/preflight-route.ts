/** The OPTIONS routes for preflights, one for each topmost registration. */
import type { FastifyInstance } from 'fastify'
import type { CorsPolicyError } from '../errors.ts'
import { matchOptionsOf, type MatchOptions } from '../fastify/match-options.ts'
import { isTooManyRoutes } from '../fastify/router.ts'
import type { MaybeBooted } from './booted-application.ts'
import { PREFLIGHT_CONSTRAINT, duplicate } from './conflicts.ts'
import { reportOffPreflight } from './cors-off.ts'
import { reportUnrouted } from './decision-events.ts'
import { isPreflight, targetOf, type RawRequest } from './preflight-target.ts'

/** The index of the topmost registration that responds, or NOT_FOUND, which no route has. */
type Owner = number
const NOT_FOUND = -1

/**
 * Adds the OPTIONS route of a topmost registration.
 *
 * Our own constraint matches only preflights, so the route does not conflict with OPTIONS, `all` or catch-all routes of the
 * application. Preflights for routes without a policy do not match and reach the application. Preflights for unknown URLs match
 * no OPTIONS route and reach the same not-found handler as the actual request.
 */
export function addPreflightRoute (app: FastifyInstance, application: MaybeBooted, owner: number): void {
  if (!app.hasConstraintStrategy(PREFLIGHT_CONSTRAINT)) {
    app.addConstraintStrategy({
      name: PREFLIGHT_CONSTRAINT,
      mustMatchWhenDerived: true,
      storage: () => {
        const owners = new Map<Owner, unknown>()
        return { get: (id: Owner) => owners.get(id) ?? null, set: (id: Owner, store: unknown) => { owners.set(id, store) } }
      },
      validate () {},
      deriveConstraint: (request: RawRequest) => ownerOf(application, request)
    } as never)
  }
  for (const url of urlsUnder(app.prefix, matchOptionsOf(app))) {
    try {
      app.route({
        method: 'OPTIONS',
        url,
        constraints: { [PREFLIGHT_CONSTRAINT]: owner },
        schema: { hide: true } as object,
        handler: (_request, reply) => { reply.callNotFound() }
      })
    } catch (error) {
      throw isTooManyRoutes(error) ? tooMany(app) : error
    }
  }
}

/** With a prefix, "/*" does not cover the prefix itself, nor all URLs of `/api*`, into which Fastify turns a route "*". */
function urlsUnder (prefix: string, { ignoreTrailingSlash, ignoreDuplicateSlashes }: MatchOptions): string[] {
  if (prefix === '') return ['/*']
  const lastPart = prefix.slice(prefix.lastIndexOf('/') + 1)
  if (lastPart === '') {
    // Below `/api/`, a route `:id?` also matches `/api`. Only an optional parameter reaches that URL, unless the router ignores the slash.
    const routed = (path: string): string => {
      const single = ignoreDuplicateSlashes === true ? path.replaceAll(/\/{2,}/g, '/') : path
      return ignoreTrailingSlash === true ? single.replace(/(.)\/$/, '$1') : single
    }
    return routed(prefix.slice(0, -1) || '/') === routed(prefix) ? ['', '/*'] : ['', '/*', ':rest?']
  }
  // After a parameter, a star would be part of its name.
  return lastPart.includes(':') ? ['', '/*'] : ['', '/*', '*']
}

function tooMany (app: FastifyInstance): CorsPolicyError {
  return duplicate(`There are too many separate registrations at "${app.prefix}/": the router supports at most 31. ` +
    'Use one registration in an enclosing scope, with named policies.')
}

function ownerOf (application: MaybeBooted, request: RawRequest): Owner | undefined {
  if (!isPreflight(request)) return undefined
  const { scopes } = application.registrations
  const { booted } = application
  // Another library responds to the preflights of a registration that observes.
  if (scopes.every(({ observes }) => observes)) return undefined
  if (booted === undefined) return NOT_FOUND
  const target = targetOf(booted, request)
  if (typeof target === 'string') return NOT_FOUND
  if ((target.route ?? target.notFound)?.scope?.observes === true) return undefined
  if (target.isUncertain) return target.route!.scope?.owner ?? NOT_FOUND
  if (target.route !== undefined) {
    if (target.route.pooled !== undefined) return target.route.scope!.owner
    reportOffPreflight(booted, target.route, target, request)
    return undefined
  }
  if (target.notFound?.pooled !== undefined) return NOT_FOUND
  // No hook of ours runs for this request.
  reportUnrouted(booted, request, target)
  return undefined
}
