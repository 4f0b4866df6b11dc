/** The options of `originGuard`, and the origins that it allows. */
import Fastify, { type FastifyInstance, type onRequestHookHandler } from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin } from '../../../lib/index.ts'
import type { CorsOriginGuardOptions } from '../../../types/fastify.ts'

const A = 'https://a.test'

const application = async (): Promise<FastifyInstance> => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [A], privateSuffixes: ['customers.example.com'] })
  return app
}

t.test('originGuard rejects invalid options and untrusted origins with every issue', async (t) => {
  const app = await application()
  const rows: readonly (readonly [options: unknown, issues: readonly string[], message?: RegExp])[] = [
    [null, ['value-is-missing ']],
    [[A], ['wrong-type ']],
    [A, ['wrong-type ']],
    [{ get alsoAllow () { throw new Error('boom') } }, ['value-is-unreadable /alsoAllow']],
    [{ alsoAllow: undefined }, ['value-is-missing /alsoAllow']],
    [{ alsoAllow: '*' }, ['wrong-type /alsoAllow']],
    [{ alsoAllow: A }, ['wrong-type /alsoAllow']],
    [{ alsoAllow: [] }, ['origins-are-empty /alsoAllow'], /^The list of origins is empty.*remove the option\.$/],
    [{ alsoAllow: [A, '*'] }, ['every-origin-in-list /alsoAllow/1'], /^"\*" allows any origin/],
    [{ alsoAllow: ['https://*'] }, ['wildcard-without-domain /alsoAllow/0'], /^"https:\/\/\*" .* whose subdomains/],
    [{ alsoAllow: ['https://*.com', 'null'] }, ['public-suffix-wildcard-with-credentials /alsoAllow/0', 'null-origin-with-credentials /alsoAllow/1']],
    [{ alsoAllow: ['https://*.customers.example.com'] }, ['public-suffix-wildcard-with-credentials /alsoAllow/0'], /List the origins, or add "public-suffix-wildcards" to `dangerouslyAllow`\.$/],
    [{ alsoAllow: ['http://api.example', 'http://*.c.test'] }, ['insecure-origin-with-credentials /alsoAllow/0', 'insecure-origin-with-credentials /alsoAllow/1'], /Use https, or add "insecure-origins"/],
    [{ alsoAllow: [A], dangerouslyAllow: ['insecure'] }, ['unknown-flag /dangerouslyAllow/0']],
    [{ alsoAllow: [A], dangerouslyAllow: 'insecure-origins' }, ['wrong-type /dangerouslyAllow']],
    [{ dangerouslyAllow: ['insecure-origins'] }, ['missing-field /alsoAllow']],
    [{ alsoAllow: [A, { source: 'tenants' }] }, ['wrong-type /alsoAllow/1']],
    [{ allowMissingOrigin: 'yes' }, ['wrong-type /allowMissingOrigin']],
    [{ allowMissingOrigin: 1, alsoAllow: [`${A}/`], also: 1, 'a/b': 2 },
      ['unknown-field /also', 'unknown-field /a~1b', 'origin-has-path /alsoAllow/0', 'wrong-type /allowMissingOrigin']]
  ]
  for (const [options, issues, message = /./] of rows) {
    let error: unknown
    try {
      app.cors.originGuard(options as CorsOriginGuardOptions)
    } catch (thrown) {
      error = thrown
    }
    const name = JSON.stringify(issues)
    if (!(error instanceof CorsPolicyError)) return t.fail(name)
    t.same(error.issues.map(({ id, path }) => `${id} ${path}`), issues, name)
    t.notMatch(error.message, /`origins/, name)
    t.match(error.issues[0]!.message, message)
  }
})

t.test('originGuard accepts loopback origins, http origins by a flag, wildcards of own domains, and no options', async (t) => {
  const app = await application()
  const alsoAllow = ['http://api.example', 'https://*.b.test:*', 'http://*.c.test']
  app.get('/more', { onRequest: app.cors.originGuard({ alsoAllow, dangerouslyAllow: ['insecure-origins'] }) }, async () => '')
  app.get('/loopback', { onRequest: app.cors.originGuard({ alsoAllow: ['http://localhost:*'] }) }, async () => '')
  app.get('/default', { onRequest: app.cors.originGuard() }, async () => '')
  app.get('/empty', { onRequest: app.cors.originGuard({}) }, async () => '')
  alsoAllow.push('https://evil.test')
  const statusOf = async (url: string, origin: string) => (await app.inject({ url, headers: { origin } })).statusCode
  for (const origin of [A, 'http://api.example', 'https://x.b.test:8443', 'http://x.c.test']) t.equal(await statusOf('/more', origin), 200, origin)
  for (const origin of ['https://evil.test', 'https://api.example', 'null']) t.equal(await statusOf('/more', origin), 403, origin)
  t.equal(await statusOf('/loopback', 'http://localhost:5173'), 200)
  for (const url of ['/default', '/empty']) {
    t.equal(await statusOf(url, A), 200)
    t.equal(await statusOf(url, 'http://api.example'), 403)
  }
})

t.test('originGuard allows any origin if the policy allows any origin', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: '*' })
  app.get('/', { onRequest: app.cors.originGuard() }, async () => '')
  t.equal((await app.inject({ url: '/', headers: { origin: 'https://evil.test' } })).statusCode, 200)
})

t.test('originGuard waits for a source whose result is not in memory', async (t) => {
  const app = Fastify()
  let reads = 0
  const has = async (origin: string): Promise<boolean> => {
    reads++
    if (origin !== A) throw new Error('the store is down')
    return true
  }
  await app.register(corsPlugin, {
    origins: [{ source: 'tenants' }], sources: { tenants: { mode: 'lookup', connect: async () => ({ version: async () => '1', has, close () {} }) } }, lint: 'off'
  })
  app.post('/', { onRequest: app.cors.originGuard() }, async () => '')
  const statusOf = async (origin: string) => (await app.inject({ method: 'POST', url: '/', headers: { origin } })).statusCode
  t.strictSame([await statusOf(A), reads], [200, 1])
  // A failure is not kept, but the guard decides by the decision that was reported.
  t.strictSame([await statusOf('https://evil.test'), reads], [403, 2])
  await app.close()
})

t.test('a guard that runs before the plugin waits for a source, and refuses every origin whose look-up fails', async (t) => {
  const has = (origin: string): Promise<boolean> => {
    if (origin === 'https://at-once.test') throw new Error('down')
    return origin === A ? Promise.resolve(true) : Promise.reject(new Error('down'))
  }
  const tenants = { mode: 'lookup' as const, connect: async () => ({ version: async () => '1', has, close () {} }) }
  const options = { origins: [{ source: 'tenants' }], sources: { tenants }, lint: 'off' as const }
  const app = Fastify()
  let guard!: onRequestHookHandler
  await app.register(async (child) => {
    await child.register(corsPlugin, options)
    guard = child.cors.originGuard()
  })
  await app.register(async (child) => {
    child.addHook('onRequest', guard)
    await child.register(corsPlugin, options)
    child.post('/', async () => '')
  })
  for (const [origin, status] of [[A, 200], ['https://evil.test', 403], ['https://at-once.test', 403]] as const) {
    t.equal((await app.inject({ method: 'POST', url: '/', headers: { origin } })).statusCode, status, origin)
  }
  await app.close()
})
