/** The option `lint`, and `app.cors.lint()`. */
import fastify from 'fastify'
import t from 'tap'
import corsPlugin, { CorsPolicyError } from '../../../lib/index.ts'
import { lintApp, lintPolicy } from '../../../lib/lint.ts'
import type { CorsLintMode } from '../../../types/plugin-options.ts'
import { ERROR, INFO, WARN, logged } from '../../logged.ts'
import { applicationOf as exampleOf } from '../lint/example-application.ts'

const A = 'https://a.test'
const WILD = { origins: ['https://*.a.test'], credentials: true, maxAge: 600 } as const
const WILD_RULE = 'subdomain-wildcard-with-credentials'
const OUTSIDE = 'cors-config-without-plugin'
const ABSENT = 'max-age-absent'
const handler = async () => ''

/** An application with an error, a warning and an information. */
function flawed (lint?: CorsLintMode) {
  const { app, log } = logged(WILD_RULE, OUTSIDE, ABSENT)
  app.register(async (app) => {
    app.register(corsPlugin, { ...WILD, routes: { '/inside': { origins: [A] } }, ...lint !== undefined && { lint } })
    app.put('/inside', handler)
  })
  app.put('/outside', { config: { cors: { origins: [A] } } }, handler)
  return { app, log }
}

t.test('findings are logged once at boot, each rule at its severity', async (t) => {
  const { app, log } = flawed()
  await app.ready()
  await app.inject({ method: 'PUT', url: '/inside', headers: { origin: A } })
  t.match(log, [
    { level: WARN, rule: WILD_RULE, msg: /^registration \/origins\/0 "https:\/\/\*\.a\.test": .* \(subdomain-wildcard-with-credentials\)$/ },
    { level: ERROR, rule: OUTSIDE, findings: [{ place: 'PUT /outside', path: '/config/cors' }] }
  ])
  t.equal(log.length, 2)
})

t.test('lint: "error" rejects ready() with all errors, and logs the other findings', async (t) => {
  const { app, log } = flawed('error')
  const error = await app.ready().then(() => undefined, (error: unknown) => error as CorsPolicyError)
  t.ok(error instanceof CorsPolicyError)
  t.equal(error?.code, 'FST_CORS_LINT_FAILED')
  t.match(error?.message, /^CORS policies with errors: 1 issue, explained in fastify-cors-policy\/docs\/rules\.md\n {2}config\.cors: PUT \/outside: `config\.cors` has no effect/)
  t.match(error?.issues, [{ id: OUTSIDE, path: '/config/cors' }])
  t.same(log.map(({ rule }) => rule), [WILD_RULE])
})

t.test('lint: "error" reports no registration for a finding about the whole application', async (t) => {
  const app = await exampleOf(`
    app.register(corsPlugin, { origins: ['https://a.test'], lint: 'error' })
    app.register(async app => { app.register(cors); app.get('/orders', handler) })`).then(() => undefined, (error: unknown) => error as CorsPolicyError)
  t.match(app?.issues, [{ id: 'second-cors-layer', path: '', message: /^@fastify\/cors also sets CORS headers for GET \/orders/ }])
})

t.test('an unknown value of the option lint is rejected', async (t) => {
  for (const lint of ['warning', false, null]) {
    const app = fastify()
    app.register(corsPlugin, { origins: [A], lint } as never)
    const error = await app.ready().then(() => undefined, (error: unknown) => error as CorsPolicyError)
    t.same(error?.issues.map(({ path }) => path), ['/lint'])
  }
})

t.test('lint: "error" does not reject an application with only warnings', async (t) => {
  const { app, log } = logged(WILD_RULE)
  app.register(corsPlugin, { ...WILD, lint: 'error' })
  await app.ready()
  t.match(log, [{ level: WARN, rule: WILD_RULE }])
})

t.test('lint: "off" disables the findings of its own registration only', async (t) => {
  const { app, log } = flawed('off')
  await app.ready()
  t.same(log, [])
  const mixed = logged(WILD_RULE)
  mixed.app.register(corsPlugin, { ...WILD, lint: 'off' })
  mixed.app.register(async (app) => { app.register(corsPlugin, WILD) }, { prefix: '/inner' })
  await mixed.app.ready()
  t.match(mixed.log, [{ msg: /^registration under \/inner \/origins\/0 / }])
  t.equal(mixed.log.length, 1)
})

