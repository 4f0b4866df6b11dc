/** Findings that a document accepts: at boot, in functions and in the command. */
import Fastify, { type FastifyInstance } from 'fastify'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { lintPolicy } from '../../../lib/lint.ts'
import { acceptsFinding } from '../../../lib/lint/ignores.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { lintIn } from '../cli/command.ts'

const DOCUMENT = { origins: ['https://*.example.com', 'http://intranet.example.net'] }

const idsOf = (findings: readonly { readonly id: string, readonly path: string }[]) => findings.map(({ id, path }) => `${id} ${path}`)

/** Starts an application, and returns its warnings. */
async function start (options: object, routes: (app: FastifyInstance) => void = () => {}) {
  const lines: { readonly level: number, readonly rule?: string }[] = []
  const app = Fastify({ logger: { stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  app.register(corsPlugin, options as CorsPluginOptions)
  app.register(async (app) => { routes(app) })
  await app.ready()
  return { app, rules: lines.flatMap(({ rule }) => rule ?? []).sort() }
}

t.test('an entry accepts findings of its rule at its location and below it', (t) => {
  const finding = { id: 'a-rule', place: 'GET /orders', path: '/config/cors/origins/1' }
  const rows: readonly (readonly [entry: { id: string, path?: string }, accepts: boolean])[] = [
    [{ id: 'a-rule' }, true],
    [{ id: 'a-rule', path: '' }, true],
    [{ id: 'a-rule', path: 'GET /orders' }, true],
    [{ id: 'a-rule', path: '/config/cors/origins' }, true],
    [{ id: 'a-rule', path: '/config/cors/origins/1' }, true],
    [{ id: 'a-rule', path: '/config/cors/origins/1/0' }, false],
    [{ id: 'a-rule', path: '/config/cors/orig' }, false],
    [{ id: 'a-rule', path: 'GET /order' }, false],
    [{ id: 'another-rule' }, false]
  ]
  for (const [entry, accepts] of rows) t.equal(acceptsFinding(entry, finding), accepts, JSON.stringify(entry))
  t.end()
})

t.test('lintPolicy leaves out what the document accepts, and reports entries without effect', (t) => {
  const lint = (ignore: NonNullable<CorsPolicyDocument['lint']>['ignore'], production = true) =>
    idsOf(lintPolicy({ ...DOCUMENT, lint: { ignore: ignore! } }, { production }))
  const all = lint([])
  t.strictSame(all, ['subdomain-wildcard /origins/0', 'apex-not-covered /origins/0', 'insecure-origin /origins/1'])
  const reason = 'We own all names.'
  t.strictSame(lint([{ id: 'subdomain-wildcard', reason }, { id: 'apex-not-covered', path: '/origins', reason }]), ['insecure-origin /origins/1'])
  t.strictSame(lint([{ id: 'insecure-origin', path: '/origins/0', reason }]), [...all, 'lint-ignore-without-effect /lint/ignore/0'])
  t.strictSame(lint([{ id: 'insecure-origin', reason }, { id: 'insecure-origin', path: '/origins/1', reason }]), all.slice(0, 2), 'both have an effect')
  t.strictSame(lint([{ id: 'no-such-rule', reason }]), [...all, 'lint-ignore-without-effect /lint/ignore/0'])
  const elsewhere = [
    { id: 'route-method-not-allowed', reason }, { id: 'hook-before-plugin', reason }, { id: 'named-policy-unused', reason },
    { id: 'subdomain-wildcard', path: 'GET /orders', reason }, { id: 'subdomain-wildcard', path: '/config/cors/origins/0', reason }
  ]
  t.strictSame(lint(elsewhere), all, 'they can be about an application')
  t.strictSame(lint([{ id: 'loopback-origin-in-production', reason }], false), all, 'it can be about production')
  t.strictSame(lint([{ id: 'loopback-origin-in-production', reason }]), [...all, 'lint-ignore-without-effect /lint/ignore/0'])
  t.end()
})

t.test('an application accepts what the document of the registration accepts, and what the first one accepts for the whole', async (t) => {
  const reason = 'It was reviewed.'
  const ignore = [{ id: 'subdomain-wildcard', reason }, { id: 'apex-not-covered', reason }, { id: 'insecure-origin', reason }]
  t.strictSame((await start(DOCUMENT)).rules, ['apex-not-covered', 'insecure-origin', 'subdomain-wildcard'])
  const { app, rules } = await start({ ...DOCUMENT, lint: { ignore } })
  t.strictSame(rules, [])
  t.strictSame(await app.cors.lint(), [])
  t.strictSame((await start({ ...DOCUMENT, lint: { mode: 'off', ignore: [] } })).rules, [])
  t.strictSame((await start({ ...DOCUMENT, lint: { mode: 'warn', ignore: [...ignore, { id: 'loopback-origin-in-production', reason }] } })).rules, [])
  const unused = { id: 'hook-before-plugin', reason }
  t.strictSame((await start({ ...DOCUMENT, lint: { ignore: [...ignore, unused] } })).rules, ['lint-ignore-without-effect'])

  const outer = Fastify()
  outer.addHook('onRequest', async () => {})
  outer.register(corsPlugin, { origins: ['https://a.test'], lint: { ignore: [unused] } })
  outer.register(async (app) => {
    app.register(corsPlugin, { ...DOCUMENT, lint: { ignore } } as CorsPluginOptions)
    app.get('/orders', { config: { cors: { origins: ['https://*.example.com'] } } }, async () => '')
  }, { prefix: '/inner' })
  outer.get('/', async () => '')
  await outer.ready()
  t.strictSame(await outer.cors.lint(), [])
})

t.test('a reason that says nothing is rejected in documents and registrations', async (t) => {
  for (const reason of ['', ' ', '\t\n\u00A0']) {
    const options = { origins: ['https://a.test'], lint: { ignore: [{ id: 'insecure-origin', reason }] } }
    const expected = { message: /lint\.ignore\[0\]\.reason: The value is (?:empty|only white space)\./ }
    t.throws(() => lintPolicy(options), expected)
    await t.rejects(async () => { await Fastify().register(corsPlugin, options) }, expected)
  }
})

t.test('mode error rejects ready() only for errors that are not accepted', async (t) => {
  const document = { origins: ['https://*.github.io'] }
  const [{ id }] = lintPolicy(document) as unknown as [{ id: string }]
  const lint = { mode: 'error', ignore: [{ id, reason: 'It is public.' }] }
  await start({ ...document, lint: { ...lint, ignore: [...lint.ignore] } })
  t.strictSame((await start({ ...document, lint })).rules.includes(id), false)
})

t.test('replace puts the accepted findings of the new document in place', async (t) => {
  const { app } = await start(DOCUMENT)
  t.equal((await app.cors.lint()).length, 3)
  await app.cors.replace({ origins: ['http://intranet.example.net'], lint: { ignore: [{ id: 'insecure-origin', reason: 'An old device.' }] } })
  t.strictSame(await app.cors.lint(), [])
})

t.test('the command shows what the document accepts, and --fix leaves it alone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ignores-'))
  const file = join(folder, 'policy.json')
  const write = (document: object) => { writeFileSync(file, JSON.stringify(document)) }
  write({ origins: ['https://a.test', 'https://a.test'], lint: { ignore: [{ id: 'origin-listed-twice', reason: 'A test.' }] } })
  const { stdout } = await lintIn(folder, 'policy.json --format json')
  t.match(JSON.parse(stdout), { findings: { length: 0 }, ignored: [{ id: 'origin-listed-twice', path: '/origins/1', reason: 'A test.', line: 1 }] })
  await lintIn(folder, 'policy.json --fix')
  t.match(readFileSync(file, 'utf8'), '"https://a.test","https://a.test"')
  write({ origins: ['https://a.test'], lint: { ignore: [{ id: 'origin-listed-twice', reason: 'A test.' }] } })
  await lintIn(folder, 'policy.json --fix')
  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), { origins: ['https://a.test'], lint: { ignore: [] } })
})

t.test('an empty list in an override is a decision, which lint does not remove', (t) => {
  const ids = (own: object, base: object = {}) =>
    idsOf(lintPolicy({ origins: ['https://a.test'], maxAge: 5, ...base, routes: { '/a': { maxAge: 6, ...own } } } as CorsPolicyDocument))
  t.strictSame(ids({ exposedHeaders: [], allowedHeaders: [] }), [])
  t.strictSame(ids({ exposedHeaders: [] }, { exposedHeaders: [] }), ['override-field-without-effect /routes/~1a/exposedHeaders'])
  t.strictSame(ids({ exposedHeaders: ['ETag'] }, { exposedHeaders: ['etag'] }), ['override-field-without-effect /routes/~1a/exposedHeaders'])
  t.strictSame(ids({ methods: [] }, { methods: [] }), ['override-field-without-effect /routes/~1a/methods'])
  t.end()
})
