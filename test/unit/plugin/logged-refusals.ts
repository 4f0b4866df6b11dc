/** Starts an application, and keeps what it logs about refused requests. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export const APP = 'https://app.example.com'

export const STRANGER = 'https://stranger.test'

export interface Line { readonly level: number, readonly msg: string, readonly cors?: Record<string, unknown> }

/** Starts an application, and keeps what it logs about refusals. */
export async function start (options: object, routes: (app: FastifyInstance) => void | Promise<void>, server: FastifyServerOptions = {}) {
  const lines: Line[] = []
  const app = Fastify({ ...server, logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.register(async (app) => { await routes(app) })
  await app.ready()
  return { app, lines, refusals: () => lines.splice(0).filter(({ cors }) => cors !== undefined) }
}

export const preflight = (app: FastifyInstance, url: string, method: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'OPTIONS', url, headers: { origin: APP, 'access-control-request-method': method, ...headers } })

export const orders = (app: FastifyInstance) => {
  app.get('/orders', async () => 'orders')
  app.put('/orders/:id', async () => 'stored')
  app.get('/admin/users', async () => 'users')
}

export const DOCUMENT = {
  origins: [APP, 'https://*.shop.example.com', 'http://localhost:3000', 'https://*-team.preview.example.net'],
  allowedHeaders: ['Content-Type', 'X-Trace'],
  policies: { admin: { origins: ['https://admin.example.com'] } },
  routes: { '/admin/*': 'admin' }
}
