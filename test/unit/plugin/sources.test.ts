/** Tests which origins of a source an application allows, and for which tenant. */
import t from 'tap'
import { bootedApplicationOf } from '../../../lib/plugin/application.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { ScriptedStore } from '../lookup/scripted-store.ts'
import { allowed, application, BLOCKED, OTHER, responses, source, STATIC, TENANT } from './source-application.ts'

t.test('origins of a source are allowed like listed ones, from the next request after a change on', async (t) => {
  const tenants = memoryOrigins([TENANT])
  const app = await application({ origins: [STATIC, source], credentials: true, sources: { tenants } })
  for (const origin of [STATIC, TENANT]) t.strictSame(await responses(app, origin), allowed(origin))
  t.strictSame(await responses(app, OTHER), BLOCKED)
  t.equal(tenants.add(OTHER), true)
  t.strictSame(await responses(app, OTHER), allowed(OTHER))
  t.equal(tenants.delete(OTHER), true)
  t.strictSame(await responses(app, OTHER), BLOCKED)
  const { headers } = await app.inject('/r/orders')
  t.equal(headers['access-control-allow-origin'], undefined, 'without Origin')
  t.match(app.cors.stats(), { scope: { preflight: { 'origin-allowed': 3, 'origin-not-in-source': 2 }, actual: { 'origin-allowed': 3, 'origin-not-in-source': 2, 'no-origin': 1 } } })
  t.match(app.cors.status(), { sources: { tenants: { state: 'current', description: 'memory of this process', push: 'working' } } })
  await app.close()
})

t.test('plain http from a source is blocked with credentials, unless it is loopback or the policy allows it', async (t) => {
  const tenants = memoryOrigins(['http://plain.example', 'http://localhost:3000', 'ftp://plain.example'])
  const rows: readonly (readonly [policy: object, origin: string, isAllowed: boolean])[] = [
    [{ credentials: true }, 'http://plain.example', false],
    [{ credentials: true }, 'ftp://plain.example', false],
    [{ credentials: true }, 'http://localhost:3000', true],
    [{ credentials: true, dangerouslyAllow: ['insecure-origins'] }, 'http://plain.example', true],
    [{}, 'http://plain.example', true]
  ]
  for (const [policy, origin, isAllowed] of rows) {
    const app = await application({ origins: [source], ...policy, sources: { tenants } })
    t.strictSame(await responses(app, origin), isAllowed ? allowed(origin) : BLOCKED, JSON.stringify(policy))
    await app.close()
  }
})

t.test('a source can hold patterns that are safe with credentials, if it says so', async (t) => {
  const store = new ScriptedStore()
  for (const pattern of ['https://*.tenant.example', 'https://*.vercel.app']) store.set(pattern, true)
  const tenants = { ...store.source(['load']), patterns: true }
  const app = await application({ origins: [source], sources: { tenants } })
  t.strictSame(await responses(app, 'https://a.tenant.example'), allowed('https://a.tenant.example'))
  t.strictSame(await responses(app, 'https://a.vercel.app'), BLOCKED)
  t.match(app.cors.status(), { sources: { tenants: { invalidEntries: 1 } } })
  await app.close()
})

t.test('policies that differ in the flag for plain http stay apart', async (t) => {
  const tenants = memoryOrigins(['http://plain.example'])
  const policy = { origins: [source], credentials: true }
  const app = await application({ ...policy, routes: { '/r/flag': { dangerouslyAllow: ['insecure-origins'] } }, sources: { tenants } }, (app) => {
    for (const method of ['GET', 'PUT']) app.route({ method, url: '/r/flag', handler: async () => '' })
  })
  t.strictSame(await responses(app, 'http://plain.example'), BLOCKED)
  t.strictSame(await responses(app, 'http://plain.example', '/r/flag'), allowed('http://plain.example'))
  await app.close()
})

t.test('a key limits a source to the origins of one tenant', async (t) => {
  const tenants = memoryOrigins([STATIC])
  tenants.add(TENANT, 'shop')
  tenants.add(TENANT, 'shop.example:8080')
  const asked: unknown[] = []
  const recording = {
    ...tenants,
    async connect () {
      const connection = await tenants.connect()
      const has = (origin: string, key: string | undefined) => {
        asked.push(key)
        return connection.has!(origin, key)
      }
      return { ...connection, has }
    }
  }
  const byParam = await application({ origins: [{ ...source, key: { param: 'realm' } }], sources: { tenants: recording } })
  t.strictSame(await responses(byParam, TENANT, '/shop/orders'), allowed(TENANT))
  t.strictSame(await responses(byParam, TENANT, '//orders'), BLOCKED, 'an empty parameter')
  t.notOk(asked.includes(''), 'an empty key is never looked up')
  t.strictSame(await responses(byParam, TENANT, '/sh%6Fp/orders'), allowed(TENANT), 'as the route decodes it')
  for (const url of ['/bank/orders', '/Shop/orders']) t.strictSame(await responses(byParam, TENANT, url), BLOCKED, url)
  t.strictSame(await responses(byParam, STATIC, '/shop/orders'), BLOCKED, 'origins without a key')
  t.strictSame(await responses(byParam, TENANT, '/unknown'), ['404 -', '403 -'], 'a URL without a route')
  const constrained = await application({ origins: [{ ...source, key: { param: 'realm' } }], sources: { tenants } }, (app) => {
    for (const method of ['GET', 'PUT']) app.route({ method, url: '/:realm/special', constraints: { host: 'api.example' }, handler: async () => '' })
  })
  t.strictSame(await responses(constrained, TENANT, '/shop/special'), allowed(TENANT), 'a route of one host')
  const byHost = await application({ origins: [{ ...source, key: 'host' }], sources: { tenants } })
  t.strictSame(await responses(byHost, TENANT, '/r/orders', 'SHOP.example:8080'), allowed(TENANT))
  for (const host of ['shop.example', 'bank.example', '']) t.strictSame(await responses(byHost, TENANT, '/r/orders', host), BLOCKED, host)
  const both = await application({ origins: [{ ...source, key: 'host' }, source], sources: { tenants } })
  t.strictSame(await responses(both, STATIC), allowed(STATIC))
  for (const app of [byParam, constrained, byHost, both]) await app.close()
})

t.test('without a route, or at another URL than that of the route, there is no tenant', async (t) => {
  const app = await application({ origins: [{ source: 'tenants', key: { param: 'realm' } }], sources: { tenants: memoryOrigins([]) } })
  await app.ready()
  const booted = bootedApplicationOf(app)!
  const realm = (of: string, url: string): string | undefined => booted.parameterIn(booted.find('PUT', of, undefined), { method: 'PUT', url, host: undefined }, 'realm')
  t.strictSame([realm('/tea/orders', '/tea/orders'), realm('/nothing', '/tea/orders'), realm('/%', '/tea/orders'), realm('/tea/orders', '/nothing')], ['tea', undefined, undefined, undefined])
})
