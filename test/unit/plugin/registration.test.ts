/** The valid and invalid options of register and ready(). */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin, validatePolicy } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { routerOptions } from '../../fastify-facts.ts'

const A = 'https://a.test'
const BAD = { origins: [`${A}/`], credentials: 'yes', orgin: '*' } as unknown as CorsPluginOptions

const uncaught: unknown[] = []
process.on('uncaughtExceptionMonitor', (error) => { uncaught.push(error) })

const boot = async (app: FastifyInstance) => { await app.ready() }

const allowOrigin = async (app: FastifyInstance, origin: string, url = '/') =>
  (await app.inject({ url, headers: { origin } })).headers['access-control-allow-origin']

t.test('an invalid policy rejects the promise of register', async (t) => {
  const app = Fastify()
  await t.rejects(async () => { await app.register(corsPlugin, BAD) }, { code: 'FST_CORS_POLICY_INVALID' })
})

t.test('an invalid policy rejects ready() with every issue if register is not awaited', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, BAD)
  const error = await app.ready().then(() => undefined, (error) => error)
  t.ok(error instanceof CorsPolicyError)
  t.same(error.issues.map(({ path }: { path: string }) => path), ['/origins/0', '/credentials', '/orgin'])
})

t.test('an invalid policy in a child scope, or invalid options, reject ready()', async (t) => {
  const app = Fastify()
  app.register(async (child) => { child.register(corsPlugin, BAD) }, { prefix: '/child' })
  await t.rejects(boot(app), { code: 'FST_CORS_POLICY_INVALID' })
  for (const options of [undefined, {}, { origins: [] }, { origins: undefined }, { prefix: '/p', origins: '*' }]) {
    const app = Fastify()
    app.register(corsPlugin, options as unknown as CorsPluginOptions)
    await t.rejects(boot(app), { code: 'FST_CORS_POLICY_INVALID' }, JSON.stringify(options))
  }
})

t.test('an invalid rescuePreflights is reported together with the issues of the policy', async (t) => {
  const right = Fastify()
  right.register(corsPlugin, { origins: [A], rescuePreflights: false })
  await t.resolves(boot(right))
  for (const [policy, paths] of [[{ origins: [A] }, []], [BAD, ['/origins/0', '/credentials', '/orgin']]] as const) {
    const app = Fastify()
    app.register(corsPlugin, { ...policy, rescuePreflights: 'no' } as unknown as CorsPluginOptions)
    const { issues } = await app.ready().then(() => ({ issues: [] }), (error) => error)
    t.same(issues.map(({ path }: { path: string }) => path), ['/rescuePreflights', ...paths])
  }
})

t.test('register rejects only with CorsPolicyError, and reads every member once', async (t) => {
  const boom = () => { throw new Error('boom') }
  class Options { origins = [A]; logLevel = 'info' }
  const rows: readonly (readonly [name: string, options: unknown, issues: readonly string[]])[] = [
    ['a getter that throws', { get origins () { return boom() } }, ['value-is-unreadable /origins']],
    ['one beside an option', { origins: [A], get maxAge () { return boom() }, logLevel: 'info' }, ['value-is-unreadable /maxAge']],
    ['a getter as an option', { origins: [A], get logLevel () { return boom() } }, ['value-is-unreadable /logLevel']],
    ['one inside of an option', { origins: [A], docs: { get url () { return boom() } } }, ['value-is-unreadable /docs/url']],
    ['an option of a class', { origins: [A], docs: new Map() }, ['value-is-not-data /docs']],
    ['a proxy without keys', new Proxy({ origins: [A] }, { ownKeys: boom }), ['value-is-unreadable ']],
    ['a proxy without descriptors', new Proxy({ origins: [A] }, { getOwnPropertyDescriptor: boom }), [
      'value-is-unreadable /rescuePreflights', 'value-is-unreadable /observe', 'value-is-unreadable /logLevel', 'value-is-unreadable /lint', 'value-is-unreadable /docs', 'value-is-unreadable /shadow', 'value-is-unreadable /summaryInterval', 'value-is-unreadable /report', 'value-is-unreadable /sources', 'value-is-unreadable /policy', 'value-is-unreadable '
    ]],
    ['an instance of a class', new Options(), ['value-is-not-data ']],
    ['a symbol beside an option', { origins: [A], [Symbol('x')]: 1, logLevel: 'info' }, ['value-is-not-data ']],
    ['an option inside a policy', { origins: [A], policies: { a: { origins: [A], logLevel: 'info' } } }, ['unknown-field /policies/a/logLevel']],
    ['a text', 'origins', ['wrong-type ']]
  ]
  for (const [name, options, issues] of rows) {
    const app = Fastify()
    // As one that is called by another plugin, since Fastify itself reads the options of those that it registers.
    const error = await corsPlugin(app, options as CorsPluginOptions).then(() => undefined, (error) => error)
    t.ok(error instanceof CorsPolicyError, name)
    t.same(error.issues.map(({ id, path }: { id: string, path: string }) => `${id} ${path}`), issues, name)
  }
  const app = Fastify()
  const reads: string[] = []
  const options = { origins: [A], logLevel: 'info', rescuePreflights: true, lint: 'warn', docs: { url: '/cors' } }
  await corsPlugin(app, new Proxy(options, { get: (target, key) => { reads.push(String(key)); return Reflect.get(target, key) } }) as CorsPluginOptions)
  t.same(reads.sort(), ['docs', 'lint', 'logLevel', 'origins', 'rescuePreflights'])
})

