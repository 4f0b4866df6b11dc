/** Tests the option `sources`, the names of sources, and the parameters of their keys. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { allowed, application, BLOCKED, issuesOf, responses, source, STATIC, TENANT } from './source-application.ts'

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
