/** An application whose routes have guards, and what it logs about refusals. */
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export const APP = 'https://app.example.com'
export const STRANGER = 'https://stranger.test'
export const OWN_HOST = { host: 'api.example.com' }
export const FETCHED = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }
export const HANDSHAKE = { connection: 'upgrade', upgrade: 'websocket' }
export const GUARDED = 'The guard of the route responds with 403, and the handler does not run.'

export interface Line { readonly level: number, readonly msg: string, readonly cors?: Readonly<Record<string, unknown>> }

/** Starts an application, and keeps what it logs about refusals. */
export async function start (routes: (app: FastifyInstance) => void | Promise<void>, options: object = {}) {
  const lines: Line[] = []
  const app = Fastify({ logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  await app.register(corsPlugin, { origins: [APP], lint: 'off', ...options } as CorsPluginOptions)
  await app.register(async (app) => { await routes(app) })
  await app.ready()
  return { app, refusals: () => lines.splice(0).filter(({ cors }) => cors !== undefined) }
}

export const votes = (app: FastifyInstance): void => {
  app.get('/orders', async () => 'orders')
  app.post('/vote', { onRequest: app.cors.originGuard() }, async () => 'counted')
  app.post('/hook', { onRequest: app.cors.originGuard(), config: { cors: false } }, async () => 'received')
}

export const post = async (app: FastifyInstance, url: string, headers: Record<string, string>) =>
  (await app.inject({ method: 'POST', url, headers })).statusCode

/** A guard that a function of the application calls, so that it is not recognized. */
export const wrapped = (guard: onRequestHookHandler): onRequestHookHandler => function (this: FastifyInstance, ...args) { return guard.call(this, ...args) }

/** A source that cannot be read. */
export const down = { mode: 'lookup', connect: async () => ({ version: async () => '1', async has () { throw new Error('down') }, close () {} }) }
