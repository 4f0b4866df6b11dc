/**
 * Tenants with domains of their own: `PORT=3000 node examples/tenants/server.mjs`. The dashboard adds and removes origins of a tenant
 * while the application runs. A real application stores them, for example in Redis, and checks who the user is.
 */
import fastify from 'fastify'
import corsPlugin, { CorsPolicyError } from 'fastify-cors-policy'
import { memoryOrigins } from 'fastify-cors-policy/sources'

const tenants = memoryOrigins()
tenants.add('https://www.tea-house.example', 'tea-house')

const app = fastify({ forceCloseConnections: true })
app.register(corsPlugin, {
  origins: ['https://app.example.com'],
  credentials: true,
  allowedHeaders: ['Content-Type'],
  maxAge: 600,
  policies: {
    widget: { origins: [{ source: 'tenants', key: { param: 'tenant' } }], maxAge: 600 }
  },
  routes: { '/widget/*': 'widget', '/health': false },
  sources: { tenants }
})

/** @typedef {{ Params: { tenant: string }, Body: { origin: string } }} Change */

app.get('/widget/:tenant/menu', (/** @type {import('fastify').FastifyRequest<Change>} */ request) => ({ menu: request.params.tenant }))

app.put('/tenants/:tenant/origins', (/** @type {import('fastify').FastifyRequest<Change>} */ request, reply) => {
  try {
    return { isNew: tenants.add(request.body.origin, request.params.tenant) }
  } catch (error) {
    if (!(error instanceof CorsPolicyError)) throw error
    // The message says what to write instead.
    return reply.code(400).send({ message: error.issues[0]?.message })
  }
})

app.delete('/tenants/:tenant/origins', (/** @type {import('fastify').FastifyRequest<Change>} */ request) =>
  ({ wasThere: tenants.delete(request.body.origin, request.params.tenant) }))

app.get('/health', () => app.cors.status().sources)

console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) })}`)
