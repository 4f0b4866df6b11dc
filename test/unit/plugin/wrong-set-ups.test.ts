/**
 * Wrong set-ups from public reports: the log of the running application alone, at its default level, names the cause. A row has the request
 * that fails in the browser, and what the log must say, at the start or at the request.
 */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsOriginSource } from '../../../types/source.ts'
import { refusesLongParameters } from '../../fastify-facts.ts'

const APP = 'https://app.example.com'

interface SetUp {
  readonly what: string
  readonly policy?: object
  readonly routes?: (app: FastifyInstance) => void
  readonly server?: FastifyServerOptions
  /** Registers the plugin in another way. */
  readonly register?: (app: FastifyInstance, policy: CorsPluginOptions) => void
  readonly request: { readonly url: string, readonly headers: Record<string, string>, readonly method?: 'OPTIONS' }
  /** Undefined if the log does not name the cause. */
  readonly says: RegExp | undefined
}

const get = (origin: string, headers: Record<string, string> = {}): SetUp['request'] => ({ url: '/orders', headers: { origin, ...headers } })
const put = (headers: Record<string, string> = {}, url = '/orders/7', method = 'PUT'): SetUp['request'] =>
  ({ method: 'OPTIONS', url, headers: { origin: APP, 'access-control-request-method': method, ...headers } })

/** A store that is read as a whole. */
const store = (...origins: string[]): CorsOriginSource => ({
  connect: async () => ({ version: async () => '1', async * load () { yield origins }, async close () {} })
})
const TENANTS = { origins: [APP, { source: 'tenants' }], sources: { tenants: store('https://tenant.example') } }

