/** Functions that choose options for each request, or read the request: what the conversion says. */
import t from 'tap'
import { fromExpressCors, fromFastifyCors, fromHonoCors, fromFlaskCors, fromSpringCors, fromStarletteCors, type CorsMigration } from '../../../lib/migrate.ts'
import { requestWith, RequestReads } from '../../../lib/migrate/origins/observed-request.ts'

const [APP, SHOP] = ['https://app.example.com', 'https://shop.example.com']
const LIST = [APP, SHOP]

interface Requested {
  readonly headers: { readonly origin: string }
  readonly path: string
  readonly hostname: string
  header (name: string): string | undefined
}

type Callback = (error: unknown, options?: unknown) => void

const fastify = (options: unknown): Promise<CorsMigration> => fromFastifyCors(options, { version: '11.4.3', timeout: 50 })
const express = (options: unknown, path?: string): Promise<CorsMigration> => fromExpressCors(options, { timeout: 50, path })

t.test('a function that chooses options by the origin becomes one policy', async t => {
  t.match(await express((request: Requested, callback: Callback) => callback(null, LIST.includes(request.header('Origin')!) ? { origin: true, credentials: true, allowedHeaders: 'X-One' } : { origin: false })),
    { verdict: 'exact', document: { origins: LIST, credentials: true, allowedHeaders: ['X-One'] }, assumptions: [{ id: 'delegator' }, { id: 'function-tried' }] })
  t.match(await fastify({ delegator: (_request: Requested, callback: Callback) => callback(null, { origin: APP, methods: ['PUT'] }), hook: 'preHandler' }), { verdict: 'exact', document: { origins: [APP], methods: ['PUT'] } })
  t.match(await fastify(() => (_request: Requested, callback: Callback) => callback(null, { origin: [/^https:\/\/(app|shop)\.example\.com$/, APP] })), { verdict: 'exact', document: { origins: LIST } })
  t.match(await fastify(async () => ({ origin: (origin: string, callback: Callback) => callback(null, ['https://app.example.com', 'https://shop.example.com'].includes(origin)) })), { verdict: 'exact', document: { origins: LIST } })
  t.match(await fastify(async () => ({ origin: [APP, /(?!a)\.zq$/] })), { verdict: 'not-convertible', summary: /cannot be compared/ })
  t.match(await fastify(async () => ({ origin: '*', credentials: true })), { verdict: 'exact', document: { origins: '*', credentials: undefined } })
})

t.test('a function whose options no policy can express is reported, with the reason', async t => {
  const rows: ReadonlyArray<readonly [migration: Promise<CorsMigration>, reason: RegExp]> = [
    [fastify(async () => ({ origin: true, credentials: true })), /Every site can read/],
    [fastify((_request: Requested, callback: Callback) => callback(null)), /allowed none/],
    [fastify((_request: Requested, callback: Callback) => callback(new Error('no'))), /allowed none/],
    [fastify(async () => { throw new Error('no') }), /allowed none/],
    [fastify((): void => { throw new Error('no') }), /allowed none/],
    [fastify((_request: Requested, _callback: Callback): void => {}), /allowed none/],
    [fastify((request: Requested, callback: Callback) => callback(null, { origin: `https://${String(request.hostname)}` })), /reads hostname of the request/],
    [express((request: Requested, callback: Callback) => callback(null, { origin: LIST, credentials: request.headers.origin === APP })), /other options for some origins/],
    [express((request: Requested, callback: Callback) => callback(null, { origin: request.path === '/' ? LIST : '*' })), /reads the path/],
    [express({ origin: (origin: string, callback: Callback) => callback(null, origin !== 'https://banned.example') }), /every origin but some, such as https:\/\/banned\.example/],
    [express({ origin: (origin: string, callback: Callback) => callback(null, LIST.includes(origin) ? '*' : false), credentials: true }), /only without credentials/],
    [fastify({ origin: (origin: string, callback: Callback) => callback(null, LIST.includes(origin) ? '*' : false), credentials: true }), /only without credentials/],
    [fromHonoCors({ origin: (origin: string) => LIST.includes(origin) ? '*' : null, credentials: true }), /only without credentials/],
    [fromHonoCors({ origin: (origin: string, context: { var: unknown, executionCtx: unknown, get (name: string): unknown }) => context.var === context.executionCtx && context.get('a') === undefined ? origin : null }), /reads var of the request/]
  ]
  for (const [migration, reason] of rows) t.match(await migration, { verdict: 'not-convertible', document: null, summary: reason }, String(reason))
})

t.test('a function that reads the path is converted for one', async t => {
  const byPath = (request: Requested, callback: Callback): void => callback(null, request.path.startsWith('/public') ? { origin: '*' } : { origin: LIST })
  t.match(await express(byPath, '/public/a'), { verdict: 'exact', document: { origins: '*' } })
  t.match(await express(byPath, '/orders'), { verdict: 'exact', document: { origins: LIST } })
  const ofHono = { origin: (origin: string, { req }: { req: { url: string } }) => new URL(req.url).pathname === '/public' || [APP].includes(origin) ? origin : null }
  t.match(await fromHonoCors(ofHono, { path: '/public' }), { verdict: 'exact', document: { origins: '*' } })
  t.match(await fromHonoCors(ofHono, { path: '/' }), { verdict: 'exact', document: { origins: [APP] } })
})

t.test('what a function reads of a request is known', async t => {
  const reads = new RequestReads()
  const request = requestWith(APP, '/a', reads) as Record<string, never> & { raw: { url: string }, headers: object, log: { info (): void }, routeOptions: object, ip: (() => unknown) & { a: unknown }, header (name?: string): unknown }
  request.log.info()
  t.equal(request.header('ORIGIN'), APP)
  t.ok('origin' in request.headers)
  t.notOk('then' in request)
  t.equal((request as Record<symbol, unknown>)[Symbol.iterator], undefined)
  t.equal((request.headers as Record<symbol, unknown>)[Symbol.iterator], undefined)
  t.strictSame([reads.hasPath, [...reads.others]], [false, []])
  t.strictSame([request.raw.url, request['baseUrl'], request['originalUrl'], request.routeOptions], ['/a', '', '/a', { url: '/a', config: {} }])
  t.strictSame(Object.keys(request.headers), [])
  t.strictSame([request.ip(), request.ip.a, request.header(), request.header('Cookie')], [undefined, undefined, undefined, undefined])
  t.strictSame([reads.hasPath, [...reads.others]], [true, ['all headers', 'ip', 'the header cookie']])
})

t.test('values that are undefined or not texts never become an origin', async t => {
  for (const origin of [undefined, null, 7, /a/]) t.match(await fromHonoCors({ origin }), { document: null, lostGuards: [{ id: 'invalid-origin-option' }] }, String(origin))
  t.match(await fromHonoCors({ allowMethods: undefined }), { document: { methods: { length: 0 } } })
  for (const migration of [await fromStarletteCors({ allow_origins: [null] }), (await fromFlaskCors({ origins: null }))[0], await fromSpringCors({ allowedOrigins: [null, 1] })]) t.equal(migration!.document, null)
})
