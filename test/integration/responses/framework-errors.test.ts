/** Errors that Fastify sends without hooks: with `corsFrameworkErrors` they have the headers of the not-found handler's policy. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import OldestFastify from 'fastify-oldest'
import t from 'tap'
import { corsFrameworkErrors, corsPlugin } from '../../../lib/index.ts'
import type { CorsDecisionEvent } from '../../../types/decision-event.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { refusesLongParameters } from '../../fastify-facts.ts'
import { overHttp1, overHttp2, overInject, type Answer, type Ask } from './exchange.ts'

type Create = typeof Fastify

const VERSIONS: ReadonlyArray<readonly [version: string, create: Create, sends414: boolean]> = [
  ['this version of Fastify', Fastify, refusesLongParameters], ['the oldest version of Fastify', OldestFastify as unknown as Create, false]
]

const A = 'https://a.test'
const LIST: CorsPolicyDocument = { origins: [A], credentials: true, policies: { open: { origins: '*' } } }
const OF_A = ['access-control-allow-credentials: true', `access-control-allow-origin: ${A}`, 'vary: Origin']
const LONG = `/x/${'x'.repeat(200)}`

interface Application {
  readonly document?: CorsPolicyDocument
  readonly options?: FastifyServerOptions
  readonly declare?: (app: FastifyInstance) => void
}

function applicationOf (create: Create, { document = LIST, options, declare }: Application = {}, http2 = false): FastifyInstance {
  // The option is there before the plugin is registered.
  const app = create({ forceCloseConnections: true, frameworkErrors: corsFrameworkErrors(), ...options, ...http2 ? { http2 } : {} } as {}) as FastifyInstance
  if (declare !== undefined) {
    declare(app)
    return app
  }
  app.register(corsPlugin, document)
  app.get('/x/:parameter', async () => '')
  app.put('/x/:parameter', async () => '')
  return app
}

/** A constraint that fails for requests with a header. */
const failing = {
  name: 'failing',
  storage: () => {
    const stores = new Map<unknown, unknown>()
    return { get: (key: unknown) => stores.get(key) ?? null, set: (key: unknown, store: unknown) => { stores.set(key, store) } }
  },
  deriveConstraint: ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }, _context: unknown, done?: (error: Error | null, value: unknown) => void) => {
    done?.(headers['x-fail'] === undefined ? null : new Error('failed'), 'a')
  }
}

const withFailing: Application = {
  declare (app) {
    app.addConstraintStrategy(failing as never)
    app.register(corsPlugin, LIST)
    app.get('/x', { constraints: { failing: 'a' } }, async () => '')
  }
}

const fieldsOf = ({ body }: Answer): unknown => {
  const { statusCode, code, message } = JSON.parse(body) as Readonly<Record<string, unknown>>
  return { statusCode, code, message }
}

for (const [version, create, sends414] of VERSIONS) {
  for (const [protocol, connected] of [['HTTP/1.1', overHttp1], ['HTTP/2', overHttp2]] as const) {
    t.test(`${version} sends its own errors with the headers of the policy over ${protocol}`, async (t) => {
      const isHttp2 = protocol === 'HTTP/2'
      const ask = await connected(t, applicationOf(create, {}, isHttp2))
      const askPlain = await connected(t, applicationOf(create, { options: { frameworkErrors: undefined as never } }, isHttp2))
      for (const [url, status] of [['/%zz', 400], ['/x/%zz', 400], [LONG, sends414 ? 414 : 404]] as const) {
        for (const [origin, lines] of [[A, OF_A], ['https://untrusted.test', ['vary: Origin']], [undefined, ['vary: Origin']]] as const) {
          const asked = { url, headers: origin === undefined ? {} : { origin } }
          const [answer, plain] = [await ask(asked), await askPlain(asked)]
          t.strictSame([answer.status, answer.lines], [status, lines], url.slice(0, 10))
          t.strictSame(fieldsOf(answer), fieldsOf(plain), 'as without the option')
          t.match(answer.headers['content-type'], /^application\/json/)
          if (status !== 404) t.strictSame(plain.lines, [], 'without the option, the headers are missing')
        }
      }
    })
  }

  t.test(`${version}: the response to an error of a constraint has the headers of the policy`, async (t) => {
    const ask = await overInject(t, applicationOf(create, withFailing))
    const answer = await ask({ url: '/x', headers: { origin: A, 'x-fail': '1' } })
    t.strictSame([answer.status, answer.lines], [500, OF_A])
    t.match(answer.body, /FST_ERR_ASYNC_CONSTRAINT/)
    t.strictSame((await ask({ url: '/x', headers: { origin: A } })).status, 200)
  })

  t.test(`${version}: a preflight for a URL that Fastify rejects has the response of the policy, so the page can read the error`, async (t) => {
    const ask = await overInject(t, applicationOf(create))
    const preflight = (url: string, origin: string) => ask({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'PUT' } })
    for (const url of ['/%zz', '/x/%zz', LONG]) {
      const { status, lines } = await preflight(url, A)
      t.strictSame([status, lines], [204, [...OF_A.slice(0, 1), 'access-control-allow-methods: GET, HEAD, PUT', ...OF_A.slice(1)].sort()], url.slice(0, 10))
      const refused = await preflight(url, 'https://untrusted.test')
      t.strictSame([refused.status, refused.lines], [403, ['vary: Origin']])
    }
  })
}

async function linesOf (ask: Ask, url: string, origin = A): Promise<readonly string[]> {
  return (await ask({ url, headers: { origin } })).lines
}

