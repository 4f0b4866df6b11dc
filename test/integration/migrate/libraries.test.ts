/** Other libraries: cors and hono beside the policy, and configurations of servers in other languages. */
import { createRequire } from 'node:module'
import fastify from 'fastify'
import { Hono } from 'hono'
import { cors as honoCors } from 'hono/cors'
import t from 'tap'
import type { CorsPolicyDocument } from '../../../lib/index.ts'
import {
  combineMigrations, fromExpressCors, fromFastifyCors, fromFlaskCors, fromGoCors, fromHonoCors, fromJub0bsCors, fromSpringCors, fromStarletteCors, type CorsMigration
} from '../../../lib/migrate.ts'
import { pageRequests, type ProofRoute } from '../../../lib/migrate/proof/page-requests.ts'
import { compareServers, type ProofDifference } from '../../../lib/migrate/proof/compare.ts'
import { fetchServer, middlewareServer, policyServer, type Middleware, type RunningServer } from '../../../lib/migrate/proof/servers.ts'

// It has no types.
const expressCors = createRequire(import.meta.url)('cors') as (options?: unknown) => Middleware

const APP = 'https://app.example.com'
const SHOP = 'https://shop.example.com'
const ROUTES: readonly ProofRoute[] = [{ url: '/items', methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, { url: '/status', methods: ['GET'] }]

type Origin = string | undefined
type Callback = (error: unknown, result?: unknown) => void

const idsOf = (migration: CorsMigration): readonly string[] =>
  Object.values(migration).flatMap((list: unknown) => Array.isArray(list) ? (list as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id) : [])

async function routed (before: RunningServer, { document }: CorsMigration): Promise<readonly ProofDifference[]> {
  const after = await policyServer(fastify, document, ROUTES)
  const { differences } = await compareServers(before.address, after.address, pageRequests(before.address, [document!], [APP, SHOP], ROUTES))
  await before.close()
  await after.close()
  return differences.filter(({ effect, isUnrouted }) => !isUnrouted && effect !== 'changes')
}

type Row = readonly [options: unknown, verdict: CorsMigration['verdict'], origins: unknown, ...ids: string[]]

const EXPRESS: readonly Row[] = [
  [undefined, 'exact', '*', 'options-request'],
  [{ origin: [APP, SHOP], allowedHeaders: [] }, 'exact', [APP, SHOP]],
  [{ origin: APP, headers: 'X-Custom', maxAge: 0, exposedHeaders: 'X-Proof', optionsSuccessStatus: 200 }, 'exact', [APP]],
  [{ origin: true, methods: ['GET', 'PUT'], credentials: 'yes' }, 'exact', '*'],
  [{ origin: '*', methods: '' }, 'exact', '*'],
  // Objects of the class String are texts, and equal to none in a list.
  [{ origin: Object(APP) }, 'exact', [APP]],
  [{ origin: [Object(SHOP), APP] }, 'exact', [APP]],
  [{ origin: /^https:\/\/app\.example\.com$/, credentials: true }, 'narrower', [APP], 'header-not-listed'],
  [{ origin: (origin: Origin, callback: Callback) => callback(origin === undefined || [APP].includes(origin) ? null : new Error('no'), true) }, 'exact', [APP], 'blocked-by-error'],
  [{ origin: (_origin: Origin, callback: Callback) => callback(null, [SHOP]), preflightContinue: false, maxAge: '600' }, 'exact', [SHOP]]
]

t.test('options of cors become a policy that allows the same', async t => {
  for (const [options, verdict, origins, ...ids] of EXPRESS) {
    const migration = await fromExpressCors(options, { timeout: 50 })
    t.equal(migration.verdict, verdict)
    t.strictSame(migration.document?.origins, origins)
    for (const id of ids) t.ok(idsOf(migration).includes(id), id)
    const differences = await routed(await middlewareServer(expressCors(options), ROUTES), migration)
    t.equal(differences.length > 0, migration.closes.length > 0, JSON.stringify(differences))
  }
})

t.test('an expression that cors does not reset is named', async t => {
  const { verdict, assumptions } = await fromExpressCors({ origin: [SHOP, /^https:\/\/app\.example\.com$/g] })
  t.equal(verdict, 'exact')
  t.match(assumptions, [{ id: 'expression-with-state', message: /every second request/ }])
})

t.test('a rule that looks at a part of the origin has one question, and a start with what it names', async t => {
  const prefixes = ['http://localhost:5173', APP]
  const rows: ReadonlyArray<readonly [origin: unknown, nearest: readonly string[], example: string]> = [
    [(origin: string, callback: Callback) => callback(null, ['.vercel.app', 'localhost'].some(part => origin.includes(part)) || prefixes.some(prefix => origin.startsWith(prefix) || prefix.startsWith(origin))), ['https://localhost:*', APP, 'http://localhost:*'], 'https://a.localhost.attacker.example'],
    [(origin: string, callback: Callback) => callback(null, [APP].includes(origin) || (origin.endsWith('.vercel.app') && origin.includes('myapp'))), [APP], 'https://zqevilmyapp.vercel.app'],
    [/example\.com/, ['https://example.com'], 'https://a.example.com.attacker.example']
  ]
  for (const [origin, nearest, example] of rows) {
    const migration = await fromExpressCors({ origin, allowedHeaders: [] })
    t.match(migration, { verdict: 'not-convertible', document: null })
    t.strictSame(migration.nearest?.origins, nearest)
    t.strictSame(migration.questions.filter(({ id }) => id === 'substring-test').map(({ message }) => / accepts (\S+)\. /.exec(message)?.[1]), [example])
  }
})

t.test('options of cors that no policy can express are reported, with questions', async t => {
  for (const options of [{ origin: false }, { origin: undefined }, { origin: '' }]) {
    t.match(await fromExpressCors(options), { verdict: 'exact', document: null, summary: /^No page of another origin could read a response\. / })
  }
  t.match(await fromExpressCors({ origin: true, credentials: true }), { verdict: 'not-convertible', document: null, nearest: { origins: '*' }, questions: [{}, { id: 'which-origins' }].slice(1) })
  t.ok(idsOf(await fromExpressCors({ preflightContinue: true, expose: 'X' })).includes('preflight-continued'))
  t.match(await fromExpressCors({ optionsSuccessStatus: 302 }), { verdict: 'wider', document: null, withoutEffect: [{ id: 'preflight-status' }] })
  t.match(await fromExpressCors({ optionsSuccessStatus: 404, preflightContinue: true }), { verdict: 'exact' })
  await t.rejects(fromFastifyCors({}, { version: 'latest' }), /The version of @fastify\/cors must be a text such as "11.4.3"/)
})

const HONO: readonly Row[] = [
  [undefined, 'exact', '*'],
  [{ origin: [APP, SHOP], allowHeaders: ['X-Custom'], exposeHeaders: ['X-Proof'], maxAge: 600 }, 'exact', [APP, SHOP]],
  [{ origin: APP, allowMethods: ['PUT'], credentials: true }, 'narrower', [APP], 'header-not-listed'],
  [{ origin: ['*'], credentials: true }, 'exact', undefined, 'origin-never-matched'],
  [{ origin: (origin: string) => origin.endsWith('.example.com') ? origin : null }, 'narrower', ['https://*.example.com'], 'origin-not-covered'],
  [{ origin: (origin: string) => origin === 'https://app.example.com' ? '*' : SHOP }, 'exact', [APP, SHOP]]
]

t.test('options of hono become a policy that allows the same', async t => {
  for (const [options, verdict, origins, ...ids] of HONO) {
    const migration = await fromHonoCors(options)
    t.equal(migration.verdict, verdict)
    t.strictSame(migration.document?.origins, origins)
    for (const id of ids) t.ok(idsOf(migration).includes(id), id)
    if (migration.document === null) continue
    const app = new Hono()
    app.use('*', honoCors(options as Parameters<typeof honoCors>[0]))
    for (const { url, methods } of ROUTES) app.on([...methods], url, context => context.text('', 200, { 'x-proof': '1' }))
    const differences = await routed(await fetchServer(request => app.fetch(request)), migration)
    t.equal(differences.length > 0, migration.closes.length > 0, JSON.stringify(differences))
  }
})

t.test('a function of hono that reads the request, fails or does not end is reported', async t => {
  const byPath = await fromHonoCors({
    origin: (origin: string, context: { req: { path: string, header (): unknown, query (): unknown, param (): unknown }, env: object }) => {
      const { path, header, query, param } = context.req
      return path === '/' && header() === undefined && query() === undefined && param() === undefined && [APP].includes(origin) ? origin : null
    }
  })
  t.match(byPath, { verdict: 'not-convertible', document: null, summary: /reads query of the request/ })
  t.ok(idsOf(await fromHonoCors({ origin: (origin: string) => { if (origin !== '') throw new Error('no') } })).includes('blocked-by-error'))
  t.ok(idsOf(await fromHonoCors({ origin: async () => new Promise(() => {}) }, { timeout: 1 })).includes('function-without-result'))
  t.match(await fromHonoCors({ allowMethods: () => ['PUT'] }), { document: { methods: { length: 0 } }, questions: [{ id: 'methods-function' }] })
})

const ofPython: ReadonlyArray<readonly [migration: Promise<CorsMigration>, verdict: string, document: object | null]> = [
  [fromStarletteCors({}), 'exact', null],
  [fromStarletteCors({ allow_origins: ['*'], allow_methods: ['*'], allow_headers: ['*'] }), 'exact', { origins: '*', methods: ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'], allowedHeaders: ['*', 'Authorization'], maxAge: 600, preflightStatus: 200 }],
  [fromStarletteCors({ allow_origins: ['*'], allow_credentials: true }), 'not-convertible', null],
  [fromStarletteCors({ allow_origins: [APP] }), 'wider', null],
  [fromStarletteCors({ allow_origins: [APP], allow_methods: ['GET', 'POST'], allow_credentials: true, allow_headers: ['X-One'], expose_headers: ['ETag'], max_age: 60 }), 'exact', { origins: [APP], credentials: true, methods: ['GET', 'POST'], allowedHeaders: ['Content-Type', 'X-One'], exposedHeaders: ['ETag'], maxAge: 60, preflightStatus: 200 }],
  [fromStarletteCors({ allow_origin_regex: String.raw`https://.*\.example\.com`, allow_methods: ['*'] }), 'exact', { origins: ['https://*.example.com'], methods: ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'], allowedHeaders: ['Content-Type'], maxAge: 600, preflightStatus: 200 }]
]

t.test('arguments of Starlette become a policy', async t => {
  for (const [migration, verdict, document] of ofPython) {
    const found = await migration
    t.equal(found.verdict, verdict)
    t.strictSame(found.document, document)
  }
})

t.test('resources of Flask-CORS become policies of paths', async t => {
  const migrations = await fromFlaskCors({
    resources: { '/api/*': { origins: ['https://App.example.com', String.raw`^https://.*\.shop\.test$`], methods: ['GET', 'PUT'], allow_headers: ['X-One'], max_age: 10 }, '/public/*': { origins: '*', expose_headers: 'ETag' } },
    supports_credentials: false
  })
  t.strictSame(migrations.map(({ place, verdict }) => [place, verdict]), [['/api/*', 'exact'], ['/public/*', 'exact']])
  t.match(combineMigrations(migrations, ['/health', '/API/health', '/api', '/apis']), {
    policies: { api: { origins: [APP, 'https://*.shop.test'], methods: ['GET', 'PUT'], allowedHeaders: ['X-One'], maxAge: 10 }, public: { origins: '*', exposedHeaders: ['ETag'] } },
    routes: { '/API/health': false, '/api': false, '/api/*': 'api', '/public/*': 'public' }
  })
  t.strictSame(Object.keys(combineMigrations(migrations, ['/health', '/apis'])!.routes!), ['/api/*', '/public/*'])
  const [all] = await fromFlaskCors({ resources: ['/*'], send_wildcard: true, supports_credentials: true })
  t.match(all, { place: null, verdict: 'exact', document: { origins: '*' } })
  t.match((await fromFlaskCors({ supports_credentials: true }))[0], { verdict: 'not-convertible' })
})

t.test('`combineMigrations` makes one document of the migrations for several paths', async t => {
  const [anonymous, nobody, refused] = await Promise.all([fromHonoCors({}), fromHonoCors({ origin: [] }), fromExpressCors({ origin: true, credentials: true })])
  t.strictSame(combineMigrations([nobody]), null)
  t.strictSame(combineMigrations([anonymous, refused]), null)
  t.match(combineMigrations([anonymous, { ...nobody, place: '/a' }]), { origins: '*', routes: { '/a': false } })
  t.match(combineMigrations([{ ...anonymous, place: '/*' }]), { policies: { root: {} }, routes: { '/*': 'root' } })
})

const SERVERS: ReadonlyArray<readonly [migration: Promise<CorsMigration>, verdict: string, document: Partial<CorsPolicyDocument> | null]> = [
  [fromSpringCors({ allowedOrigins: [APP] }), 'wider', null],
  [fromSpringCors({ allowedOrigins: ['https://App.example.com/'], allowedMethods: 'GET, HEAD, POST', allowedHeaders: ['X-One'], allowCredentials: 'true', maxAge: '30m' }), 'exact', { origins: [APP], credentials: true, methods: ['GET', 'HEAD', 'POST'], allowedHeaders: ['X-One'], maxAge: 1800 }],
  [fromSpringCors({ 'allowed-origins': '*', 'allowed-methods': '*', 'allowed-headers': 'X-One, X-Two', 'exposed-headers': 'ETag' }), 'exact', { origins: '*', allowedHeaders: ['X-One', 'X-Two'], exposedHeaders: ['ETag'] }],
  [fromSpringCors({ allowedOriginPatterns: ['https://*.example.com:[8080,8081]', 'http://localhost:[*]'], allowedMethods: '*' }), 'exact', { origins: ['https://*.example.com:8080', 'https://*.example.com:8081', 'http://localhost:*'] }],
  [fromSpringCors({ allowedOriginPatterns: ['https://a.example.com'], allowedMethods: ['GET', 'POST', 'PUT'], allowedHeaders: '*' }), 'exact', { origins: ['https://a.example.com'], methods: ['GET', 'POST', 'PUT'], allowedHeaders: ['*', 'Authorization'] }],
  [fromGoCors({ AllowedMethods: ['PUT'] }), 'wider', null],
  [fromGoCors({ AllowMethods: ['PUT'] }), 'exact', { methods: ['PUT'] }],
  [fromSpringCors({ allowedOriginPatterns: '*', allowCredentials: true }), 'not-convertible', null],
  [fromGoCors({}), 'exact', { origins: '*', methods: ['GET', 'POST', 'HEAD'], allowedHeaders: ['Accept', 'Content-Type', 'X-Requested-With'] }],
  [fromGoCors({ AllowedOrigins: ['https://*.example.com', 'https://APP.shop.test'], AllowedMethods: ['*'], AllowedHeaders: ['*'], MaxAge: -1, OptionsSuccessStatus: 200 }), 'exact', { origins: ['https://*.example.com', 'https://app.shop.test'], allowedHeaders: ['*', 'Authorization'], maxAge: 0, preflightStatus: 200 }],
  [fromGoCors({ AllowAllOrigins: true, AllowHeaders: 'X-One', MaxAge: '12h' }), 'exact', { origins: '*', allowedHeaders: ['X-One'], maxAge: 43_200 }],
  [fromGoCors({ AllowOrigins: [APP], AllowCredentials: true, MaxAge: 'soon', AllowHeaders: [] }), 'exact', { origins: [APP], credentials: true }],
  [fromGoCors({ AllowedOrigins: ['*'], AllowOriginFunc: 'isOurs' }), 'not-convertible', null],
  [fromJub0bsCors({ Origins: ['https://*.example.com', 'http://localhost:*', 'bad'], Credentialed: true, Methods: ['PUT'], RequestHeaders: ['X-One'], MaxAgeInSeconds: -1 }), 'exact', { origins: ['https://*.example.com', 'http://localhost:*'], credentials: true, methods: ['PUT'], allowedHeaders: ['X-One'], maxAge: 0 }],
  [fromJub0bsCors({ Origins: ['*'], Methods: ['*'], RequestHeaders: ['*'], ResponseHeaders: ['ETag'], MaxAgeInSeconds: 60 }), 'exact', { origins: '*', allowedHeaders: '*', exposedHeaders: ['ETag'], maxAge: 60 }],
  [fromJub0bsCors({ Origins: [APP], Credentialed: true, RequestHeaders: ['*'] }), 'narrower', { origins: [APP], allowedHeaders: ['Content-Type', 'Authorization'] }]
]

t.test('configurations of servers become a policy', async t => {
  for (const [migration, verdict, document] of SERVERS) {
    const found = await migration
    t.equal(found.verdict, verdict, JSON.stringify(found.document))
    if (document === null) t.equal(found.document, null)
    else t.match(found.document, document)
  }
})

t.test('requests are made for an application without GET, and a server by https can be compared', async t => {
  const closed = await fetchServer(() => new Response(''))
  await closed.close()
  const address = closed.address.replace('http:', 'https:')
  const requests = pageRequests(address, [], [], [{ url: '/items', methods: ['PUT'] }])
  t.ok(requests.every(({ page: { url } }) => /:\d+\/(?:items|fastify-cors-policy-unknown)?$/.test(url)))
  t.match(await compareServers(address, address, requests.slice(0, 2)), { compared: 2, differences: { length: 0 } })
})

t.test('wider patterns are written with consent, and named', async t => {
  const options = { origin: [/^https:\/\/[a-z0-9-]+\.example\.com$/] }
  const [without, withConsent] = await Promise.all([fromExpressCors(options), fromExpressCors(options, { acceptWider: true })])
  t.match(without, { verdict: 'wider', document: null, opens: { length: 0 }, widerOffers: [{ id: 'wider-pattern', request: { origin: 'https://a.a.example.com' } }] })
  t.match(withConsent, { verdict: 'wider', document: { origins: ['https://*.example.com'] }, opens: [{ id: 'wider-pattern' }], widerOffers: { length: 0 }, closes: { length: 0 }, summary: 'Wider: one access is opened.' })
  t.match(await fromExpressCors({ origin: /^https:/ }, { acceptWider: true }), { verdict: 'wider', document: { origins: '*' }, opens: [{ id: 'any-origin' }] })
  t.match(await fromExpressCors({ origin: [...options.origin, /^https:\/\/app\.shop\.test/], credentials: true }, { acceptWider: true }), { verdict: 'wider', summary: 'Wider: one access is opened, and 2 kinds of access are closed.' })
})

t.test('methods are left out if every routed method was approved, and variables are named', async t => {
  t.match((await fromExpressCors({}, { routedMethods: ['GET', 'PUT', 'OPTIONS'] })).document, { origins: '*', methods: undefined })
  t.match((await fromExpressCors({}, { routedMethods: ['PROPFIND'] })).document, { methods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'] })
  const { assumptions } = await fromExpressCors({ origin: [APP, SHOP] }, { variables: { ORIGINS: `${APP}, ${SHOP}`, ONE: APP, OTHER: 'x', UNSET: undefined } })
  t.strictSame(assumptions.map(({ message }) => /^The variable (\w+) has /.exec(message)?.[1]), ['ORIGINS', 'ONE'])
  t.match((await fromExpressCors({ origin: APP, credentials: true }, { requestHeaders: [] })).document, { allowedHeaders: { length: 0 } })
})
