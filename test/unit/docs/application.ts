/** An application with every kind of policy and of route. */
import Fastify, { type FastifyInstance } from 'fastify'
import cors from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export const APP = 'https://app.example.com'
export const ADMIN = 'https://admin.example.com'
export const SHOP = 'https://shop.example'

const options: CorsPluginOptions = {
  origins: [APP],
  credentials: true,
  allowedHeaders: ['Content-Type'],
  exposedHeaders: ['ETag'],
  policies: {
    public: { origins: '*', exposedHeaders: '*', description: 'What every page can read.' },
    unused: { origins: [ADMIN] }
  },
  routes: { '/prices/*': 'public', '/health': false },
  notFound: { origins: [ADMIN] }
}

/** @param turned  whether routes are declared in reverse order */
export async function buildApplication (turned = false): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cors, options)
  const declare: (() => unknown)[] = [
    () => app.get('/orders/:id', () => 1),
    () => app.put('/orders/:id', () => 1),
    () => app.delete('/orders/:id', { config: { cors: { origins: [ADMIN], allowedHeaders: ['X-A'] } } }, () => 1),
    () => app.post('/orders/:id', { config: { cors: 'public' } }, () => 1),
    () => app.patch('/orders/*', () => 1),
    () => app.get('/same', { config: { cors: { origins: [ADMIN], allowedHeaders: ['X-A'] } } }, () => 1),
    () => app.get('/prices/:item', () => 1),
    () => app.get('/health', () => 1),
    () => app.get('/numbers/:n(^\\d{4}$)', () => 1),
    () => app.get('/dates/:d(^\\d{4}-\\d\\d-\\d\\d$)', () => 1),
    () => app.get('/versions', { constraints: { version: '1.0.0' } }, () => 1),
    () => app.get('/versions', { constraints: { version: '2.0.0' } }, () => 1),
    () => app.get('/hosts', { constraints: { host: 'api.example.com' } }, () => 1),
    () => app.get('/hosts', { constraints: { host: /^x\d/ } }, () => 1),
    () => app.get('/spaced', { constraints: { host: 'a b' } }, () => 1),
    () => app.get('/colon::s', () => 1),
    () => app.get('/open', { constraints: { version: '1.0.0' } }, () => 1),
    () => app.get('/ope:rest', { config: { cors: 'public' } }, () => 1)
  ]
  for (const route of turned ? declare.reverse() : declare) route()
  app.register(async inner => {
    inner.setNotFoundHandler((_request, reply) => reply.code(404).send('none'))
    await inner.register(cors, { origins: [SHOP], policies: { public: { origins: [SHOP] } }, routes: { '/inner/named': 'public' } })
    inner.get('/', () => 1)
    inner.get('/named', () => 1)
    inner.put('/named', { config: { cors: 'unused' } }, () => 1)
  }, { prefix: '/inner' })
  await app.ready()
  return app
}
