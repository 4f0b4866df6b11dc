/**
 * An instance of an application that follows a policy in a store. Start two of them:
 *
 *     PORT=3000 node examples/instances/server.mjs
 *     PORT=3001 node examples/instances/server.mjs
 *
 * Then edit examples/instances/cors.json, and look at /health of both. CORS_STORE can also be redis://… or postgres://…, in which
 * `fastify-cors-policy document publish examples/instances/cors.json` puts the policy.
 */
import fastify from 'fastify'
import corsPlugin from 'fastify-cors-policy'
import { fileDocument, postgresDocument, redisDocument } from 'fastify-cors-policy/sources'

const { CORS_STORE: store = 'examples/instances/cors.json', PORT: port = '3000' } = process.env

async function policyStore () {
  if (store.startsWith('redis')) {
    const { Redis } = await import('ioredis')
    return redisDocument(() => new Redis(store), { key: 'cors:policy' })
  }
  if (store.startsWith('postgres')) {
    const { default: pg } = await import('pg')
    return postgresDocument(() => new pg.Client({ connectionString: store }))
  }
  return fileDocument(store)
}

const app = fastify({ forceCloseConnections: true, logger: { level: 'warn' } })
app.register(corsPlugin, { policy: await policyStore() })

app.put('/orders/:id', (request) => request.body)

// For the load balancer: the same digest on all instances means that all have the same policy.
app.get('/health', () => {
  const [registration] = app.cors.status().registrations
  return { digest: registration?.digest, since: registration?.since, store: registration?.store }
})

await app.listen({ host: '127.0.0.1', port: Number(port) })
