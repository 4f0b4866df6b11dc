/** The hook that asks browsers for a request with cookies: for which requests, and with which headers. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'

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
