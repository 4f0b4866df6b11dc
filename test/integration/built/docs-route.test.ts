/** `docs`: the route that serves the documentation of the policies. */
import { createHash } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { renderHtml } from '../../../lib/tools.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { assertBuilt } from '../../dist.ts'

assertBuilt()

const APP = 'https://app.example.com'

async function start (options: CorsPluginOptions, more?: (app: FastifyInstance) => unknown): Promise<FastifyInstance> {
  const app = Fastify()
  app.register(cors, options)
  await more?.(app)
  app.get('/orders', () => [])
  await app.ready()
  return app
}

/** The page, without the environment and the time at which it was made. */
function withoutAbout (html: string): string {
  return html.replace(/(?<=id="about">)\{.*?\}(?=<)/, '')
}

t.test('the documentation page is served at docs.url, and not without the option', async t => {
  const app = await start({ origins: [APP], docs: { url: '/cors' } })
  const { statusCode, headers, body } = await app.inject('/cors')
  t.equal(statusCode, 200)
  t.equal(headers['content-type'], 'text/html; charset=utf-8')
  t.equal(headers['x-content-type-options'], 'nosniff')
  t.equal(headers['cache-control'], 'no-store')
  t.equal(withoutAbout(body), withoutAbout(renderHtml(await app.cors.documentation())))
  t.equal((await app.inject({ method: 'HEAD', url: '/cors' })).statusCode, 200)
  await app.close()

  const without = await start({ origins: [APP] })
  t.notOk(without.hasRoute({ method: 'GET', url: '/cors' }))
  await without.close()
})

t.test('the Content-Security-Policy allows only the page\'s own script and style', async t => {
  const app = await start({ origins: [APP], docs: { url: '/cors' } })
  const { headers, body } = await app.inject('/cors')
  const [, style = ''] = /<style>([^]*?)<\/style>/.exec(body)!
  const [, script = ''] = /<script>([^]*?)<\/script>/.exec(body)!
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  t.equal(headers['content-security-policy'], `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; ` +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
  await app.close()
})

t.test('the Content-Security-Policy of the page replaces that of a hook', async t => {
  const app = await start({ origins: [APP], docs: { url: '/cors' } }, app => {
    app.addHook('onRequest', async (_request, reply) => { reply.header('content-security-policy', "default-src 'self'") })
  })
  t.match((await app.inject('/cors')).headers['content-security-policy'], /^default-src 'none'; /)
  await app.close()
})

t.test('cross-origin pages cannot read the documentation page, even from allowed origins', async t => {
  const app = await start({ origins: '*', docs: { url: '/cors' } })
  const { headers } = await app.inject({ url: '/cors', headers: { origin: APP } })
  t.equal(headers['access-control-allow-origin'], undefined)
  t.equal((await app.inject({ url: '/orders', headers: { origin: APP } })).headers['access-control-allow-origin'], '*')
  t.match(app.cors.routes().filter(({ url }) => url === '/cors'), [{ method: 'GET', policy: false, from: 'config' }, { method: 'HEAD', policy: false }])
  await app.close()
})

t.test('the documentation page is generated once, at the first request', async t => {
  const app = await start({ origins: [APP], docs: { url: '/cors' } })
  const { cors: decorator } = app
  let asked = 0
  Object.defineProperty(app, 'cors', { value: { ...decorator, documentation: () => { asked++; return decorator.documentation() } } })
  t.equal(asked, 0)
  const [first, ...others] = [...await Promise.all([app.inject('/cors'), app.inject('/cors')]), await app.inject('/cors')]
  t.equal(asked, 1)
  for (const { body } of others) t.equal(body, first!.body)
  await app.close()
})

t.test('the documentation page has the prefix of its scope and covers the whole application', async t => {
  const app = await start({ origins: [APP], policies: { outer: { origins: '*' } } }, app => {
    app.register(async inner => {
      await inner.register(cors, { origins: ['https://inner.example.com'], docs: { url: '/cors' } })
      inner.get('/here', () => 1)
    }, { prefix: '/inner' })
  })
  t.equal((await app.inject('/cors')).statusCode, 404)
  const { statusCode, body } = await app.inject('/inner/cors')
  t.equal(statusCode, 200)
  for (const text of ['"/orders"', '"/inner/here"', '"policy-outer"', '"policy-of-the-scope-inner"']) t.match(body, text)
  await app.close()
})

t.test('nested registrations can each have a documentation page with the same content', async t => {
  const app = await start({ origins: [APP], docs: { url: '/cors' } }, app => {
    app.register(async inner => { await inner.register(cors, { origins: '*', docs: { url: '/cors' } }) }, { prefix: '/inner' })
  })
  const [outer, inner] = [await app.inject('/cors'), await app.inject('/inner/cors')]
  t.equal(outer.statusCode, 200)
  t.equal(withoutAbout(outer.body), withoutAbout(inner.body))
  await app.close()
})

t.test('hooks of the scope run for the documentation page', async t => {
  const app = await start({ origins: [APP], docs: { url: '/cors' } }, app => {
    app.addHook('onRequest', async (request, reply) => { if (request.headers.authorization === undefined) return reply.code(401).send('who?') })
  })
  t.equal((await app.inject('/cors')).statusCode, 401)
  t.equal((await app.inject({ url: '/cors', headers: { authorization: 'x' } })).statusCode, 200)
  await app.close()
})

t.test('a route of the application at docs.url gives Fastify\'s own error', async t => {
  await t.rejects(start({ origins: [APP], docs: { url: '/orders' } }), { code: 'FST_ERR_DUPLICATED_ROUTE' })
})

for (const url of ['/', '/cors/', '/.well-known/cors', '/..cors', '/a.', '/cors(1)', '/é', '/a;b']) {
  t.test(`docs: { url: "${url}" } is reached over the network`, async t => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(cors, { origins: [APP], docs: { url } })
    const address = await app.listen()
    t.equal((await fetch(`${address}${url}`)).status, 200)
  })
}

