/** Sources of origins in an application: the option, the names, the keys, and the response to each request. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { longestStart } from '../../../lib/fastify/instances.ts'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import { bootedApplicationOf } from '../../../lib/plugin/application.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { hasHandlerTimeout } from '../../fastify-facts.ts'
import { ScriptedStore, gate, until } from '../lookup/scripted-store.ts'

const STATIC = 'https://static.example'
const TENANT = 'https://tenant.example'
const OTHER = 'https://other.example'
const source = { source: 'tenants' }

async function application (options: object, routes: (app: FastifyInstance) => void = () => {}): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.get('/:realm/orders', async () => 'orders')
  app.put('/:realm/orders', async () => 'orders')
  routes(app)
  return app
}

async function issuesOf (options: object, routes?: (app: FastifyInstance) => void): Promise<string[]> {
  const error = await application(options, routes).then((app) => app.ready()).then(() => undefined, (error: unknown) => error)
  t.ok(error instanceof CorsPolicyError)
  return (error as CorsPolicyError).issues.map(({ id, path }) => `${id} ${path}`)
}

/** The response to a request and to its preflight, each as status and allowed origin. */
async function responses (app: FastifyInstance, origin: string, url = '/r/orders', host = 'api.example'): Promise<string[]> {
  const actual = await app.inject({ url, headers: { origin, host } })
  const preflight = await app.inject({ method: 'OPTIONS', url, headers: { origin, host, 'access-control-request-method': 'PUT' } })
  return [actual, preflight].map(({ statusCode, headers }) => {
    t.equal(headers.vary, 'Origin')
    return `${statusCode} ${headers['access-control-allow-origin'] ?? '-'}`
  })
}

const allowed = (origin: string): string[] => [`200 ${origin}`, `204 ${origin}`]
const BLOCKED = ['200 -', '403 -']

t.test('the option `sources` is validated with the policy', async (t) => {
  const connect = async () => { throw new Error('unused') }
  const rows: readonly (readonly [sources: unknown, issues: readonly string[]])[] = [
    [[], ['wrong-type /sources']],
    ['tenants', ['wrong-type /sources']],
    [new Map([['tenants', memoryOrigins()]]), ['wrong-type /sources']],
    [null, ['wrong-type /sources']],
    [{ tenants: null }, ['wrong-type /sources/tenants']],
    [{ tenants: {} }, ['wrong-type /sources/tenants']],
    [{ 'a/b': 1 }, ['wrong-type /sources/a~1b']],
    [{ tenants: { connect, pollInterval: 0, deadline: -1, maxStale: 1.5, maxOrigins: '9', startDeadline: 2 ** 31, patterns: 1, mode: 'all', start: 'no' } },
      ['pollInterval', 'deadline', 'maxStale', 'maxOrigins', 'startDeadline', 'patterns', 'mode', 'start'].map((name) => `wrong-type /sources/tenants/${name}`)],
    [{ tenants: { connect, pollInterval: 500, deadline: 500, maxStale: 999 } }, ['wrong-type /sources/tenants/maxStale']],
    [{ tenants: { connect, maxStale: 1999 } }, ['wrong-type /sources/tenants/maxStale']]
  ]
  for (const [sources, issues] of rows) t.strictSame(await issuesOf({ origins: [STATIC], sources }), issues, JSON.stringify(sources))
  const unreadable = { origins: [`${STATIC}/`], get sources () { throw new Error('no') } }
  const error: unknown = await corsPlugin(Fastify(), unreadable as unknown as CorsPluginOptions).catch((error: unknown) => error)
  t.match(error, { issues: [{ id: 'value-is-unreadable', path: '/sources' }, { id: 'origin-has-path' }] })
  const full = { connect, pollInterval: 500, deadline: 500, maxStale: 1000, maxOrigins: 1, startDeadline: 1, patterns: false, mode: 'lookup', start: 'closed' }
  const app = await application({ origins: [STATIC], sources: { tenants: full } })
  await app.ready()
  t.match(app.cors.status(), { sources: { tenants: { state: 'unavailable' } } })
  await app.close()
})

