/** Values that cost a careless reader much, and the requests that carry them in each field that is read. */
import Fastify, { type FastifyInstance, type FastifyServerOptions, type InjectOptions } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import { sample } from '../../unit/properties/seed.ts'

export const A = 'https://a.test'
const ACRM = 'access-control-request-method'
const ACRH = 'access-control-request-headers'

/** Each makes a text of about so many bytes. */
export const SHAPES: ReadonlyArray<readonly [what: string, make: (length: number) => string]> = [
  ['commas', (length) => ','.repeat(length)],
  ['spaces', (length) => `x${' '.repeat(length)}x`],
  ['letters', (length) => 'a'.repeat(length)],
  ['dots', (length) => `https://${'.'.repeat(length)}`],
  ['colons', (length) => `https://${':'.repeat(length)}`],
  ['brackets', (length) => `https://${'['.repeat(length)}`],
  ['labels before an allowed origin', (length) => `https://${'a.'.repeat(length / 2)}a.test`],
  ['ports after an allowed origin', (length) => `${A}${':1'.repeat(length / 2)}`],
  ['schemes', (length) => 'https://'.repeat(length / 8)],
  ['percent signs', (length) => '%61%'.repeat(length / 4)],
  ['allowed names', (length) => 'x-h,'.repeat(length / 4)]
]

/** The shapes that are tried in one of the fields: all in the long run, and else two, others for each field. */
export function shapesFor (field: number): typeof SHAPES {
  return sample(SHAPES, 6, field)
}

export interface JunkRequest {
  readonly what: string
  readonly field: string
  readonly method: string
  readonly url: string
  /** What a normal request has in all these fields. */
  readonly headers: Readonly<Record<string, string>>
}

const PREFLIGHT = { method: 'OPTIONS', url: '/', headers: { host: 'one.test', origin: A, [ACRM]: 'PUT', [ACRH]: 'x-h' } }

/** One for each field that is read, or that might be. */
export const REQUESTS: readonly JunkRequest[] = [
  { what: 'a request', field: 'origin', method: 'GET', url: '/', headers: { origin: A } },
  { what: 'a preflight', field: 'origin', ...PREFLIGHT },
  { what: 'a preflight', field: ACRM, ...PREFLIGHT },
  { what: 'a preflight', field: ACRH, ...PREFLIGHT },
  { what: 'a preflight for a host', field: 'host', ...PREFLIGHT, url: '/host' },
  { what: 'a guarded request', field: 'sec-fetch-site', method: 'POST', url: '/guarded', headers: { origin: 'https://evil.test', 'sec-fetch-site': 'none' } },
  { what: 'a guarded request', field: 'origin', method: 'POST', url: '/guarded', headers: { origin: 'https://evil.test' } }
]

/** A text as it comes from a socket: flat, and never hashed before. */
export const fresh = (text: string) => Buffer.from(text, 'latin1').toString('latin1')

export function injected ({ method, url, headers, field }: JunkRequest, value: string): InjectOptions {
  return { method: method as 'GET', url, headers: { ...headers, [field]: fresh(value) } }
}

export function bareAndGuarded (options: FastifyServerOptions = {}): { bare: FastifyInstance, guarded: FastifyInstance } {
  const bare = Fastify(options)
  // A response of the plugin is compared with the cheapest that Fastify has, not with its 404.
  bare.options('*', (_request, reply) => { reply.code(204).send() })
  const guarded = Fastify(options)
  guarded.register(corsPlugin, { origins: [A, 'https://*.a.test:*', 'http://localhost:*'], allowedHeaders: ['X-H'] })
  for (const app of [bare, guarded]) {
    app.get('/', async () => 'body')
    app.put('/', async () => 'body')
    for (const host of ['one.test', 'two.test']) app.route({ method: 'PUT', url: '/host', constraints: { host }, handler: async () => 'body' })
    app.register(async (app) => {
      if (app.hasDecorator('cors')) app.addHook('onRequest', app.cors.originGuard())
      app.post('/guarded', async () => 'body')
      app.get('/vary/:length/:shape', async (request, reply) => {
        const { length, shape } = request.params as { readonly length: string, readonly shape: string }
        return reply.header('vary', SHAPES[Number(shape)]![1](Number(length))).send('')
      })
    })
  }
  return { bare, guarded }
}
