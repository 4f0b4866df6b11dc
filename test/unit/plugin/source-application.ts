/** An application with sources of origins, and its responses or its issues. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export const STATIC = 'https://static.example'
export const TENANT = 'https://tenant.example'
export const OTHER = 'https://other.example'
export const source = { source: 'tenants' }

export async function application (options: object, routes: (app: FastifyInstance) => void = () => {}): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.get('/:realm/orders', async () => 'orders')
  app.put('/:realm/orders', async () => 'orders')
  routes(app)
  return app
}

export async function issuesOf (options: object, routes?: (app: FastifyInstance) => void): Promise<string[]> {
  const error = await application(options, routes).then((app) => app.ready()).then(() => undefined, (error: unknown) => error)
  t.ok(error instanceof CorsPolicyError)
  return (error as CorsPolicyError).issues.map(({ id, path }) => `${id} ${path}`)
}

/** The response to a request and to its preflight, each as status and allowed origin. */
export async function responses (app: FastifyInstance, origin: string, url = '/r/orders', host = 'api.example'): Promise<string[]> {
  const actual = await app.inject({ url, headers: { origin, host } })
  const preflight = await app.inject({ method: 'OPTIONS', url, headers: { origin, host, 'access-control-request-method': 'PUT' } })
  return [actual, preflight].map(({ statusCode, headers }) => {
    t.equal(headers.vary, 'Origin')
    return `${statusCode} ${headers['access-control-allow-origin'] ?? '-'}`
  })
}

export const allowed = (origin: string): string[] => [`200 ${origin}`, `204 ${origin}`]
export const BLOCKED = ['200 -', '403 -']
