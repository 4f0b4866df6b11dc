/** Tenants by a parameter of the URL: a preflight is approved for the tenant of the route that the actual request reaches. */
import Fastify, { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { overHttp1, overHttp2, type Ask } from '../responses/exchange.ts'
import { SEED, isLong, rounds } from '../../unit/properties/seed.ts'
import { end, starts } from './started.ts'

const TENANTS = ['a', 'b', 't'] as const
const originOf = (tenant: string): string => `https://${tenant}.test`
const HOST = 'api.test'

interface Route {
  readonly method: 'GET' | 'PUT'
  readonly url: string
  readonly constraints: { readonly host?: string, readonly version?: string }
}

const handler = async (): Promise<string> => 'done'

/** An application with the origins of the tenants. */
async function application (routes: readonly Route[], options: object = {}): Promise<FastifyInstance> {
  const tenants = memoryOrigins()
  for (const tenant of TENANTS) tenants.add(originOf(tenant), tenant)
  const app = Fastify({ exposeHeadRoutes: false, forceCloseConnections: true, ...options } as object) as FastifyInstance
  await app.register(corsPlugin, { origins: [{ source: 'tenants', key: { param: 'realm' } }], lint: 'off', sources: { tenants } } as CorsPluginOptions)
  for (const route of routes) app.route({ ...route, handler })
  return app
}

const VERSIONS = [undefined, '1.0.0', '2.0.0']

/** What a page of a tenant may do at a URL: what the preflight approves, and what each actual request can read. */
async function accessOf (ask: Ask, url: string, tenant: string, method: string): Promise<{ approved: string[], reads: Map<string, boolean[]> }> {
  const headers = { origin: originOf(tenant), host: HOST }
  const preflight = await ask({ method: 'OPTIONS', url, headers: { ...headers, 'access-control-request-method': method } })
  const approved = preflight.status === 204 ? String(preflight.headers['access-control-allow-methods']).split(', ') : []
  const reads = new Map<string, boolean[]>()
  for (const method of ['GET', 'PUT']) {
    const answers = await Promise.all(VERSIONS.map((version) => ask({ method, url, headers: { ...headers, ...version === undefined ? {} : { 'accept-version': version } } })))
    // A not-found handler has no tenant.
    reads.set(method, answers.filter(({ status }) => status === 200).map(({ headers }) => headers['access-control-allow-origin'] === originOf(tenant)))
  }
  return { approved, reads }
}

const overInject = (app: FastifyInstance): Ask => async ({ method = 'GET', url = '/', headers = {} }) => {
  const { statusCode, headers: received } = await app.inject({ method: method as 'GET', url, headers })
  return { status: statusCode, headers: received as Record<string, string>, lines: [], body: '', isComplete: true }
}

const ROUTE: fc.Arbitrary<Route> = fc.record({
  method: fc.constantFrom('GET' as const, 'PUT' as const),
  url: fc.constantFrom('/t/:realm', '/:realm/:x', '/:x/:realm', '/:realm', '/:realm/a', '/:realm/*', '/t/:realm-:x', '/:realm(^[ab]$)/b', '/a::t/:realm', '/t/:realm/:x?'),
  constraints: fc.constantFrom({}, {}, { version: '1.0.0' }, { version: '2.0.0' }, { host: HOST }, { host: 'other.test' }, { host: HOST, version: '1.0.0' })
})

const URLS = ['/t/a', '/a/t', '/a/b', '/b/b', '/t', '/a', '/t/a-b', '/a:t/a', '/t/t/a', '/%74/%61']

t.test('a preflight approves only methods whose requests reach a route with the tenant of the page, and all of them if no other segment has its value', async () => {
  await fc.assert(fc.asyncProperty(fc.array(ROUTE, { minLength: 1, maxLength: 5 }), fc.constantFrom(...URLS), fc.constantFrom(...TENANTS), async (routes, url, tenant) => {
    const app = await application([])
    // Preflights cannot distinguish the routes of some applications.
    if (!await starts(app, routes.map((route) => ({ ...route, handler })), /^FST_CORS_ROUTES_INVALID$/)) return
    // The plugin compares the segments of the parameter, and not the values, which can be equal in two segments.
    const hasEqualSegments = new Set(url.split('/')).size < url.split('/').length
    for (const method of ['GET', 'PUT']) {
      const { approved, reads } = await accessOf(overInject(app), url, tenant, method)
      for (const other of approved) if (reads.get(other)!.includes(false)) throw new Error(`${other} ${url} is approved for ${tenant}, and cannot be read`)
      const own = reads.get(method)!
      if (!hasEqualSegments && own.length > 0 && !own.includes(false) && !approved.includes(method)) throw new Error(`${method} ${url} is not approved for ${tenant}`)
    }
    await end(app)
  }), { seed: SEED, numRuns: rounds(isLong ? 400 : 130) })
})

for (const [protocol, over, options] of [['HTTP/1', overHttp1, {}], ['HTTP/2', overHttp2, { http2: true }]] as const) {
  t.test(`a tenant is found on routes of one host, and on routes of one version, over ${protocol}`, async (t) => {
    const app = await application([
      { method: 'PUT', url: '/hosted/:realm', constraints: { host: HOST } },
      { method: 'PUT', url: '/versioned/:realm', constraints: { version: '1.0.0' } }
    ], options)
    const ask = await over(t, app)
    const authority = protocol === 'HTTP/2' ? { ':authority': HOST } : { host: HOST }
    for (const [page, status] of [['a', 204], ['b', 403]] as const) {
      for (const url of ['/hosted/a', '/versioned/a']) {
        const headers = { ...authority, origin: originOf(page) }
        t.equal((await ask({ method: 'OPTIONS', url, headers: { ...headers, 'access-control-request-method': 'PUT' } })).status, status, `${url} ${page}`)
        const { headers: received } = await ask({ method: 'PUT', url, headers: { ...headers, ...url === '/hosted/a' ? {} : { 'accept-version': '1.0.0' } } })
        t.equal(received['access-control-allow-origin'], page === 'a' ? originOf(page) : undefined, `${url} ${page}`)
      }
    }
  })
}

t.test('lint does not fail at a route that lacks the parameter, which stops the start', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, {
    origins: [{ source: 'tenants', key: { param: 'realm' } }], policies: { open: { origins: '*' } }, sources: { tenants: memoryOrigins() }
  } as CorsPluginOptions)
  app.get('/:realm', { constraints: { version: '1.0.0' } }, async () => '')
  app.get('/:other', { constraints: { version: '2.0.0' } }, async () => '')
  app.get('/*', { config: { cors: 'open' }, constraints: { version: '3.0.0' } }, async () => '')
  await t.rejects(async () => { await app.ready() }, { code: /FST_CORS_(POLICY|ROUTES)_INVALID/, message: /has no parameter "realm"/ })
})

t.test('lint names routes of a URL whose tenants are in different segments', async (t) => {
  const ambiguous = async (urls: readonly string[]): Promise<string[]> => {
    const app = await application(urls.map((url, i) => ({ method: 'PUT', url, constraints: i === 0 ? {} : { version: `${i}.0.0` } })))
    await app.ready()
    const found = (await app.cors.lint()).filter(({ id }) => id === 'preflight-route-ambiguous')
    await app.close()
    return found.map(({ message }) => message)
  }
  t.strictSame(await ambiguous(['/:realm/:x', '/:realm/:x']), [])
  t.strictSame(await ambiguous(['/t/:realm', '/:x/:realm']), [])
  const [message = '', ...others] = await ambiguous(['/:realm/:x', '/t/:realm'])
  t.strictSame(others, [])
  for (const pattern of ['/:realm/:x', '/t/:realm', 'version']) t.ok(message.includes(pattern), message)
})