t.test('the message about a misspelled option names the option', async (t) => {
  for (const [option, fix] of [['loglevel', 'logLevel'], ['summaryinterval', 'summaryInterval'], ['source', 'sources'], ['reports', 'report']] as const) {
    const app = Fastify()
    app.register(corsPlugin, { origins: [A], [option]: 'info' } as never)
    await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_POLICY_INVALID', issues: [{ id: 'unknown-field', path: `/${option}`, message: `The field "${option}" is unknown. Use "${fix}".` }] })
  }
  const app = Fastify()
  app.register(corsPlugin, { origins: [A], routes: { '/': { loglevel: 'info' } } } as never)
  await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_POLICY_INVALID', issues: [{ id: 'unknown-field', message: /The known fields are/ }] }, 'a policy has no options')
})

t.test('ready() reports the issues of config.cors on all routes at once', async (t) => {
  const app = Fastify()
  app.get('/before', { config: { cors: true as never } }, async () => '')
  app.register(corsPlugin, { origins: [A], credentials: true })
  app.get('/name', { config: { cors: 'nobody' } }, async () => '')
  app.get('/null', { config: { cors: null as never } }, async () => '')
  app.get('/field', { config: { cors: { maxAge: null as never } } }, async () => '')
  app.get('/together', { config: { cors: { origins: '*' } } }, async () => '')
  app.register(async (child) => {
    child.get('/', { config: { cors: { origins: ['https://a.test/x'] } } }, async () => '')
    child.setNotFoundHandler({ config: { cors: 7 } } as never, async () => '')
  }, { prefix: '/child' })
  app.get('/right', { config: { cors: { maxAge: 5 } } }, async () => '')
  const error = await app.ready().then(() => undefined, (error) => error)
  t.ok(error instanceof CorsPolicyError)
  t.equal(error.code, 'FST_CORS_POLICY_INVALID')
  const routes = error.issues.map(({ message }: { message: string }) => message.slice(0, message.indexOf(':')))
  for (const url of ['/before', '/name', '/null', '/field', '/together', '/child']) {
    t.ok(routes.includes(`GET ${url}`), url)
  }
  t.notOk(routes.includes('GET /right'))
  t.ok(error.issues.every(({ path }: { path: string }) => path.startsWith('/config/cors')))
})

