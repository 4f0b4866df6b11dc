/** An application that listens, with another CORS library whose responses a policy observes. */
import { request as sendRequest } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fastifyCors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { listening } from '../../listening.ts'

export const OWN = 'https://app.example.com'
export const OTHER = 'https://other.example.com'
export const OLD = { origin: [OWN, OTHER], credentials: true, methods: ['GET', 'PUT'], maxAge: 60 }

type Prepare = (app: FastifyInstance) => unknown

export async function startObserved (t: Tap, prepare: Prepare, options: object = {}): Promise<FastifyInstance> {
  const app = Fastify(options)
  await prepare(app)
  app.get('/orders/:id', async () => 'order')
  app.put('/orders/:id', async () => 'order')
  app.patch('/orders/:id', async () => 'order')
  app.get('/raw', (_request, reply) => { reply.hijack().raw.writeHead(200, ['access-control-allow-origin', OWN]).end() })
  app.get('/pairs', (_request, reply) => { reply.hijack().raw.writeHead(200, 'OK', [['access-control-allow-origin', OWN]] as never).end() })
  app.get('/bad', (_request, reply) => {
    const { raw } = reply.hijack()
    try {
      raw.writeHead(200, { 'x-bad': '\n' })
    } catch {
      raw.writeHead(200)
      raw.end()
    }
  })
  await listening(app, { t })
  return app
}

type Tap = Pick<typeof t, 'teardown'>
type Headers = Readonly<Record<string, string>>

export async function send (app: FastifyInstance, method: string, path: string, headers: Headers): Promise<{ readonly status: number | undefined, readonly headers: NodeJS.Dict<string | string[]> }> {
  const { port } = app.server.address() as AddressInfo
  const request = sendRequest({ port, method, path, headers, agent: false }).end()
  const [response] = await once(request, 'response')
  response.resume()
  await once(response, 'end')
  return { status: response.statusCode, headers: { ...response.headers, date: undefined } }
}

export const get = (app: FastifyInstance, path: string, origin: string, headers: Headers = {}) => send(app, 'GET', path, { origin, ...headers })
export const preflight = (app: FastifyInstance, path: string, origin: string, method = 'PUT', headers: Headers = {}) =>
  send(app, 'OPTIONS', path, { origin, 'access-control-request-method': method, ...headers })

export const observed = (policy: object): Prepare => async (app) => {
  await app.register(fastifyCors, OLD)
  await app.register(corsPlugin, { observe: true, lint: 'off', ...policy } as CorsPluginOptions)
}