t.test('a name of a source must be known, wherever it is used', async (t) => {
  const sources = { tenants: memoryOrigins() }
  const typo = [{ source: 'tenant' }]
  t.strictSame(await issuesOf({ origins: typo, policies: { a: { origins: [STATIC, ...typo] } }, routes: { '/r': { origins: typo } }, notFound: { origins: typo }, sources }), [
    'unknown-source /origins/0/source', 'unknown-source /policies/a/origins/1/source', 'unknown-source /routes/~1r/origins/0/source',
    'unknown-source /notFound/origins/0/source'
  ])
  const ofRoute = (app: FastifyInstance): void => { app.get('/x', { config: { cors: { origins: typo } } }, async () => '') }
  t.strictSame(await issuesOf({ origins: [source], sources }, ofRoute), ['unknown-source /config/cors/origins/0/source'])

  const messages: readonly (readonly [options: object, message: RegExp])[] = [
    [{ origins: typo, sources }, /No source has the name "tenant"\. Did you mean "tenants"\?/],
    [{ origins: [{ source: 'x' }], sources }, /No source has the name "x"\. The known sources are "tenants"\./],
    [{ origins: [source] }, /No source has the name "tenants"\. Add it to the option `sources` of `register`\./]
  ]
  for (const [options, message] of messages) await t.rejects(application(options), { message })
  const [{ fix } = {}] = await application({ origins: typo, sources }).then(() => [], (error: CorsPolicyError) => error.issues)
  t.strictSame(fix, { op: 'replace', path: '/origins/0/source', value: 'tenants' })
})

t.test('scopes inside use the sources of the scopes around them, and cannot replace them', async (t) => {
  const tenants = memoryOrigins([TENANT])
  const app = await application({ origins: [STATIC], sources: { tenants } })
  await app.register(async (inner) => {
    await inner.register(corsPlugin, { origins: [source], lint: 'off', sources: { tenants: memoryOrigins() } })
  }).then(() => t.fail('registered'), (error: unknown) => t.match(error, { message: /different source with the name "tenants"/ }))

  const right = await application({ origins: [STATIC], sources: { tenants } })
  await right.register(async (inner) => {
    await inner.register(corsPlugin, { origins: [source], lint: 'off', sources: { tenants } })
    inner.get('/r/inner', async () => '')
    inner.put('/r/inner', async () => '')
  })
  t.strictSame(await responses(right, TENANT, '/r/inner'), allowed(TENANT))
  t.strictSame(await responses(right, TENANT), BLOCKED)
  await right.close()
})

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

t.test('a route without the parameter of a key stops the start', async (t) => {
  const options = { origins: [{ ...source, key: { param: 'realm' } }], sources: { tenants: memoryOrigins() } }
  t.strictSame(await issuesOf(options, (app) => { app.get('/health', async () => '') }),
    ['source-key-is-not-a-parameter '])
})

t.test('a misspelled parameter of a key gets the name that was probably meant', async (t) => {
  for (const [param, advice] of [['tenat', 'Did you mean "tenant"?'], ['realm', 'Give the route another policy, or set `config.cors` on the routes that have it.']] as const) {
    const app = Fastify()
    app.register(corsPlugin, { origins: [{ ...source, key: { param } }], sources: { tenants: memoryOrigins() } })
    app.delete('/widget/:tenant/:id', async () => '')
    await t.rejects(async () => app.ready(), {
      message: `Invalid CORS policy: 1 issue, explained in fastify-cors-policy/docs/errors.md\n  DELETE /widget/:tenant/:id: The source "tenants" has the key {"param":"${param}"}, ` +
      `but the route has no parameter "${param}". ${advice} (source-key-is-not-a-parameter)`
    })
  }
})

