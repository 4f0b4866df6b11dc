/** An application whose routes have guards, and what it logs about refusals. */
import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import { APP, start as startLogged } from './logged-refusals.ts'

export const OWN_HOST = { host: 'api.example.com' }
export const FETCHED = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }
export const HANDSHAKE = { connection: 'upgrade', upgrade: 'websocket' }
export const GUARDED = 'The guard of the route responds with 403, and the handler does not run.'

/** Starts an application with routes that can have guards. */
export const start = (routes: (app: FastifyInstance) => void | Promise<void>, options: object = {}) => startLogged({ origins: [APP], ...options }, routes)

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
