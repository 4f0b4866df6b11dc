/** Routes that Fastify has rejected, in applications that handle the error: the policies are those of the routes that it has kept. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { routerOptions } from '../../fastify-facts.ts'

const A = 'https://a.test'
const B = 'https://b.test'

const ROWS: ReadonlyArray<readonly [kept: string, rejected: string, url: string, options: object]> = [
  ['/x', '/x', '/x', {}],
  ['*', '/*', '/q', {}],
  ['/*', '*', '/q', {}],
  ['/x/:id', '/x/:name', '/x/7', {}],
  ['/x/:id(^\\d+$)', '/x/:id(^\\d+$)', '/x/7', {}],
  ['/Admin', '/admin', '/admin', { caseSensitive: false }],
  ['/Admin/:id', '/admin/:id', '/admin/7', { caseSensitive: false }],
  ['/admin', '/admin/', '/admin', { ignoreTrailingSlash: true }],
  ['/admin/x', '/admin//x', '/admin/x', { ignoreDuplicateSlashes: true }]
]

for (const [kept, rejected, url, options] of ROWS) {
  t.test(`${kept} keeps its policy after ${rejected} was rejected`, async (t) => {
    for (const isListed of [true, false]) {
      for (const isAwaited of [false, true]) {
        // Fastify 5.0 changes the object.
        const app = Fastify({ ...routerOptions(options) })
        // Without the list of routes, the plugin knows only what is declared after it has loaded.
        if (!isListed && !isAwaited) continue
        if (!isListed) Object.assign(app, { printRoutes: () => '' })
        const registered = app.register(corsPlugin, { origins: [B], policies: { a: { origins: [A] } }, routes: { '/other/*': 'a' }, lint: 'off' })
        if (isAwaited) await registered
        app.delete(kept, { config: { cors: 'a' } }, async () => 'kept')
        let error: Error | undefined
        app.register(async (app) => { app.delete(rejected, async () => 'rejected') }).after((caught) => { error = caught ?? undefined })
        await app.ready()
        t.match(error, { message: /already declared/ })
        const label = `${isListed} ${isAwaited}`
        for (const origin of [A, B]) {
          const preflight = await app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'DELETE' } })
          const actual = await app.inject({ method: 'DELETE', url, headers: { origin } })
          t.equal(actual.body, 'kept')
          t.equal(actual.headers['access-control-allow-origin'], origin === A ? A : undefined, label)
          t.equal(preflight.statusCode, origin === A ? 204 : 403, `${origin} ${label}`)
          t.equal((await app.cors.explain({ origin, url, method: 'DELETE' })).outcome, preflight.statusCode === 204 ? 'allow' : 'block', label)
        }
      }
    }
  })
}

t.test('an application boots after a route was rejected whose pattern the router cannot read', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [A], lint: 'off' })
  app.delete('/x', async () => 'kept')
  // Each expression is valid, but not both together.
  t.throws(() => app.delete('/:a(?<n>x)-:b(?<n>y)', async () => 'rejected'), { message: /Duplicate capture group name/ })
  const { statusCode } = await app.inject({ method: 'OPTIONS', url: '/x', headers: { origin: A, 'access-control-request-method': 'DELETE' } })
  t.equal(statusCode, 204)
})