t.test('a source that cannot be read stops the start, unless it starts closed', async (t) => {
  const down = new ScriptedStore()
  down.before.connect = () => { throw new Error('connection refused') }
  const options = { origins: [STATIC, source], sources: { tenants: down.source(['has'], { startDeadline: 20 }), memory: memoryOrigins() } }
  const app = await application(options)
  await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_SOURCE_FAILED', message: /The source "tenants" cannot be read: connection refused/ })

  const nonError = new ScriptedStore()
  nonError.before.connect = () => { throw 'gone.' } // oxlint-disable-line no-throw-literal
  const other = await application({ ...options, sources: { tenants: nonError.source(['has'], { startDeadline: 20 }) } })
  await t.rejects(async () => { await other.ready() }, { message: /cannot be read: gone\. Check/ })

  const closed = await application({ ...options, sources: { tenants: down.source(['has'], { start: 'closed' }) } })
  t.strictSame(await responses(closed, STATIC), allowed(STATIC))
  t.strictSame(await responses(closed, TENANT), BLOCKED)
  t.match(closed.cors.stats(), { scope: { actual: { 'source-unavailable': 1 }, preflight: { 'source-unavailable': 1 } } })
  down.before = {}
  down.set(TENANT, true)
  await until(() => closed.cors.status().sources['tenants']!.state === 'current')
  t.strictSame(await responses(closed, TENANT), allowed(TENANT))
  await closed.close()
})

t.test('a response waits for the store, whatever sends it', async (t) => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  const app = Fastify()
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['x-deny'] !== undefined) await reply.code(401).send('no')
  })
  await app.register(corsPlugin, { origins: [source], lint: 'off', sources: { tenants: store.source(['has'], { mode: 'lookup' }) } })
  app.get('/r/orders', { onRequest: app.cors.originGuard() }, async () => 'orders')
  app.put('/r/orders', async () => 'orders')
  await app.ready()
  for (const [extra, actualStatus, preflightStatus] of [[{}, 200, 204], [{ 'x-deny': '1' }, 401, 204]] as const) {
    const wait = gate()
    store.before.has = () => wait.passed
    store.version++
    await until(() => app.cors.status().sources['tenants']!.version === String(store.version))
    const before = store.calls.has
    const headers = { origin: TENANT, ...extra }
    const both = Promise.all([
      app.inject({ url: '/r/orders', headers }),
      app.inject({ method: 'OPTIONS', url: '/r/orders', headers: { ...headers, 'access-control-request-method': 'PUT' } })
    ])
    await until(() => store.calls.has > before)
    wait.open()
    const [actual, preflight] = await both
    t.strictSame([actual.statusCode, actual.headers['access-control-allow-origin']], [actualStatus, TENANT])
    t.strictSame([preflight.statusCode, preflight.headers['access-control-allow-origin']], [preflightStatus, TENANT])
  }
  delete store.before.has
  t.equal((await app.inject({ url: '/r/orders', headers: { origin: OTHER } })).statusCode, 403, 'the guard')
  t.equal((await app.inject({ url: '/r/orders', headers: { origin: OTHER } })).statusCode, 403, 'the guard, from memory')
  await app.close()
})

t.test('of several sources, one that has the origin is enough, and one without a result is reported', async (t) => {
  const [first, second] = [new ScriptedStore(), new ScriptedStore()]
  second.set(TENANT, true)
  const app = await application({
    origins: [{ source: 'first' }, { source: 'second' }, { source: 'memory' }],
    sources: { first: first.source(['has']), second: second.source(['has']), memory: memoryOrigins() }
  })
  t.strictSame(await responses(app, TENANT), allowed(TENANT))
  first.before.has = () => { throw new Error('lost') }
  t.strictSame(await responses(app, TENANT), allowed(TENANT))
  t.strictSame(await responses(app, OTHER), BLOCKED)
  t.match(app.cors.stats(), { scope: { actual: { 'source-unavailable': 1 }, preflight: { 'source-unavailable': 1 } } })
  await app.close()
})

