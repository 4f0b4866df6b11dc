/** Tests how documents that replace others are judged: by lint, by registrations inside, and by what browsers remember. */
import Fastify from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import { bootedApplicationOf } from '../../../lib/plugin/application.ts'
import { lintSteps } from '../../../lib/plugin/lint.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { until } from '../lookup/scripted-store.ts'
import { A, allowed, application, B } from './replaced-application.ts'

t.test('lint has a step for each rule, between which requests are served', async (t) => {
  const app = await application({ origins: [A], lint: 'warn' })
  const steps = [...lintSteps(bootedApplicationOf(app)!)]
  t.ok(steps.length >= RULES.filter(({ about }) => about === 'policy').length, `${steps.length} steps`)
})

t.test('lint judges the new document as the option says', async (t) => {
  const lines: { rule?: string }[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  await app.register(corsPlugin, { origins: [A] })
  app.get('/', async () => '')
  await app.ready()
  await app.cors.replace({ origins: [A, A] })
  await until(() => lines.some(({ rule }) => rule === 'origin-listed-twice'))

  const strict = Fastify()
  await strict.register(corsPlugin, { origins: [A], lint: 'error' })
  strict.put('/', async () => '')
  await strict.ready()
  const { NODE_ENV } = process.env
  t.teardown(() => { if (NODE_ENV === undefined) delete process.env['NODE_ENV']; else process.env['NODE_ENV'] = NODE_ENV })
  process.env['NODE_ENV'] = 'production'
  const [before, { digest }] = [strict.cors.routes(), strict.cors.status().registrations[0]!]
  // Any port of loopback, with credentials, is an error in production.
  await t.rejects(strict.cors.replace({ origins: [A, 'http://localhost:*'], credentials: true }), { code: 'FST_CORS_LINT_FAILED' })
  t.strictSame(strict.cors.routes(), before)
  t.match(strict.cors.status().registrations[0], { version: 1, digest })
})

t.test('of replacements that wait for each other, lint judges what is in place in the end', async (t) => {
  const lines: { rule?: string, msg: string }[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  await app.register(corsPlugin, { origins: [A], maxAge: 600 })
  app.put('/', async () => '')
  await app.ready()
  const judged = async (...documents: object[]): Promise<string[]> => {
    lines.length = 0
    const results = await Promise.allSettled(documents.map(async (document) => await app.cors.replace(document as never)))
    t.ok(results[0]!.status === 'fulfilled')
    await until(() => lines.some(({ rule }) => rule !== undefined))
    return lines.flatMap(({ rule }) => rule === 'origin-listed-twice' || rule === 'max-age-zero' ? [rule] : [])
  }
  t.strictSame(await judged({ origins: [A, A], maxAge: 600 }, { origins: [A], maxAge: 0 }), ['max-age-zero'])
  t.strictSame(await judged({ origins: [A, A], maxAge: 600 }, { origins: ['invalid'] }), ['origin-listed-twice'], 'the second one is refused')
})

t.test('documents of registrations inside are judged again with what they would inherit', async (t) => {
  const outer: CorsPluginOptions = { origins: [A], policies: { named: { origins: [A] } }, lint: 'off' }
  const app = Fastify()
  await app.register(corsPlugin, outer)
  app.register(async (app) => {
    await app.register(corsPlugin, { origins: ['https://*.shared.test'], credentials: true, routes: { '/inner/idle': 'named' }, lint: 'off' })
    app.get('/', async () => '')
    await app.register(async (app) => {
      await app.register(corsPlugin, { origins: [B], notFound: 'named', lint: 'off' })
    }, { prefix: '/deep' })
  }, { prefix: '/inner' })
  app.register(async (app) => {
    await app.register(corsPlugin, { origins: [B], lint: 'off' })
  }, { prefix: '/other' })
  await app.ready()
  const error: unknown = await app.cors.replace({ origins: [B], privateSuffixes: ['shared.test'] }).catch((error: unknown) => error)
  t.ok(error instanceof CorsPolicyError)
  t.strictSame((error as CorsPolicyError).issues.map(({ id, path, message }) => [id, path, message.slice(0, message.indexOf(':'))]), [
    ['public-suffix-wildcard-with-credentials', '/origins/0', 'In the registration under /inner'],
    ['unknown-policy-name', '/routes/~1inner~1idle', 'In the registration under /inner'],
    ['unknown-policy-name', '/notFound', 'In the registration under /inner/deep']
  ], 'all issues of all of them')
  await t.rejects(app.cors.shadow.set({ origins: [B], privateSuffixes: ['shared.test'] }), { code: 'FST_CORS_POLICY_INVALID' })
  t.equal(app.cors.status().registrations[0]!.version, 1)
  const beside = await application({ origins: [A] }, (app) => app.register(async (app) => {
    await app.register(corsPlugin, { origins: ['https://*.shared.test'], credentials: true, lint: 'off' })
  }))
  await t.rejects(beside.cors.replace({ origins: [A], privateSuffixes: ['shared.test'] }), { message: /In the registration under \/: / })
  await app.cors.replace({ origins: [B], privateSuffixes: ['else.test'], policies: { named: { origins: [B] } } })
  t.strictSame(await allowed(app, 'https://shop.shared.test', '/inner', 'GET'), ['https://shop.shared.test', 204, undefined])
})

t.test('the log and the status show what browsers and caches remember', async (t) => {
  const lines: { msg: string, version?: number, digest?: string, remembered?: string[] }[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  await app.register(corsPlugin, { origins: [A], maxAge: 600, lint: 'off' })
  app.get('/orders', async () => '')
  await app.register(async (inner) => {
    inner.setNotFoundHandler(async () => '')
    inner.get('/own', { config: { cors: false } }, async () => '')
  }, { prefix: '/inner' })
  await app.ready()
  t.equal(app.cors.status().registrations[0]!.remembered, undefined)
  await app.cors.replace({ origins: [B] })
  const { remembered, digest } = app.cors.status().registrations[0]!
  t.match(remembered, { preflights: { chromium: 600, firefox: 600, safari: 600 }, routes: ['GET /orders', 'HEAD /orders', 'unknown URLs', 'unknown URLs under /inner'] })
  await until(() => lines.some(({ msg }) => msg === 'The CORS policy was replaced.'))
  t.match(lines.find(({ msg }) => msg === 'The CORS policy was replaced.'), { version: 2, digest, remembered: remembered!.advice as string[] })
  await app.cors.replace({ origins: [B], description: 'the same headers' })
  t.equal(app.cors.status().registrations[0]!.remembered, undefined)
  await until(() => lines.filter(({ msg }) => msg === 'The CORS policy was replaced.').length === 2)
  t.equal(lines.findLast(({ msg }) => msg === 'The CORS policy was replaced.')!.remembered, undefined)
})