t.test('private suffixes of outer registrations apply to inner ones, and inner suffixes apply to outer names', async (t) => {
  const TENANTS = { origins: ['https://*.customers.example.com'], credentials: true } as const
  const outer = { origins: [A], privateSuffixes: ['customers.example.com'], policies: { a: { origins: [A] } } }
  type Build = (child: FastifyInstance) => void
  const nested = (outer: CorsPluginOptions, inner: CorsPluginOptions, routes: Build = () => {}) => {
    const app = Fastify()
    app.register(corsPlugin, outer)
    app.register(async (child) => {
      // Suffixes pass through registrations that have none of their own.
      child.register(corsPlugin, { origins: [A] })
      child.register(async (child) => {
        child.register(corsPlugin, inner)
        routes(child)
      })
    })
    return boot(app)
  }
  const wide = { code: 'FST_CORS_POLICY_INVALID', issues: [{ id: 'public-suffix-wildcard-with-credentials' }] }
  await t.rejects(nested(outer, TENANTS), wide)
  await t.rejects(nested(outer, validatePolicy(TENANTS)), wide)
  await t.rejects(nested(outer, { origins: [A], routes: { '/a': TENANTS } }), wide)
  await t.rejects(nested(outer, { origins: [A], notFound: TENANTS }), wide)
  await t.rejects(nested(outer, { origins: [A] }, (app) => { app.get('/', { config: { cors: TENANTS } }, () => '') }), wide)
  const named = { policies: { tenants: TENANTS } }
  const inner: CorsPluginOptions = { origins: [A], privateSuffixes: ['customers.example.com'] }
  await t.rejects(nested(named, { ...inner, routes: { '/a': 'tenants' } }), wide)
  await t.rejects(nested(named, inner, (app) => { app.get('/', { config: { cors: 'tenants' } }, () => '') }), wide)
  const second = { policies: { tenants: { ...TENANTS, origins: [A, 'https://*.customers.example.com'] } } }
  await t.rejects(nested(second, { ...inner, routes: { '/a': 'tenants' } }), wide)
  await t.resolves(nested({ policies: { tenants: { ...TENANTS, origins: [A] } } }, { ...inner, routes: { '/a': 'tenants' } }))
  const withSource = { sources: { tenants: memoryOrigins() }, policies: { tenants: { ...TENANTS, origins: [{ source: 'tenants' }, A] } } }
  await t.resolves(nested(withSource, { ...inner, routes: { '/a': 'tenants' } }), 'a source has no suffix')
  await t.resolves(nested(named, inner))
  await t.resolves(nested(named, { origins: [A] }, (app) => { app.get('/', { config: { cors: 'tenants' } }, () => '') }))
  await t.resolves(nested(outer, { origins: ['https://*.a.customers.example.com'], credentials: true }))
})

t.test('keys of routes match declared paths, independent of the options of the router', async (t) => {
  const app = Fastify(routerOptions({ ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, caseSensitive: false }))
  app.register(corsPlugin, {
    origins: [A],
    routes: { '/admin/': false, '/below/*': false, '/twice//a': false, '/Upper': false, '/o/:x?': false, '/p/:x?': false }
  })
  for (const url of ['/admin/', '/below/', '/twice//a', '/Upper', '/o/:x?', '/p/:x?', '/open/']) app.get(url, async () => '')
  await app.ready()
  for (const url of ['/admin', '/admin/', '/below', '/twice/a', '/twice//a', '/upper', '/o', '/o/7', '/p', '/p/7']) {
    t.equal(await allowOrigin(app, A, url), undefined, url)
    t.equal(app.cors.policyFor({ method: 'GET', url }).policy, false, url)
    const { change } = await app.cors.explain({ origin: A, url })
    t.match(change, { in: 'document', patch: [{ path: /^\/routes\/~1/ }] }, url)
  }
  t.equal(await allowOrigin(app, A, '/open'), A)
})

t.test('changing the options after register has no effect', async (t) => {
  const origins = [A]
  const override = { origins: [A] }
  const app = Fastify()
  const policy = { origins, routes: { '/late': override } }
  await app.register(corsPlugin, policy)
  origins.push('https://evil.test')
  app.get('/', async () => '')
  app.get('/late', async () => '')
  app.get('/own', { config: { cors: override } }, async () => '')
  await app.ready()
  override.origins.push('https://evil.test')
  origins[0] = 'https://evil.test'
  ;(policy as { origins: unknown }).origins = '*'
  for (const url of ['/', '/late', '/own']) {
    t.equal(await allowOrigin(app, A, url), A, url)
    t.equal(await allowOrigin(app, 'https://evil.test', url), undefined, url)
  }
})

t.test('no error of these tests was an uncaught exception', async (t) => {
  t.same(uncaught, [])
})