t.test('the log has what happens to a source', async (t) => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  store.set('https://not an origin', true)
  const lines: { level: number, msg: string, source?: string }[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  const deaf = new ScriptedStore()
  deaf.instead.announce = undefined
  const refusing = new ScriptedStore()
  refusing.before.listen = () => { throw new Error('no') }
  await app.register(corsPlugin, {
    origins: [source, { source: 'tenants', key: 'host' }, { source: 'large' }, { source: 'deaf' }, { source: 'refusing' }],
    lint: 'off',
    sources: {
      tenants: store.source(['load']),
      large: store.source(['has', 'load'], { maxOrigins: 1 }),
      deaf: deaf.source(['has', 'listen', 'announce'], { deadline: 10 }),
      refusing: refusing.source(['has', 'listen'])
    }
  })
  await app.ready()
  const has = (name: string, text: RegExp): boolean => lines.some(({ source, msg }) => source === name && text.test(msg))
  t.ok(has('tenants', /entries that are not valid origins/))
  t.ok(has('tenants', /has no origins of keys/))
  t.ok(has('refusing', /has no subscription/))
  await until(() => has('deaf', /sends no messages/))
  store.before.version = () => { throw new Error('lost') }
  await until(() => has('tenants', /cannot be read\. Its origins are blocked/))
  store.before = {}
  await until(() => has('tenants', /can be read again/))
  store.set(OTHER, true)
  await until(() => has('large', /too large for a snapshot/))
  await app.close()
})

t.test('the log of a store that was never read does not speak of a limit for what was read', async (t) => {
  const lines: { readonly msg: string, readonly source?: string }[] = []
  const store = new ScriptedStore()
  store.before.version = () => { throw new Error('not initialized') }
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  app.register(corsPlugin, { origins: [source], lint: 'off', sources: { tenants: store.source(['has'], { start: 'closed', startDeadline: 20, pollInterval: 10 }) } })
  await app.ready()
  t.strictSame(lines.map(({ msg }) => msg), ['A source of origins cannot be read. It has never been read, so its origins are blocked until it can be read.'])
  store.before = {}
  await until(() => app.cors.status().sources['tenants']!.state === 'current')
  store.before.version = () => { throw new Error('lost') }
  await until(() => lines.length > 1)
  t.equal(lines.at(-1)!.msg, 'A source of origins cannot be read. Its origins are blocked after `maxStale`.')
  await app.close()
})

t.test('a response to a time limit that ends while the store is read has the headers of the policy', { skip: hasHandlerTimeout ? false : 'this version has no time limit' }, async (t) => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  const stuck = gate()
  store.before.has = () => stuck.passed
  const app = await application({ origins: [source], sources: { tenants: store.source(['has'], { pollInterval: 60_000, deadline: 60_000 }) } }, (app) => {
    app.setErrorHandler((_error, _request, reply) => {
      stuck.open()
      return reply.code(503).send('too late')
    })
    app.get('/limited', { handlerTimeout: 20 }, async () => 'in time')
  })
  const { statusCode, headers } = await app.inject({ url: '/limited', headers: { origin: TENANT } })
  t.equal(statusCode, 503)
  t.match(headers, { 'access-control-allow-origin': TENANT, vary: 'Origin' })
  await app.close()
})

t.test('if a store cannot be read in time, its error comes before the timeout of Fastify', async (t) => {
  const connect = async () => { throw new Error('no store') }
  for (const [options, path] of [
    [{ origins: [source], sources: { tenants: { connect, startDeadline: 60_000 } } }, '/sources/tenants'],
    [{ policy: { connect, startDeadline: 60_000 } }, '/policy']
  ] as const) {
    const app = Fastify({ pluginTimeout: 1000 })
    app.register(corsPlugin, options as unknown as CorsPluginOptions)
    await t.rejects(async () => { await app.ready() }, { code: 'FST_CORS_SOURCE_FAILED', issues: [{ path, message: /no store/ }] }, path)
  }
  t.equal(longestStart(Fastify()), 8000, 'longer than startDeadline is by default')
  t.equal(longestStart(Fastify({ pluginTimeout: 0 })), Infinity)
})

