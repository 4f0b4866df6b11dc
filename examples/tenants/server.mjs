/**
 * Tenants with domains of their own: `PORT=3000 node examples/tenants/server.mjs --store redis`. The dashboard adds and removes origins
 * of a tenant while the application runs. A real application also checks who the user is.
 */
import { parseArgs } from 'node:util'
import fastify from 'fastify'
import corsPlugin, { CorsPolicyError } from 'fastify-cors-policy'
import { STORES } from './stores.mjs'

const USAGE = `usage: node examples/tenants/server.mjs [--store ${Object.keys(STORES).join('|')}] [--at FILE_OR_URL]`

const { name, at } = readArguments()
const store = STORES[name]
if (store === undefined) {
  console.error(USAGE)
  process.exit(2)
}
const { source, writer, close } = await store.open(at ?? store.at).catch((error) => {
  console.error(`The store cannot be used: ${error.message || error.code}. ${store.start ?? ''}`.trim())
  process.exit(1)
})
await writer.allow('https://www.tea-house.example', 'tea-house')

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
  sources: { tenants: source }
})
app.addHook('onClose', async () => { await close() })

/** @typedef {{ Params: { tenant: string }, Body: { origin: string } }} Change */

app.get('/widget/:tenant/menu', (/** @type {import('fastify').FastifyRequest<Change>} */ request) => ({ menu: request.params.tenant }))

app.put('/tenants/:tenant/origins', async (/** @type {import('fastify').FastifyRequest<Change>} */ request, reply) => {
  try {
    return { isNew: await writer.allow(request.body.origin, request.params.tenant) }
  } catch (error) {
    if (!(error instanceof CorsPolicyError)) throw error
    // The message says what to write instead.
    return reply.code(400).send({ message: error.issues[0]?.message })
  }
})

app.delete('/tenants/:tenant/origins', async (/** @type {import('fastify').FastifyRequest<Change>} */ request) =>
  ({ wasThere: await writer.disallow(request.body.origin, request.params.tenant) }))

app.get('/health', () => app.cors.status().sources)

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => app.close())
console.log(`listening on ${await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT'] ?? 3000) })}`)

function readArguments () {
  try {
    const { values } = parseArgs({ options: { store: { type: 'string', default: 'memory' }, at: { type: 'string' } } })
    return { name: values.store, at: values.at }
  } catch (error) {
    console.error(/** @type {Error} */ (error).message)
    return { name: '', at: undefined }
  }
}
