/** The hook that asks browsers for a request with cookies: for which requests, and with which headers. */
import Fastify, { type FastifyInstance } from 'fastify'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { hasHandlerTimeout } from '../../fastify-facts.ts'
import { ScriptedStore, gate } from '../../unit/lookup/scripted-store.ts'

const PAGE = 'https://app.a.test'
const TENANT = 'https://tenant.test'
const RETRY = `retry; allowed-origin="${PAGE}"`

async function application (): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, {
    origins: [PAGE, { source: 'tenants' }],
    credentials: true,
    sources: { tenants: memoryOrigins([TENANT]) },
    policies: { public: { origins: '*' } },
    routes: { '/public': 'public', '/off': false }
  })
  app.addHook('onRequest', app.cors.storageAccessRetry())
  app.route({ method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], url: '/orders', handler: (request, reply) => { reply.header('vary', 'Accept'); return 'fine' } })
  app.get('/public', () => 'fine')
  app.get('/off', () => 'fine')
  return app
}

interface Row {
  readonly title: string
  readonly method?: string
  readonly url?: string
  readonly origin?: string | undefined
  readonly status?: string | undefined
  readonly retry: string | undefined
  readonly varies?: boolean
}

const ROWS: readonly Row[] = [
  { title: 'an allowed origin', retry: RETRY },
  { title: 'PUT', method: 'PUT', retry: RETRY },
  { title: 'DELETE', method: 'DELETE', retry: RETRY },
  { title: 'HEAD', method: 'HEAD', retry: RETRY },
  { title: 'POST, which is not idempotent', method: 'POST', retry: undefined, varies: false },
  { title: 'PATCH, which is not idempotent', method: 'PATCH', retry: undefined, varies: false },
  { title: 'an origin of a source', origin: TENANT, retry: `retry; allowed-origin="${TENANT}"` },
  { title: 'an untrusted origin', origin: 'https://evil.test', retry: undefined },
  { title: 'an origin with a quote', origin: 'https://app.a.test", "', retry: undefined },
  { title: 'the origin null', origin: 'null', retry: undefined },
  { title: 'no origin', origin: undefined, retry: undefined },
  { title: 'active', status: 'active', retry: undefined },
  { title: 'none', status: 'none', retry: undefined },
  { title: 'another letter case', status: 'Inactive', retry: undefined },
  { title: 'a browser without the header', status: undefined, retry: undefined },
  { title: 'a policy without credentials', url: '/public', retry: undefined },
  { title: 'a route without a policy', url: '/off', retry: undefined },
  { title: 'an unknown URL', url: '/unknown', retry: RETRY }
]

t.test('browsers send a request again only if its policy allows the origin with credentials, and its method is idempotent', async t => {
  const app = await application()
  for (const { title, method = 'GET', url = '/orders', retry, varies = true, ...row } of ROWS) {
    const origin = 'origin' in row ? row.origin : PAGE
    const status = 'status' in row ? row.status : 'inactive'
    const { headers } = await app.inject({
      method: method as 'GET', url, headers: { ...origin !== undefined && { origin }, ...status !== undefined && { 'sec-fetch-storage-access': status } }
    })
    t.equal(headers['activate-storage-access'], retry, title)
    const isMerged = method !== 'PATCH' && url === '/orders'
    t.equal(String(headers.vary).includes('Sec-Fetch-Storage-Access'), varies, title)
    if (isMerged) t.match(headers.vary, /\bAccept\b.*\bOrigin\b|\bOrigin\b.*\bAccept\b/, title)
  }
  await app.close()
})

t.test('nothing is set after a time limit has ended while the hook waits for a source', { skip: hasHandlerTimeout ? false : 'this version has no time limit' }, async t => {
  const store = new ScriptedStore()
  store.set(PAGE, true)
  const stuck = gate()
  const app = Fastify({ handlerTimeout: 20 })
  await app.register(corsPlugin, {
    origins: [{ source: 'tenants' }], credentials: true, lint: 'off', sources: { tenants: store.source(['has', 'listen'], { pollInterval: 60_000, deadline: 60_000 }) }
  })
  app.addHook('onRequest', (_request, _reply, done) => {
    // What the decision has used does not count any more, so that the next hook reads the store again.
    store.announce()
    store.before.has = () => stuck.passed
    done()
  })
  app.addHook('onRequest', app.cors.storageAccessRetry())
  app.addHook('onResponse', async () => { stuck.open() })
  app.get('/', () => 'in time')
  const { status, headers } = await fetch(await app.listen(), { headers: { origin: PAGE, 'sec-fetch-storage-access': 'inactive' } })
  t.equal(status, 503)
  t.equal(headers.get('activate-storage-access'), null)
  t.equal(headers.get('vary'), 'Sec-Fetch-Storage-Access, Origin')
  await stuck.passed
  // An error now would be nobody's: it would end the process.
  await nextTurn()
  await app.close()
})

t.test('nothing is set if an earlier hook has begun the response', async t => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [PAGE], credentials: true, lint: 'off' })
  app.addHook('onRequest', (_request, { raw }, done) => {
    raw.write('begun, ')
    done()
  })
  app.addHook('onRequest', app.cors.storageAccessRetry())
  app.get('/', (_request, { raw }) => { raw.end('ended') })
  const { headers, body } = await app.inject({ url: '/', headers: { origin: PAGE, 'sec-fetch-storage-access': 'inactive' } })
  t.equal(body, 'begun, ended')
  t.match(headers, { vary: 'Origin', 'access-control-allow-origin': PAGE, 'activate-storage-access': undefined })
  await app.close()
})