t.test('a response of an onTimeout hook while the store is read has the headers of the policy, and none of the hook', async (t) => {
  const store = new ScriptedStore()
  const stuck = gate()
  store.before.has = () => stuck.passed
  const app = await application({ origins: [source], sources: { tenants: store.source(['has'], { pollInterval: 60_000, deadline: 60_000 }) } }, (app) => {
    app.addHook('onTimeout', (_request, reply, done) => {
      stuck.open()
      reply.code(503).header('access-control-allow-origin', '*').send('too late')
      done()
    })
  })
  // With a listener, Node leaves the socket open.
  app.server.setTimeout(20, () => {})
  const response = await fetch(`${await app.listen()}/r/orders`, { headers: { origin: OTHER } })
  t.equal(response.status, 503)
  t.equal(response.headers.get('access-control-allow-origin'), null)
  t.equal(response.headers.get('vary'), 'Origin')
  await response.text()
  await app.close()
})

const WAITS: ReadonlyArray<readonly [title: string, request: { method?: 'OPTIONS', headers?: object }, status: number, allowOrigin: string | undefined]> = [
  ['a preflight', { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }, 503, undefined],
  ['a request', {}, 503, TENANT],
  ['a request that an earlier hook has answered', { headers: { 'x-refuse': '1' } }, 503, TENANT],
  ['a preflight that an earlier hook has answered', { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET', 'x-refuse': '1' } }, 503, undefined]
]

for (const [title, { method = 'GET', headers }, status, allowOrigin] of WAITS) {
  const skip = hasHandlerTimeout ? false : 'this version has no time limit'
  t.test(`${title} gets one response, if a time limit ends while the store is read`, { skip }, async (t) => {
    const store = new ScriptedStore()
    store.set(TENANT, true)
    const stuck = gate()
    store.before.has = () => stuck.passed
    const app = Fastify({ handlerTimeout: 20 })
    let handled = 0
    app.setErrorHandler((_error, _request, reply) => {
      stuck.open()
      return reply.code(503).send('too late')
    })
    app.addHook('onRequest', (request, reply, done) => {
      if (request.headers['x-refuse'] === undefined) done()
      else reply.code(401).send('no')
    })
    const sources = { tenants: store.source(['has'], { pollInterval: 60_000, deadline: 60_000 }) }
    await app.register(corsPlugin, { origins: [source], sources, lint: 'off', rescuePreflights: false })
    app.get('/', (_request, reply) => {
      handled++
      reply.send('in time')
    })
    const response = await fetch(await app.listen(), { method, headers: { ...headers, origin: TENANT } })
    t.equal(response.status, status)
    t.equal(response.headers.get('access-control-allow-origin') ?? undefined, allowOrigin)
    t.equal(await response.text(), 'too late')
    t.equal(handled, 0, 'the handler does not run after the time limit')
    const counted = Object.values(app.cors.stats()).flatMap(({ preflight = {}, actual = {} }) => Object.values({ ...preflight, ...actual }))
    t.strictSame(counted, [1], 'the decision is counted once')
    await app.close()
  })
}

t.test('without a route, or at another URL than that of the route, there is no tenant', async (t) => {
  const app = await application({ origins: [{ source: 'tenants', key: { param: 'realm' } }], sources: { tenants: memoryOrigins([]) } })
  await app.ready()
  const booted = bootedApplicationOf(app)!
  const realm = (of: string, url: string): string | undefined => booted.parameterIn(booted.find('PUT', of, undefined), { method: 'PUT', url, host: undefined }, 'realm')
  t.strictSame([realm('/tea/orders', '/tea/orders'), realm('/nothing', '/tea/orders'), realm('/%', '/tea/orders'), realm('/tea/orders', '/nothing')], ['tea', undefined, undefined, undefined])
})