t.test('app.cors.lint() and lintApp return the same findings with any value of the option lint', async (t) => {
  const { app } = flawed('off')
  await t.rejects(lintApp(app), TypeError, 'not before the plugin has loaded')
  await app.ready()
  const findings = await lintApp(app)
  t.match(findings.filter(({ id }) => [WILD_RULE, OUTSIDE].includes(id)), [
    { id: WILD_RULE, severity: 'warning', place: 'registration', path: '/origins/0', value: 'https://*.a.test', fix: null },
    { id: OUTSIDE, severity: 'error', place: 'PUT /outside', path: '/config/cors', value: null }
  ])
  t.ok(Object.isFrozen(findings))
  t.same(JSON.parse(JSON.stringify(findings)), findings, 'plain JSON')
  const bare = fastify()
  await t.rejects(lintApp(bare), /has not registered fastify-cors-policy/)
})

t.test('app.cors.lint() rejects before the application is ready', async (t) => {
  const app = fastify()
  await app.register(corsPlugin, { origins: [A] })
  await t.rejects(app.cors.lint(), { code: 'FST_CORS_NOT_READY' })
})

t.test('lint checks the own fields of an override, and inherited fields where they are written', async (t) => {
  const { app } = logged()
  app.register(corsPlugin, WILD)
  app.put('/one', { config: { cors: { maxAge: 0 } } }, handler)
  app.put('/two', { config: { cors: { maxAge: 0 } } }, handler)
  await app.ready()
  const found = (await app.cors.lint()).map(({ id, place, path }) => `${id} ${place} ${path}`)
  t.same(found.filter(line => line.startsWith(WILD_RULE)), [`${WILD_RULE} registration /origins/0`])
  t.same(found.filter(line => line.startsWith('max-age')), ['max-age-zero PUT /one /config/cors/maxAge'], 'equal overrides are one')
})

