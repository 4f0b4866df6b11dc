/** An application whose document is replaced, and what it allows. */
import Fastify, { type FastifyInstance } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export const A = 'https://a.test'
export const B = 'https://b.test'

export async function application (options: object, routes: (app: FastifyInstance) => unknown = () => {}): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.get('/orders', async () => 'orders')
  app.put('/orders', async () => 'orders')
  app.get('/own', { config: { cors: { maxAge: 7 } } }, async () => 'own')
  app.delete('/own', { config: { cors: { maxAge: 7 } } }, async () => 'own')
  await routes(app)
  await app.ready()
  return app
}

export async function allowed (app: FastifyInstance, origin: string, url = '/orders', method = 'PUT'): Promise<readonly unknown[]> {
  const actual = await app.inject({ url, headers: { origin } })
  const preflight = await app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': method } })
  return [actual.headers['access-control-allow-origin'], preflight.statusCode, preflight.headers['access-control-max-age']]
}
