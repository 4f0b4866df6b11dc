/** An application with handlers of every kind under policies of every kind, and a table of plain data that says so. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyChoice } from '../../../types/policy.ts'

/** Each sets every field, so that an override of another one leaves nothing of it. */
export interface Plain {
  readonly origins: '*' | readonly string[]
  readonly credentials: boolean
  readonly allowedHeaders: readonly string[]
  readonly exposedHeaders: readonly string[]
  readonly maxAge: number
}

export const POLICIES = {
  scope: {
    origins: ['https://a.test', 'https://*.b.test', 'http://localhost:*', 'https://*.c.test:*', 'https://[::1]:8443'],
    credentials: true,
    allowedHeaders: ['x-h', 'content-type'],
    exposedHeaders: ['x-e'],
    maxAge: 600
  },
  public: { origins: '*', credentials: false, allowedHeaders: ['x-p'], exposedHeaders: ['x-p'], maxAge: 60 },
  own: { origins: ['https://own.test'], credentials: false, allowedHeaders: ['x-own'], exposedHeaders: ['x-own'], maxAge: 3 },
  nested: { origins: ['https://*.nested.test'], credentials: true, allowedHeaders: ['x-n'], exposedHeaders: ['x-n'], maxAge: 4 },
  missing: { origins: ['https://a.test', 'https://nf.test'], credentials: false, allowedHeaders: ['x-m'], exposedHeaders: ['x-m'], maxAge: 5 }
} satisfies Record<string, Plain>

export type PolicyName = keyof typeof POLICIES

export interface Route {
  readonly method: string
  readonly pattern: string
  readonly policy: PolicyName | false
  /** 200 where it is not given. */
  readonly status?: number
  /** What the handler itself puts into `Vary`. */
  readonly vary?: string
  readonly isGuarded?: true
  /** The connection breaks off after the headers. */
  readonly breaksOff?: true
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => unknown
}

const text = () => 'text'

export const ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/json', policy: 'scope', handler: async () => ({ a: 1 }) },
  { method: 'PUT', pattern: '/items/:id', policy: 'scope', handler: async (request) => request.params },
  { method: 'POST', pattern: '/items/:id', policy: 'scope', handler: async (request) => request.body },
  { method: 'GET', pattern: '/late', policy: 'scope', handler: async () => { await nextTurn(); return 'late' } },
  { method: 'GET', pattern: '/stream', policy: 'scope', handler: async () => Readable.from(pieces(20)) },
  { method: 'GET', pattern: '/breaks', policy: 'scope', breaksOff: true, handler: async () => Readable.from(broken()) },
  { method: 'GET', pattern: '/error', policy: 'scope', status: 500, handler: async () => { throw new Error('as planned') } },
  {
    method: 'GET', pattern: '/hijack', policy: 'scope', handler: (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { ...seenIn(reply), 'content-length': '8' })
      reply.raw.end('hijacked')
    }
  },
  { method: 'GET', pattern: '/there', policy: 'scope', status: 302, handler: (_request, reply) => reply.redirect('/json') },
  {
    method: 'GET', pattern: '/vary', policy: 'scope', vary: 'Accept', handler: (_request, reply) => reply.header('vary', 'Accept').send('text')
  },
  {
    method: 'GET', pattern: '/foreign', policy: 'scope', handler: (_request, reply) => {
      reply.raw.setHeader('Access-Control-Allow-Origin', 'null')
      return reply.header('access-control-allow-origin', '*').header('access-control-max-age', '1').send('text')
    }
  },
  { method: 'POST', pattern: '/guarded', policy: 'scope', isGuarded: true, handler: text },
  { method: 'GET', pattern: '/own', policy: 'own', handler: text },
  { method: 'DELETE', pattern: '/own', policy: 'own', handler: text },
  { method: 'GET', pattern: '/mixed', policy: 'scope', handler: text },
  { method: 'PUT', pattern: '/mixed', policy: 'own', handler: text },
  { method: 'DELETE', pattern: '/mixed', policy: false, handler: text },
  { method: 'GET', pattern: '/public/:item', policy: 'public', handler: async () => 'public' },
  { method: 'PUT', pattern: '/public/:item', policy: 'public', handler: text },
  { method: 'GET', pattern: '/off', policy: false, handler: text },
  { method: 'PUT', pattern: '/off', policy: false, handler: text },
  { method: 'GET', pattern: '/nested/x', policy: 'nested', handler: async () => Readable.from(pieces(2)) },
  { method: 'PATCH', pattern: '/nested/deep/:id', policy: 'nested', handler: text }
]

function * pieces (count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield 'piece'.repeat(100)
}

async function * broken (): AsyncGenerator<string> {
  yield 'piece'
  await nextTurn()
  throw new Error('as planned')
}

/** What a server has seen of a request, as it tells the test in a response field. */
export interface Seen {
  readonly method: string
  readonly url: string
  /** The pattern that was reached; undefined where it was a not-found handler. */
  readonly pattern: string | undefined
  readonly origin: string | undefined
  readonly requestMethod: string | undefined
  readonly host: string | undefined
  readonly site: string | undefined
}

const SEEN = 'x-seen'

function seenIn (reply: FastifyReply): Record<string, string> {
  return { [SEEN]: String(reply.getHeader(SEEN)) }
}

/** Not there where Fastify ran no hook. */
export function seenOf ({ lines }: { readonly lines: ReadonlyArray<readonly [string, string]> }): Seen | undefined {
  const line = lines.find(([name]) => name.toLowerCase() === SEEN)
  return line === undefined ? undefined : JSON.parse(Buffer.from(line[1], 'base64url').toString('latin1')) as Seen
}

/** @param prepare  is called before anything is registered */
export async function start (prepare?: (app: FastifyInstance) => void): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify({ forceCloseConnections: true })
  prepare?.(app)
  app.addHook('onRequest', function reportsWhatIsSeen (request, reply, done) {
    const { raw, routeOptions, is404 } = request
    const { origin, host, 'access-control-request-method': requestMethod, 'sec-fetch-site': site } = raw.headers
    const seen: Record<keyof Seen, unknown> = {
      method: raw.method, url: raw.url, pattern: is404 ? undefined : routeOptions.url, origin, requestMethod, host, site
    }
    reply.header(SEEN, Buffer.from(JSON.stringify(seen), 'latin1').toString('base64url'))
    done()
  })
  app.register(corsPlugin, {
    ...POLICIES.scope,
    policies: { public: POLICIES.public },
    routes: { '/public/*': 'public', '/off': false },
    notFound: POLICIES.missing
  })
  await app.after()
  const add = (instance: FastifyInstance, { method, pattern, policy, isGuarded, handler }: Route) => {
    const isOwn = policy === 'own' || (policy === false && pattern !== '/off')
    const cors: CorsPolicyChoice = policy === 'own' ? POLICIES.own : false
    instance.route({
      method,
      url: pattern.slice(instance.prefix.length),
      handler,
      ...(isOwn ? { config: { cors } } : {}),
      ...(isGuarded === true ? { onRequest: app.cors.originGuard() } : {})
    })
  }
  for (const route of ROUTES) if (route.policy !== 'nested') add(app, route)
  app.register(async (nested) => {
    nested.register(corsPlugin, POLICIES.nested)
    for (const route of ROUTES) if (route.policy === 'nested') add(nested, route)
  }, { prefix: '/nested' })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as { readonly port: number }
  return { app, port }
}