const SET_UPS: readonly SetUp[] = [
  { what: 'http in place of https', request: get('http://app.example.com'), says: /the scheme differs/ },
  { what: 'another port in development', policy: { origins: ['http://localhost:3000'] }, request: get('http://localhost:5173'), says: /the port differs/ },
  { what: '127.0.0.1 for localhost', policy: { origins: ['http://localhost:3000'] }, request: get('http://127.0.0.1:3000'), says: /different loopback hosts/ },
  { what: 'www is not listed', policy: { origins: ['https://example.com'] }, request: get('https://www.example.com'), says: /a subdomain is a different origin/ },
  { what: 'the domain itself is not covered', policy: { origins: ['https://*.example.com'] }, request: get('https://example.com'), says: /does not cover the domain itself/ },
  { what: 'another app of the same domain', request: get('https://admin.example.com'), says: /another subdomain of the same domain/ },
  { what: 'a phone opens the page by the address of the computer', policy: { origins: ['http://localhost:5173'] }, request: get('http://192.168.1.5:5173'), says: /a host of the local network/ },
  { what: 'the page has the port of a server', policy: { origins: ['https://app.example.com:8443'] }, request: get(APP), says: /the port differs/ },
  { what: 'a host with a trailing dot', request: get('https://app.example.com.'), says: /a trailing dot/ },
  { what: 'https in development', policy: { origins: ['http://localhost:*'] }, request: get('https://localhost:3000'), says: /the scheme differs/ },
  { what: 'the address ::1', policy: { origins: ['http://localhost:3000'] }, request: get('http://[::1]:3000'), says: /different loopback hosts/ },
  { what: 'a preview one level deeper', policy: { origins: ['https://pr-*.example.com'] }, request: get('https://pr-1.a.example.com'), says: /a subdomain is a different origin/ },
  { what: 'a desktop application on Windows', policy: { origins: ['tauri://localhost'] }, request: get('http://tauri.localhost'), says: /the scheme differs/ },
  { what: 'an extension of another profile', policy: { origins: ['moz-extension://1d4c2e33-9d4f-4f4b-8d3b-0a4f6f7f1a2b'] }, request: get('moz-extension://a1cd9ab7-ab15-462c-9315-8eece8e16982'), says: /Each browser profile generates a different id/ },
  { what: 'a bearer token', request: put({ 'access-control-request-headers': 'authorization' }), says: /does not have "authorization" in `allowedHeaders`/ },
  { what: 'a bearer token with any header', policy: { origins: '*', allowedHeaders: '*' }, request: put({ 'access-control-request-headers': 'authorization' }), says: /covers every header name except `authorization`/ },
  { what: 'cookies with any origin', policy: { origins: '*' }, request: get(APP, { cookie: 'a=b', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }), says: /does not set `credentials`/ },
  { what: 'QUERY has no route', policy: { methods: ['PUT'] }, request: put({}, '/orders', 'QUERY'), says: /No route of this URL has the method "QUERY"/ },
  { what: 'the route has its own origins', policy: { routes: { '/orders': { origins: ['https://b.example'] } } }, request: get(APP), says: /this route has the policy "override"/ },
  {
    what: 'a limiter before the plugin answers preflights',
    register: (app, policy) => {
      app.addHook('onRequest', async (_request, reply) => reply.code(429).send(''))
      app.register(corsPlugin, policy)
    },
    request: put(),
    says: /run before the policy and therefore on every preflight/
  },
  {
    what: 'the handler names any origin',
    routes: (app) => { app.get('/star', async (_request, reply) => reply.header('access-control-allow-origin', '*').send('')) },
    request: { url: '/star', headers: { origin: APP } },
    says: /The value of the policy was sent instead/
  },
  {
    what: 'an unknown URL below a scoped registration',
    register: (app, policy) => {
      app.register(async (api) => {
        api.register(corsPlugin, policy)
        api.get('/orders', async () => '')
      }, { prefix: '/api' })
    },
    request: { url: '/api/none', headers: { origin: APP } },
    says: /handled outside of the registration/
  },
  { what: 'a page of a mobile application that nobody has listed', request: get('capacitor://localhost'), says: /a page of an app with Capacitor, and the policy lists no such origin/ },
  { what: 'a mobile application on iOS, of which only Android is listed', policy: { origins: [APP, 'https://localhost'] }, request: get('capacitor://localhost'), says: /by `https:\/\/localhost`: the scheme differs/ },
  { what: 'a mobile application with Ionic, of which only Capacitor is listed', policy: { origins: ['capacitor://localhost'] }, request: get('ionic://localhost'), says: /by `capacitor:\/\/localhost`: the scheme differs/ },
  { what: 'a page of a WebView without a server', request: get('file://'), says: /`file:\/\/` is what some WebViews send/ },
  { what: 'CORS is off for the route', policy: { routes: { '/orders': false } }, request: get(APP, { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site' }), says: /CORS is off for this route, but the policy of PUT \/orders\/:id allows/ },
  { what: 'CORS is off for the route of a preflight', policy: { routes: { '/orders/+': false } }, request: put(), says: /cannot send PUT \/orders\/:id\. CORS is off for this route/ },
  { what: 'one letter is wrong', policy: { origins: ['https://app.exmaple.com'] }, request: get(APP), says: /differs in one character/ },
  { what: 'a page that was opened as a file', request: get('null'), says: /`null` is the origin of .*`file:`/ },
  { what: 'a request header is not allowed', request: put({ 'access-control-request-headers': 'content-type,x-request-id' }), says: /does not have "x-request-id" in `allowedHeaders`/ },
  { what: 'tracing headers are not allowed', request: put({ 'access-control-request-headers': 'baggage,sentry-trace' }), says: /does not have "baggage", "sentry-trace"/ },
  { what: 'a method is not allowed', policy: { origins: [APP], methods: ['GET'] }, request: put(), says: /does not have "PUT" in `methods`/ },
  { what: 'a method has no route', request: put({}, '/orders/7', 'DELETE'), says: /No route of this URL has the method "DELETE"/ },
  { what: 'a method in lower case', request: put({}, '/orders/7', 'put'), says: /`put` is not `PUT`/ },
  { what: 'cookies without credentials', request: get(APP, { cookie: 'a=b', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-site' }), says: /does not set `credentials`/ },
  {
    what: 'a scoped registration without the method',
    register: (app, policy) => {
      app.register(async (api) => {
        api.register(corsPlugin, policy)
        api.get('/orders', async () => '')
      }, { prefix: '/api' })
    },
    request: put({}, '/api/orders'),
    says: /No route of this URL has the method "PUT"/
  },
  {
    what: 'the plugin is registered in a scope of its own',
    register: (app, policy) => {
      app.register(async (scope) => { scope.register(corsPlugin, policy) })
      app.get('/orders', async () => '')
    },
    request: get(APP),
    says: /has no routes.*fastify-plugin/
  },
  {
    what: 'another route has the policy that was meant',
    policy: { origins: [APP], policies: { shop: { origins: ['https://shop.example'] } }, routes: { '/menu': 'shop' } },
    routes: (app) => { app.get('/menu', async () => '') },
    request: get('https://shop.example'),
    says: /The policy of GET \/menu allows the origin/
  },
  ...refusesLongParameters
    ? [{ what: 'a parameter is too long', request: put({}, `/orders/${'x'.repeat(150)}`), says: /the `maxParamLength` of the router/ }]
    : [],
  {
    what: 'JSON without Content-Type',
    policy: { allowedHeaders: ['X-Trace'] },
    routes: (app) => { app.post('/items', async () => '') },
    request: put({ 'access-control-request-headers': 'content-type' }),
    says: /browsers cannot send JSON/
  },
  {
    what: 'a host constraint hides the route',
    register: (app, policy) => {
      app.register(async (api) => {
        api.register(corsPlugin, policy)
        api.put('/orders', { constraints: { host: 'api.example.com' } }, async () => '')
      }, { prefix: '/api' })
    },
    request: put({ host: 'localhost' }, '/api/orders'),
    says: /has the constraint host "api\.example\.com"/
  },
  { what: 'a store without origins', policy: { origins: [{ source: 'tenants' }], sources: { tenants: store() } }, request: get('https://tenant.example'), says: /The sources of the policy have no origins/ },
  { what: 'an origin that the store has with another scheme', policy: TENANTS, request: get('http://tenant.example'), says: /by `https:\/\/tenant\.example` in the source: the scheme differs/ },
  { what: 'an origin that the store has without www', policy: TENANTS, request: get('https://www.tenant.example'), says: /in the source: a subdomain is a different origin/ },
  { what: 'an origin that the store does not have', policy: TENANTS, request: get('https://other.example'), says: undefined },
  { what: 'a page in development, while only the one of production is listed', request: get('http://localhost:5173'), says: /a page on the computer of its browser, as in development, and the policy lists no such origin/ },
  { what: 'the page is opened at the address that the development server shows', policy: { origins: ['http://localhost:5173'] }, request: get('http://0.0.0.0:5173'), says: /different loopback hosts/ },
  { what: 'a preview of Netlify', policy: { origins: ['https://shop.netlify.app'] }, request: get('https://pr-12--shop.netlify.app'), says: /a preview has another origin/ },
  { what: 'a preview of Vercel', policy: { origins: ['https://shop.vercel.app'] }, request: get('https://shop-git-main-acme.vercel.app'), says: /a preview has another origin/ },
  { what: 'a proxy adds Origin again', request: get(`${APP}, ${APP}`), says: /contains more than one origin/ },
  { what: 'an extension in development', policy: { origins: [`chrome-extension://${'a'.repeat(32)}`] }, request: get(`chrome-extension://${'b'.repeat(32)}`), says: /the id differs, as between an installed extension and its copy in development/ },
  { what: 'a page in a container', policy: { origins: ['http://localhost:3000'] }, request: get('http://host.docker.internal:3000'), says: /a host of the local network is not the loopback host/ },
  { what: 'a desktop application that nobody has listed', request: get('http://tauri.localhost'), says: /a page of an app with Tauri/ },
  {
    what: 'a stream names any origin itself',
    routes: (app) => {
      app.get('/stream', (_request, reply) => {
        reply.hijack()
        reply.raw.writeHead(200, { 'access-control-allow-origin': '*' }).end()
      })
    },
    request: { url: '/stream', headers: { origin: APP } },
    says: /The value of the policy was sent instead/
  },
  { what: 'a token and a method are missing', policy: { methods: ['DELETE'] }, request: put({ 'access-control-request-headers': 'authorization' }), says: /does not have "PUT" in `methods`/ },
  { what: 'a tunnel to the computer of a developer', policy: { origins: ['http://localhost:3000'] }, request: get('https://ab12-3000.app.github.dev'), says: undefined },
  { what: 'a panel of an editor', request: get('vscode-webview://1a2b3c'), says: undefined },
  {
    what: 'a page cannot read a header of the response',
    routes: (app) => { app.get('/count', async (_request, reply) => reply.header('x-total-count', '7').send('')) },
    request: { url: '/count', headers: { origin: APP } },
    says: undefined
  }
]

/** Starts a set-up, sends its request, and returns the messages of the log at its default level. */
async function logOf ({ policy, routes, server, register, request }: SetUp): Promise<string[]> {
  const lines: string[] = []
  const app = Fastify({ ...server, logger: { stream: { write: (line: string) => { lines.push(JSON.parse(line).msg) } } } })
  const options = { origins: [APP], allowedHeaders: ['Content-Type'], maxAge: 600, ...policy } as unknown as CorsPluginOptions
  if (register !== undefined) {
    register(app, options)
  } else {
    app.register(corsPlugin, options)
    app.register(async (app) => {
      app.get('/orders', async () => '')
      app.put('/orders/:id', async () => '')
      routes?.(app)
    })
  }
  await app.inject({ method: 'GET', ...request })
  await app.close()
  return lines
}

t.test('the log of a wrong set-up names the cause in at least nine of ten', async (t) => {
  t.ok(SET_UPS.length >= 19)
  let named = 0
  for (const setUp of SET_UPS) {
    const lines = await logOf(setUp)
    const isNamed = setUp.says !== undefined && lines.some((line) => setUp.says!.test(line))
    t.equal(isNamed, setUp.says !== undefined, `${setUp.what}: ${lines.filter((line) => line.startsWith('CORS')).join(' ')}`)
    if (isNamed) named++
  }
  t.ok(named >= SET_UPS.length * 0.9, `${named} of ${SET_UPS.length}`)
})