t.test('the policy is that of the not-found handler for the URL', async (t) => {
  const rows: ReadonlyArray<readonly [what: string, application: Application, lines: Readonly<Record<string, readonly string[]>>]> = [
    ['a name', { document: { ...LIST, notFound: 'open' } }, { '/%zz': ['access-control-allow-origin: *'] }],
    ['off', { document: { ...LIST, notFound: false } }, { '/%zz': [] }],
    ['config.cors', { declare: (app) => { app.setNotFoundHandler({ config: { cors: 'open' } } as never, async () => ''); app.register(corsPlugin, LIST); app.get('/', async () => '') } }, { '/%zz': ['access-control-allow-origin: *'] }],
    ['without the plugin', { declare: (app) => { app.get('/', async () => '') } }, { '/%zz': [] }],
    ['a registration in an inner scope without a handler', { declare: (app) => { app.register(async (scope) => { scope.register(corsPlugin, LIST); scope.get('/', async () => '') }, { prefix: '/in' }) } }, { '/in/%zz': [], '/%zz': [] }],
    ['a registration in an inner scope with a handler', {
      declare: (app) => { app.register(async (scope) => { scope.register(corsPlugin, LIST); scope.setNotFoundHandler(async () => ''); scope.get('/', async () => '') }, { prefix: '/in' }) }
    }, { '/in/%zz': OF_A, '/%zz': [] }],
    ['a handler under a parameter that is too long', {
      declare: (app) => {
        app.register(corsPlugin, LIST)
        app.register(async (scope) => { scope.setNotFoundHandler({ config: { cors: 'open' } } as never, async () => ''); scope.get('/x', async () => '') }, { prefix: '/:tenant' })
      }
    }, { '/a/%zz': ['access-control-allow-origin: *'], ...refusesLongParameters ? { [`/${'x'.repeat(101)}/x`]: OF_A } : {} }]
  ]
  // Without a route, Fastify 5.0.0 does not respond.
  for (const [what, application, lines] of rows) {
    const ask = await overInject(t, applicationOf(Fastify, application))
    for (const [url, expected] of Object.entries(lines)) t.strictSame(await linesOf(ask, url), expected, `${what}: ${url.slice(0, 10)}`)
  }
})

t.test('a handler of the application sends its own response', async (t) => {
  const frameworkErrors = corsFrameworkErrors((error, request, reply) => {
    reply.code(422).header('access-control-allow-origin', '*').header('vary', 'Accept').send(`${error.code} ${request.method}`)
  })
  const ask = await overInject(t, applicationOf(Fastify, { options: { frameworkErrors } }))
  const { status, body, lines } = await ask({ url: '/%zz', headers: { origin: A } })
  t.strictSame([status, body, lines], [422, 'FST_ERR_BAD_URL GET', [...OF_A.slice(0, 2), 'vary: Accept, Origin']])
})

t.test('a source of origins can allow the origin', async (t) => {
  const connection = { version: async () => '1', has: async (origin: string) => origin === A, close () {} }
  const sources = { tenants: { mode: 'lookup' as const, connect: async () => connection } }
  const app = applicationOf(Fastify, { declare: (app) => { app.register(corsPlugin, { origins: [{ source: 'tenants' }], credentials: true, sources, lint: 'off' }) } })
  const ask = await overInject(t, app)
  t.strictSame(await linesOf(ask, '/%zz'), OF_A)
  t.strictSame(await linesOf(ask, '/%zz', 'https://untrusted.test'), ['vary: Origin'])
})

t.test('a preflight is rejected if a request with a constraint can reach a route that comes before the rejected one', { skip: !refusesLongParameters }, async (t) => {
  const path = `/x/${'s'.repeat(150)}`
  const ask = await overInject(t, applicationOf(Fastify, {
    declare (app) {
      app.register(corsPlugin, LIST)
      app.put('/x/:parameter', async () => '')
      app.put(path, { constraints: { version: '2.0.0' }, config: { cors: { origins: ['https://b.test'] } } }, async () => 'of B')
    }
  }))
  t.strictSame((await ask({ method: 'PUT', url: path })).status, 414)
  t.strictSame((await ask({ method: 'PUT', url: path, headers: { 'accept-version': '2.x' } })).body, 'of B')
  t.strictSame((await ask({ method: 'OPTIONS', url: path, headers: { origin: A, 'access-control-request-method': 'PUT' } })).status, 403)
})

t.test('the decision is counted, published and explained', async (t) => {
  const { subscribe, unsubscribe } = await import('node:diagnostics_channel')
  const events: string[] = []
  const listen = (event: unknown) => { const { decision, request } = event as CorsDecisionEvent; events.push(`${decision.reason} ${request.url}`) }
  subscribe('fastify-cors-policy:decision', listen)
  t.teardown(() => { unsubscribe('fastify-cors-policy:decision', listen) })
  const app = applicationOf(Fastify)
  const ask = await overInject(t, app)
  await linesOf(ask, '/%zz')
  t.strictSame(events, ['origin-allowed /%zz'])
  t.strictSame(app.cors.stats(), { scope: { actual: { 'origin-allowed': 1 } } })
  for (const [app, kind, outcome] of [[applicationOf(Fastify), 'not-found', 'allow'], [applicationOf(Fastify, { options: { frameworkErrors: () => {} } }), 'unreachable', 'block']] as const) {
    await app.ready()
    t.match(await app.cors.explain({ origin: A, url: '/%zz', method: 'PUT' }), { outcome, subject: { kind } })
  }
})