t.test('all findings of a rule are logged as one line', async (t) => {
  const { app, log } = logged(WILD_RULE)
  app.register(corsPlugin, { origins: Array.from({ length: 30 }, (_, i) => `https://*.a${i}.test`), credentials: true })
  await app.ready()
  t.match(log, [{ level: WARN, msg: /\(and 29 more\) \(/ }])
  t.equal(log.length, 1)
  t.equal((log[0]?.['findings'] as unknown[]).length, 20)
})

t.test('lint at boot checks the first 10,000 origins of a policy, app.cors.lint() all', async (t) => {
  const { app, log } = logged(WILD_RULE)
  const origins = Array.from({ length: 10_001 }, (_, i) => `https://a${i}.test`)
  origins[9999] = 'https://*.first.test'
  origins[10_000] = 'https://*.second.test'
  app.register(corsPlugin, { origins, credentials: true, maxAge: 600 })
  await app.ready()
  t.match(log, [{ msg: /first\.test/, findings: [{ path: '/origins/9999' }] }])
  t.same((await app.cors.lint()).filter(({ id }) => id === WILD_RULE).map(({ path }) => path), ['/origins/9999', '/origins/10000'])
})

t.test('lint at boot checks 10,000 origins of all policies together, each list once, app.cors.lint() all', async (t) => {
  const wildcards = async (ofFirst: number, ofSecond: number): Promise<[atBoot: number, later: number]> => {
    const { app, log } = logged(WILD_RULE)
    const own = (name: string, count: number) => [...Array.from({ length: count - 1 }, (_, i) => `https://${name}${i}.test`), `https://*.${name}.test`]
    app.register(corsPlugin, { origins: own('scope', ofFirst), credentials: true, maxAge: 600 })
    app.get('/same', { config: { cors: { maxAge: 5 } } }, handler)
    app.get('/own', { config: { cors: { origins: own('own', ofSecond) } } }, handler)
    await app.ready()
    const findings = (await app.cors.lint()).filter(({ id }) => id === WILD_RULE)
    return [log.flatMap(({ findings }) => findings as object[]).length, findings.length]
  }
  t.strictSame(await wildcards(6_000, 4_000), [2, 2], 'the list that an override inherits counts once')
  t.strictSame(await wildcards(6_000, 4_001), [1, 2])
})

t.test('equal overrides are linted once, and other overrides with the same policy by themselves', async (t) => {
  const app = fastify()
  app.register(corsPlugin, { origins: [A], maxAge: 600, lint: 'off' })
  const [small, large] = [{ credentials: false }, { maxAge: 600, credentials: false }] as const
  const overrides = [small, { ...small }, large, { ...large }]
  for (const [i, cors] of overrides.entries()) app.get(`/${i}`, { config: { cors } }, handler)
  await app.ready()
  const found = (await app.cors.lint()).filter(({ id }) => id === 'override-field-without-effect')
  t.strictSame(found.map(({ place, path }) => `${place} ${path}`), [
    'GET /0 /config/cors/credentials', 'GET /2 /config/cors/credentials', 'GET /2 /config/cors/maxAge'
  ])
})

t.test('lint at boot counts all origins of a policy, and compares the first 10,000', async (t) => {
  const { app, log } = logged('many-origins', 'origin-listed-twice')
  const origins = Array.from({ length: 10_002 }, (_, i) => `https://a${i}.test`)
  origins[9999] = 'https://a1.test'
  origins[10_000] = 'https://a2.test'
  app.register(corsPlugin, { origins, maxAge: 600 })
  await app.ready()
  t.match(log, [{ msg: /lists 10002 exact origins/ }, { rule: 'origin-listed-twice', findings: [{ path: '/origins/9999' }] }])
})

t.test('a long list hides nothing in a short one, although lint at boot checks 10,000 origins of all policies together', async (t) => {
  const { app, log } = logged(WILD_RULE, 'origin-listed-twice')
  const long = Array.from({ length: 10_000 }, (_, i) => `https://a${i}.test`)
  const other = [...long.slice(0, 30).map(origin => `${origin}:8443`), 'https://a1.test:8443']
  app.register(corsPlugin, { origins: long, credentials: true, policies: { short: { ...WILD }, long: { origins: other } } })
  app.get('/short', { config: { cors: 'short' } }, handler)
  app.get('/long', { config: { cors: 'long' } }, handler)
  await app.ready()
  t.match(log, [{ rule: WILD_RULE, findings: [{ path: '/policies/short/origins/0' }] }])
  t.equal(log.length, 1, 'the last origin of the other list is one too many')
  t.same((await app.cors.lint()).filter(({ id }) => id === 'origin-listed-twice').map(({ path }) => path), ['/policies/long/origins/30'])
})

t.test('lint at boot says nothing about the absence of what it does not check', async (t) => {
  const { app, log } = logged('apex-not-covered', 'lint-ignore-without-effect')
  const origins = ['https://*.a.test', ...Array.from({ length: 10_000 }, (_, i) => `https://b${i}.test`), 'https://a.test', 'https://a.test']
  app.register(corsPlugin, { origins, lint: { ignore: [{ id: 'origin-listed-twice', reason: 'The list is made by a program.' }] } })
  await app.ready()
  t.same(log, [])
  const found = new Set((await app.cors.lint()).map(({ id }) => id))
  t.notOk(['apex-not-covered', 'lint-ignore-without-effect', 'origin-listed-twice'].some(id => found.has(id)))
})

t.test('findings with severity info are logged at info', async (t) => {
  const { app, log } = logged(ABSENT)
  app.register(corsPlugin, { origins: [A] })
  app.put('/', handler)
  await app.ready()
  t.match(log, [{ level: INFO, rule: ABSENT }])
})

t.test('lint uses NODE_ENV to detect production', async (t) => {
  const local = { origins: ['http://localhost:5173'] }
  const ids = () => lintPolicy(local).map(({ id }) => id)
  const before = process.env['NODE_ENV']
  t.teardown(() => { if (before === undefined) delete process.env['NODE_ENV']; else process.env['NODE_ENV'] = before })
  process.env['NODE_ENV'] = 'production'
  t.ok(ids().includes('loopback-origin-in-production'))
  const app = fastify()
  await app.register(corsPlugin, { ...local, lint: 'off' })
  await app.ready()
  t.ok((await app.cors.lint()).some(({ id }) => id === 'loopback-origin-in-production'))
  process.env['NODE_ENV'] = 'test'
  t.notOk(ids().includes('loopback-origin-in-production'))
  t.ok(lintPolicy(local, { production: true }).some(({ id }) => id === 'loopback-origin-in-production'))
})