const REFUSED: [docs: unknown, issues: readonly object[]][] = [
  [true, [{ id: 'wrong-type', path: '/docs', value: true }]],
  ['/cors', [{ id: 'wrong-type', path: '/docs', value: '/cors' }]],
  [null, [{ id: 'value-is-missing', path: '/docs', value: null }]],
  [undefined, [{ id: 'value-is-missing', path: '/docs', value: undefined }]],
  [{ url: null }, [{ id: 'value-is-missing', path: '/docs/url', value: null }]],
  [{ url: undefined }, [{ id: 'value-is-missing', path: '/docs/url', value: undefined }]],
  [['/cors'], [{ id: 'wrong-type', path: '/docs' }]],
  [{}, [{ id: 'wrong-type', path: '/docs/url', value: undefined }]],
  [{ url: 7 }, [{ id: 'wrong-type', path: '/docs/url', value: 7 }]],
  [{ url: '' }, [{ id: 'wrong-type', path: '/docs/url' }]],
  [{ url: 'cors' }, [{ id: 'wrong-type', path: '/docs/url', message: /begins with "\/"/ }]],
  [{ url: '/:name' }, [{ id: 'wrong-type', path: '/docs/url' }]],
  [{ url: '/*' }, [{ id: 'wrong-type', path: '/docs/url' }]],
  [{ url: '/a b' }, [{ id: 'wrong-type', path: '/docs/url' }]],
  [{ url: '/a?b' }, [{ id: 'wrong-type', path: '/docs/url' }]],
  [{ url: '/a#b' }, [{ id: 'wrong-type', path: '/docs/url' }]],
  ...['/a%20b', '/%', '/a%41', '/.', '/..', '/a/../b', '/a/./b', '/a/..', '/a\\b'].map((url): [unknown, object[]] => [{ url }, [{ id: 'wrong-type', path: '/docs/url' }]]),
  [{ path: '/cors', url: '/cors' }, [{ id: 'unknown-field', path: '/docs/path', value: '/cors', message: /The fields are "url" and "title"/ }]],
  [{ 'a/b': 1 }, [{ id: 'wrong-type', path: '/docs/url' }, { id: 'unknown-field', path: '/docs/a~1b' }]]
]

for (const [docs, issues] of REFUSED) {
  t.test(`docs: ${JSON.stringify(docs)} is refused`, async t => {
    const error = await start({ origins: [APP], docs } as CorsPluginOptions).then(() => undefined, error => error)
    t.equal(error?.code, 'FST_CORS_POLICY_INVALID')
    t.equal(error?.issues.length, issues.length)
    t.match(error?.issues, issues)
  })
}

t.test('issues of docs and of the policy are reported together', async t => {
  const error = await start({ origins: [`${APP}/`], docs: {} } as never).then(() => undefined, error => error)
  t.strictSame(error.issues.map(({ path }: { path: string }) => path), ['/docs/url', '/origins/0'])
})

t.test('the page follows a document that is replaced', async t => {
  const app = await start({ origins: ['https://before.example'], docs: { url: '/cors' } })
  for (let i = 0; i < 2; i++) t.match((await app.inject('/cors')).body, 'https://before.example')
  await app.cors.replace({ origins: ['https://after.example'] })
  const { body } = await app.inject('/cors')
  t.match(body, 'https://after.example')
  t.notMatch(body, 'https://before.example')
})
