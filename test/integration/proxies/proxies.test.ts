/** Written configurations in real proxies: pages of allowed origins read the errors of the proxy, others nothing, and the application keeps its headers. */
import fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { PROXIES, renderProxyConfiguration, type CorsProxy } from '../../../lib/proxy.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { freePort } from '../free-port.ts'
import { startProxy } from './start.ts'

const APP = 'https://app.example.com'
const LONG = 'https://a-name-that-is-longer-than-most.example.com'
const SHOP = 'https://tea.shops.example'
const STRANGER = 'https://stranger.example'

const DOCUMENT: CorsPolicyDocument = {
  origins: [APP, LONG, 'https://*.shops.example', 'https://pr-*-acme.example:*', 'http://[::1]:3000', 'moz-extension://*'],
  policies: { open: { origins: '*' }, admin: { origins: [APP], credentials: true } },
  routes: { '/public/*': 'open', '/admin/*': 'admin', '/admin/health': false, '/admin/+': 'admin', '/orders/:id': 'admin' }
}

/** A path, an origin, and the expected ACAO, ACAC and Vary of a response that the proxy makes. */
const ROWS: readonly (readonly [path: string, origin: string | undefined, allowed: string | null, credentials: string | null, vary: string | null])[] = [
  ['/', APP, APP, null, 'Origin'],
  ['/menu?public', LONG, LONG, null, 'Origin'],
  ['/menu', SHOP, SHOP, null, 'Origin'],
  ['/menu', 'https://a.b.shops.example', 'https://a.b.shops.example', null, 'Origin'],
  ['/menu', 'https://pr-7-acme.example:8443', 'https://pr-7-acme.example:8443', null, 'Origin'],
  ['/menu', 'http://[::1]:3000', 'http://[::1]:3000', null, 'Origin'],
  ['/menu', 'moz-extension://0b1c2d3e', 'moz-extension://0b1c2d3e', null, 'Origin'],
  ['/menu', STRANGER, null, null, 'Origin'],
  ['/menu', undefined, null, null, 'Origin'],
  ['/menu', `${APP}.evil.example`, null, null, 'Origin'],
  ['/menu', `${APP}:443`, null, null, 'Origin'],
  ['/menu', 'https://shops.example', null, null, 'Origin'],
  ['/menu', 'https://evilshops.example', null, null, 'Origin'],
  ['/menu', 'https://appxexample.com', null, null, 'Origin'],
  ['/menu', 'null', null, null, 'Origin'],
  ['/public', STRANGER, '*', null, null],
  ['/public/menu', APP, '*', null, null],
  ['/publicity', STRANGER, null, null, 'Origin'],
  ['/admin', APP, APP, 'true', 'Origin'],
  ['/admin/users', APP, APP, 'true', 'Origin'],
  ['/admin/users', SHOP, null, null, 'Origin'],
  ['/admin/health', APP, null, null, null],
  ['/admin/health?full', APP, null, null, null],
  ['/orders/7', APP, APP, 'true', 'Origin'],
  ['/orders/7/items', APP, APP, null, 'Origin']
]

async function application (port: number): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true })
  await app.register(corsPlugin, { ...DOCUMENT, lint: 'off' })
  app.get('/menu', () => [])
  app.get('/slow', () => new Promise(() => {}))
  app.get('/admin/health', () => 'fine')
  app.post('/menu', () => 'stored')
  await app.listen({ host: '127.0.0.1', port })
  return app
}

/** The status for a body that is larger than the limit, of those that have one before they send it on. */
const TOO_LARGE: Readonly<Partial<Record<CorsProxy, number>>> = { nginx: 413, caddy: 502 }

// Side by side, since each waits for its application. A test around them would make the path of a socket too long.
t.jobs = PROXIES.length
t.teardown(() => { t.jobs = 1 })

for (const name of PROXIES) {
  t.test(name, { buffered: true }, async t => {
    const upstream = await freePort()
    const app = await application(upstream)
    t.teardown(() => app.close())
    const proxy = await startProxy(t, name, upstream, renderProxyConfiguration(DOCUMENT, name))
    const ask = async (path: string, origin: string | undefined, init: RequestInit = {}) => {
      const { status, headers } = await fetch(`${proxy}${path}`, { ...init, headers: origin === undefined ? {} : { origin } })
      const [allowed, credentials, vary] = ['access-control-allow-origin', 'access-control-allow-credentials', 'vary'].map(field => headers.get(field))
      return { status, seen: [allowed, credentials, vary] }
    }

    // On a busy machine, the application can take longer than the limit of the proxy.
    const askUntilFine = async (path: string): ReturnType<typeof ask> => {
      for (;;) {
        const response = await ask(path, APP)
        if (response.status === 200) return response
      }
    }
    t.strictSame(await askUntilFine('/menu'), { status: 200, seen: [APP, null, 'Origin'] }, 'the application has its own headers, once')
    t.strictSame(await askUntilFine('/admin/health'), { status: 200, seen: [null, null, null] }, 'a route without CORS keeps none')
    const slow = await ask('/slow', APP)
    t.ok(slow.status >= 500)
    t.strictSame(slow.seen, [APP, null, 'Origin'], 'an application that is slow')
    const status = TOO_LARGE[name]
    if (status !== undefined) {
      t.strictSame(await ask('/menu', APP, { method: 'POST', body: 'x'.repeat(2000) }), { status, seen: [APP, null, 'Origin'] }, 'a body that is too large')
    }
    await app.close()
    for (const [path, origin, ...expected] of ROWS) {
      const { status, seen } = await ask(path, origin)
      t.ok(status >= 502 && status <= 504, `${status}`)
      t.strictSame(seen, expected, `${path} from ${origin}`)
    }
  })
}
