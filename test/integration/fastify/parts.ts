/**
 * Tests that the oldest and the newest supported Fastify have parts that it does not document, and what is lost in a version without them.
 * `npm run test:matrix` also runs them with the next version of Fastify.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import OldestFastify from 'fastify-oldest'
import type { Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export type Create = typeof Fastify

export interface Part {
  /** What Fastify has. */
  readonly part: string
  /** The function of lib/fastify that uses it. */
  readonly user: { readonly name: string }
  /** What the plugin cannot do without the part. */
  readonly lost: string
  readonly exists: (create: Create) => unknown
  /** Removes the part, where a test can do so. Returns responses of an application, or the code or name of its error. */
  readonly without?: (create: Create) => unknown
  /** What `without` returns. */
  readonly remains?: unknown
}

export const A = 'https://a.test'
export const B = 'https://b.test'
export const POLICY: CorsPluginOptions = { origins: [A], lint: 'off' }
export const OF_B = { config: { cors: { origins: [B] } } }
export const handler = async () => ''
export const noop = () => {}
/** A hook with a name. */
export async function check () {}

/** An application with PUT /x/:id under the policy of A, and PUT /b under a policy of B. */
export function application (create: Create, prepare: (app: FastifyInstance) => void = noop, options: object = {}): FastifyInstance {
  // Fastify changes the object.
  const app = create({ ...options })
  prepare(app)
  app.register(corsPlugin, POLICY)
  app.put('/x/:id', { exposeHeadRoute: false }, handler)
  app.put('/b', OF_B, handler)
  return app
}

/** The status and the allowed origin of a preflight for PUT. */
export async function preflight (app: FastifyInstance, url: string, origin = A): Promise<string> {
  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'PUT' } })
  return `${statusCode} ${headers['access-control-allow-origin']}`
}

/** The status and the allowed origin of a PUT. */
export async function put (app: FastifyInstance, url: string, origin = A): Promise<string> {
  const { statusCode, headers } = await app.inject({ method: 'PUT', url, headers: { origin } })
  return `${statusCode} ${headers['access-control-allow-origin']}`
}

/** The reply of an application, while it is handled. */
export async function withReply<T> (app: FastifyInstance, use: (reply: FastifyReply, request: FastifyRequest) => T): Promise<T> {
  let result: T
  app.get('/reply', async (request, reply) => { result = use(reply, request) })
  await app.inject('/reply')
  return result!
}

/** Hides symbols with a description from everything that runs meanwhile. */
export async function withoutSymbol<T> (description: string, work: () => Promise<T>): Promise<T> {
  const { getOwnPropertySymbols } = Object
  Object.getOwnPropertySymbols = (object: object) => getOwnPropertySymbols(object).filter((symbol) => symbol.description !== description)
  try {
    return await work()
  } finally {
    Object.getOwnPropertySymbols = getOwnPropertySymbols
  }
}

/** Replaces a member of an instance. */
export function replace (app: FastifyInstance, name: string, value: unknown): void {
  Object.defineProperty(app, name, { value, configurable: true })
}

export const codeOf = (error: unknown): unknown => (error as { code?: string }).code ?? (error as Error).name
export const startOf = (app: FastifyInstance): Promise<unknown> => Promise.resolve(app.ready()).then(() => 'starts', codeOf)

/** Has a child instance with a child. */
export async function family (create: Create): Promise<FastifyInstance[]> {
  const root = create()
  const instances: FastifyInstance[] = [root]
  root.register(async (child) => {
    instances.unshift(child)
    child.register(async (grandchild) => { instances.unshift(grandchild) })
  })
  await root.ready()
  return instances
}

export const MATCH_OPTIONS = { caseSensitive: false, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 7, useSemicolonDelimiter: true }

/** Both places of the options. Some versions read only one of them. */
export const placesOf = (options: object): object[] => [{ ...options }, { routerOptions: { ...options } }]

/** Returns the places from which a version reads an option. */
export async function readPlaces (create: Create): Promise<number[]> {
  const statuses = await Promise.all(placesOf({ caseSensitive: false }).map((options) => put(application(create, noop, options), '/X/1')))
  return statuses.flatMap((status, i) => status.startsWith('200') ? [i] : [])
}

/** Tests that the oldest and the newest Fastify have the parts, and what is lost in a Fastify without one. */
export function testParts (t: Test, parts: readonly Part[]): void {
  for (const create of [OldestFastify as unknown as Create, Fastify]) {
    t.test(`Fastify ${create().version} has the parts that lib/fastify uses`, async (t) => {
      for (const { part, user, lost, exists } of parts) t.equal(await exists(create), true, `${part} (${user.name}). Otherwise: ${lost}`)
    })

    for (const { part, lost, without, remains } of parts) {
      if (without === undefined) continue
      t.test(`without ${part} of Fastify ${create().version}, this is lost: ${lost}`, async (t) => { t.strictSame(await without(create), remains) })
    }
  }
}
