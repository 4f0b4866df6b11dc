/** Runs the other library and the policy, and compares them. */
import { createRequire } from 'node:module'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'
import type { CorsMigration } from '../../../types/migration.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { pageRequests, type ProofRequest, type ProofRoute } from './page-requests.ts'
import { compareServers, type Proof } from './compare.ts'
import { isExplained } from './is-explained.ts'
import { expressServer, honoServer, type HonoReplay, type ReplayedApplication } from './replayed.ts'
import { middlewareServer, oldFastifyServer, policyServer, type Middleware, type RunningServer } from './servers.ts'
import { isFor, isPlainPath } from './middleware-steps.ts'
import type { RecordedRequest } from './recorded-requests.ts'

/** A use of another library. */
export interface ProofPart {
  /** The name of the library, as in `--from`. */
  readonly library: { readonly name: string }
  /** Whether the project has this version of the library. */
  readonly isInstalled: boolean
  /** What the library exports; undefined to load it from the project. */
  readonly original?: unknown
  /** The options. */
  readonly given: unknown
  /** The key of `routes` that it is for; null for all paths. */
  readonly place: string | null
}

/** What is compared. */
export interface ProofSubject {
  /** At least one use of the other library. */
  readonly parts: readonly ProofPart[]
  readonly document: CorsPolicyDocument | null
  /** The report, whose changes explain differences. */
  readonly migrations: readonly CorsMigration[]
  readonly routes: readonly ProofRoute[]
  /** The paths of routes without CORS. */
  readonly off: readonly string[]
  /** False if the library did not cover URLs without a route. */
  readonly notFound?: false | undefined
  /** Where an application of Express or hono uses the middlewares. */
  readonly replayed: ReplayedApplication | undefined
  /** Origins that the configuration names. */
  readonly texts: readonly string[]
  readonly traffic: readonly RecordedRequest[]
  /** The address of a live server to compare with, instead of the library. */
  readonly replay: string | undefined
}

type MakeFastify = (options: object) => FastifyInstance

/**
 * Starts both servers on the loopback address, and compares them.
 *
 * @param path  absolute path of a file in the project that has the packages
 * @returns     a reason if one of them cannot be run
 */
export async function prove (subject: ProofSubject, path: string): Promise<Proof | string> {
  const { library: { name }, isInstalled } = subject.parts[0]!
  if (!isInstalled && subject.replay === undefined) return `This project does not have this version of ${name}.`
  const load = createRequire(path)
  let fastify: MakeFastify
  let old: (() => Promise<RunningServer>) | undefined
  try {
    fastify = load('fastify') as MakeFastify
    old = subject.replay === undefined ? oldServer(subject, load) : async () => ({ address: new URL(subject.replay!).origin, close: async () => {} })
  } catch {
    return 'The packages fastify and that of the other library must be installed in this project.'
  }
  if (old === undefined) return 'This library does not run in Node. With --replay, a server with it is compared.'
  const running: RunningServer[] = []
  const compared = async (): Promise<Proof> => {
    running.push(await old())
    running.push(await policyServer(fastify, subject.document, subject.routes))
    const [before, after] = running as [RunningServer, RunningServer]
    return compareServers(before.address, after.address, requestsOf(subject, before.address), difference => isExplained(difference, subject.migrations), subject.replay !== undefined)
  }
  const proof = await compared().catch((error: unknown) => `A server for the proof does not start: ${(error as Error).message}`)
  await Promise.all(running.map(server => server.close()))
  return proof
}

function requestsOf ({ document, texts, routes, traffic, replay }: ProofSubject, base: string): readonly ProofRequest[] {
  const requests = traffic.length > 0 ? trafficRequests(traffic, routes, base) : pageRequests(base, document === null ? [] : [document, ...Object.values(document.policies ?? {})], texts, routes, Object.keys(document?.routes ?? {}))
  // A live server gets no request that can change something.
  return replay === undefined ? requests : requests.filter(({ page: { method = 'GET' } }) => method === 'GET' || method === 'HEAD')
}

/** One request of each kind: of an origin, a method, a route and header names. */
function trafficRequests (traffic: readonly RecordedRequest[], routes: readonly ProofRoute[], base: string): readonly ProofRequest[] {
  const kinds = new Map<string, RecordedRequest & Pick<ProofRequest, 'isRouted' | 'route'>>()
  for (const request of traffic) {
    const { origin, method, url, headerNames } = request
    const path = pathOf(url)
    const route = routes.find(({ url }) => isFor({ path: url, isPrefix: false, method: undefined, use: undefined }, method, path))
    const key = JSON.stringify([origin, method, route?.url ?? path, headerNames])
    if (kinds.size < MAX_KINDS && !kinds.has(key)) kinds.set(key, { ...request, route: route?.url, isRouted: route !== undefined && (route.methods.includes(method) || (method === 'HEAD' && route.methods.includes('GET'))) })
  }
  return [...kinds.values()].flatMap(({ origin, method, url, headerNames, isRouted, route }) => (['omit', 'include'] as const).map(credentials => ({
    page: { origin, method, url: base + url, credentials, headers: headerNames.map(name => [name, name === 'content-type' ? 'application/json' : 'a'] as const) },
    isRouted,
    route
  })))
}

/** The maximum number of kinds of recorded requests that are compared, and of routes that are made from them. */
const MAX_KINDS = 2000

/** Routes for the paths of recorded requests, if those of the application are not known. */
export function routesOfTraffic (traffic: readonly RecordedRequest[]): readonly ProofRoute[] {
  const routes = new Map<string, Set<string>>()
  for (const { url, method } of traffic) {
    const path = pathOf(url)
    if (!isPlainPath(path) || path.includes(':') || !METHODS.has(method)) continue
    routes.set(path, (routes.get(path) ?? new Set()).add(method))
  }
  return [...routes].slice(0, MAX_KINDS).map(([url, methods]) => ({ url, methods: [...methods] }))
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

function pathOf (url: string): string {
  return url.replace(/[?#].*/s, '')
}

function oldServer ({ parts, routes, off, notFound, replayed }: ProofSubject, load: NodeJS.Require): (() => Promise<RunningServer>) | undefined {
  const { library, original, given: options } = parts[0]!
  switch (library.name) {
    case '@fastify/cors': {
      const [fastify, plugin] = [load('fastify') as MakeFastify, (original ?? load('@fastify/cors')) as FastifyPluginCallback<object>]
      const registrations = parts.filter(({ place }) => place === null || place.endsWith('/*'))
        // Fastify calls a function with the instance to get the options.
        .map(({ given, place }) => ({ plugin, options: typeof given === 'function' ? () => given : given, prefix: place?.replace(/\/\*$/, '') ?? '' }))
      return () => oldFastifyServer(fastify, registrations, routes, registrations.length === 1 && notFound !== false, off)
    }
    case 'cors': {
      if (replayed !== undefined) return () => expressServer(replayed)
      const cors = (original ?? load('cors')) as (options: unknown) => Middleware
      return () => middlewareServer(cors(options), routes)
    }
    case 'hono': {
      const { Hono } = load('hono') as { readonly Hono: new () => HonoReplay }
      const { cors } = load('hono/cors') as { readonly cors: (options: unknown) => unknown }
      const steps = [ALL, ...routes.flatMap(({ url, methods }) => methods.map(method => ({ path: url, isPrefix: false, method, use: undefined })))]
      return () => honoServer(replayed ?? { steps, middlewares: [cors(options)], express: undefined }, new Hono())
    }
    default: return undefined
  }
}

/** A use for all requests. */
const ALL = { path: '', isPrefix: true, method: undefined, use: 0 }
