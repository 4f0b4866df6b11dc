/** The OPTIONS routes for preflights, one for each topmost registration. */
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage } from 'node:http'
import type { CorsPolicyError } from '../errors.ts'
import { matchOptionsOf, type MatchOptions } from '../fastify/match-options.ts'
import { isTooManyRoutes } from '../fastify/router.ts'
import { MAX_METHOD_LENGTH } from '../standard/methods.ts'
import type { BootedApplication, MaybeBooted, PreflightTarget } from './booted-application.ts'
import { PREFLIGHT_CONSTRAINT, duplicate } from './conflicts.ts'

/** Stores the result of the lookup for the hook. Fastify has no request of its own yet when it routes. */
const kLookup = Symbol('fastify-cors-policy.lookup')

/** An application can pass a raw request to another application, which has other routes. */
interface Lookup {
  readonly application: BootedApplication
  readonly target: PreflightTarget
}

/** The index of the topmost registration that responds, or NOT_FOUND, which no route has. */
type Owner = number
const NOT_FOUND = -1

/** Replaces a method that is too long. */
const NO_METHOD = ''

interface RawRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingMessage['headers']
  [kLookup]?: Lookup
}

/**
 * Whether a request is a CORS-preflight request: OPTIONS with both headers present, with any value.
 * https://fetch.spec.whatwg.org/#cors-preflight-request
 */
export function isPreflight (request: RawRequest): boolean {
  return request.method === 'OPTIONS' && request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined
}

/** Returns the target of a preflight, which is looked up once. */
export function targetOf (application: BootedApplication, request: RawRequest): PreflightTarget {
  const known = request[kLookup]
  if (known?.application === application) return known.target
  const { headers } = request
  // The router uses the same headers.
  const host = headers.host || headers[':authority'] as string | undefined
  const method = String(headers['access-control-request-method'])
  const target = application.find(method.length > MAX_METHOD_LENGTH ? NO_METHOD : method, request.url!, host)
  request[kLookup] = { application, target }
  return target
}

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
  const { booted } = application
  if (booted === undefined) return NOT_FOUND
  const target = targetOf(booted, request)
  if (typeof target === 'string') return NOT_FOUND
  if (target.isUncertain) return target.route!.scope?.owner ?? NOT_FOUND
  if (target.route !== undefined) return target.route.pooled === undefined ? undefined : target.route.scope!.owner
  return target.notFound?.pooled === undefined ? undefined : NOT_FOUND
}
