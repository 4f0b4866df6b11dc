/** Tests that example URLs reach their routes and not-found handlers. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { exampleHosts, examplePaths } from '../../../lib/docs/example-path.ts'
import { exampleText } from '../../../lib/docs/example-text.ts'
import type { CorsDocumentation } from '../../../types/documentation.ts'
import { routerOptions } from '../../fastify-facts.ts'

async function documented (declare: (app: FastifyInstance) => unknown): Promise<CorsDocumentation> {
  const app = Fastify(routerOptions({ allowUnsafeRegex: true }))
  t.teardown(() => app.close())
  await app.register(cors, { origins: '*' })
  await declare(app)
  await app.ready()
  return app.cors.documentation()
}

const handler = () => 1
const sitesOf = ({ routes }: CorsDocumentation) => routes.map(({ url, example: site }) => [url, site && `${site.host ?? ''}${site.path}`])

const PATTERNS = [
  '/orders/:id(^[0-9a-f]{24}$)', '/:id(^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$)', '/:id(\\d{3})', '/:id(^\\d{3,5}$)/x',
  '/:n(^\\d+$)', '/:lang(^[a-z]{2}$)', '/:lang(^[a-z]{2}(-[A-Z]{2})?$)/x', '/:x(^(foo|bar)$)', '/:v(^v\\d+$)', '/:x(^[A-Z]+$)', '/at/:h(^\\d{2})h:m(^\\d{2})m',
  '/:d(^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$)', '/:slug(^[a-z0-9]+(?:-[a-z0-9]+)*$)', '/:file(^[^/]+\\.(?:png|jpe?g)$)', '/:x(^(?:a|b(?:c|(?:d)))$)/y/:z',
  '/:x(^\\(x\\)$)', '/:x(^(?=.*\\d)[a-z\\d]{4,}$)', '/:x(^(?!admin).+$)', '/:x(^(?<year>\\d{4})$)', '/:x(^\\x41\\u0042c*?$)', '/:x(\\bé\\b|ü)', '/:x(^.{0,3}$)', '/:x(^[\\w.\\]-]{3}$)',
  '/:x(^a{1000}$|b)', '/:x?', '/:a-:b', '/:file.:ext', '/a::b/:c', '/*', '*', '/a/*'
]

for (const pattern of PATTERNS) {
  t.test(`${pattern} has an example URL that reaches it`, async t => {
    const { routes } = await documented(app => app.get(pattern, handler))
    for (const { url, example: site } of routes) {
      const answer = site?.responses.find(({ method }) => method === 'GET')
      t.equal(answer?.route, `GET ${url}`, String(site?.path))
    }
  })
}

t.test('a route without matching example values has no example URL', async t => {
  t.strictSame(sitesOf(await documented(app => app.get('/:x(^(?=.{6}$)(?=.*Z)a\\w+$)', handler))), [['/:x(^(?=.{6}$)(?=.*Z)a\\w+$)', null]])
  t.strictSame(examplePaths('/a/:x(^(a)\\1\\1$)'), [])
})

t.test('an optional parameter in the pattern gets an example value', async t => {
  t.strictSame(examplePaths('/a/:x(^b$)?'), ['/a/b'])
})

/** TypeScript does not support this expression. */
const NEWER = '^[a--b]$'

t.test('host constraints get example hosts', async t => {
  const documentation = await documented(app => {
    for (const host of [/^x\d/, /\.example\.com$/, /^(?:api|www)\.a\.test$/i, /^.+\.b\.test$/g, 'a.test', /a b/, new RegExp(NEWER, 'v')]) app.get('/', { constraints: { host } }, handler)
  })
  const sites = documentation.routes.map(({ constraints, example: site }) => [constraints, site?.host])
  t.strictSame(sites, [
    ['host: /\\.example\\.com$/', 'a.example.com'], ['host: /^(?:api|www)\\.a\\.test$/i', 'api.a.test'], ['host: /^.+\\.b\\.test$/g', 'a.b.test'],
    ['host: /^[a--b]$/v', undefined], ['host: /^x\\d/', 'x1'], ['host: /a b/', undefined], ['host: a.test', 'a.test']
  ])
  t.strictSame(exampleHosts(7), [], 'what a strategy of the application takes')
})

t.test('an example host that another route handles first is skipped', async t => {
  const documentation = await documented(app => {
    app.get('/', { constraints: { host: /^x/ }, config: { cors: false } }, handler)
    app.get('/', { constraints: { host: /^[xy]$/ } }, handler)
  })
  t.strictSame(documentation.routes.map(({ constraints, example: site }) => [constraints, site?.host, site?.responses[0]?.policy]), [
    ['host: /^[xy]$/', 'y', 'policy-of-the-scope'], ['host: /^x/', 'x', null]
  ])
})

t.test('example URLs of other routes are skipped, and a URL for all methods is preferred', async t => {
  t.strictSame(sitesOf(await documented(app => {
    app.get('*', handler)
    app.get('/:x', handler)
    app.route({ method: ['GET', 'PUT'], url: '/files/*', handler })
    app.put('/files/:id', handler)
    app.get('/orders/1', handler)
    app.get('/orders/:id', handler)
    app.get('/all/:id(^1|2$)', handler)
    app.put('/all/1', handler)
    app.put('/all/:id(^1|2$)', handler)
  })), [
    ['*', '/none/of/the/routes'], ['/:x', '/1'], ['/all/1', '/all/1'], ['/all/:id(^1|2$)', '/all/2'], ['/files/*', '/files/none/of/the/routes'], ['/files/:id', '/files/1'],
    ['/orders/1', '/orders/1'], ['/orders/:id', '/orders/a']
  ])
  t.strictSame(sitesOf(await documented(app => {
    app.route({ method: ['GET', 'PUT'], url: '/:id(^1$)', handler })
    app.put('/1', handler)
  })), [['/1', '/1'], ['/:id(^1$)', '/1']], 'some of its methods, where there is no URL for all')
})

/** Routes, and the expected not-found handlers: prefix, unhandled methods and example URL. */
const REST: [name: string, declare: (app: FastifyInstance) => unknown, rest: [prefix: string, unhandledMethods: string, path: string | undefined][]][] = [
  ['no route that takes all', app => app.get('/:x', handler), [['', '', '/none/of/the/routes']]],
  ['a route that takes all', app => app.get('*', handler), [['', 'GET HEAD', '/none/of/the/routes']]],
  ['the same with a slash', app => app.post('/*', handler), [['', 'POST', '/none/of/the/routes']]],
  ['two of them', app => { app.put('*', handler); app.delete('/*', handler) }, [['', 'DELETE PUT', '/none/of/the/routes']]],
  ['one for a host', app => app.get('*', { constraints: { host: 'a.test' } }, handler), [['', '', '/none/of/the/routes']]],
  ['one for a version', app => app.get('*', { constraints: { version: '1.0.0' } }, handler), [['', '', '/none/of/the/routes']]],
  ['one for what looks made up', app => app.get('/none/*', handler), [['', '', '/none']]],
  ['handlers inside', app => { inside(app, '/in', app => app.get('/*', handler)); inside(app, '/has', app => { app.put('/*', handler); app.put('', handler) }) },
    [['', '', '/none/of/the/routes'], ['/in', '', '/in/none/of/the/routes'], ['/has', 'PUT', '/has/none/of/the/routes']]],
  ['all outside of a handler', app => { app.get('*', handler); inside(app, '/in', () => {}) }, [['', 'GET HEAD', '/none/of/the/routes'], ['/in', 'GET HEAD', '/in/none/of/the/routes']]],
  ['a prefix with a slash at its end', app => inside(app, '/in/', app => app.get('*', handler)), [['', '', '/none/of/the/routes'], ['/in/', 'GET HEAD', '/in/none/of/the/routes']]],
  ['a prefix with a parameter', app => inside(app, '/:shop', () => {}), [['', '', '/none/of/the/routes'], ['/:shop', '', '/1/none/of/the/routes']]]
]

function inside (app: FastifyInstance, prefix: string, declare: (app: FastifyInstance) => unknown): void {
  app.register(async inner => {
    inner.setNotFoundHandler(() => 'none')
    declare(inner)
  }, { prefix })
}

for (const [name, declare, rest] of REST) {
  t.test(`not-found handlers with ${name}`, async t => {
    const { notFound } = await documented(async app => { await declare(app) })
    t.strictSame(notFound.map(({ prefix, unhandledMethods, example: site }) => [prefix, unhandledMethods.join(' '), site?.path]), rest)
    for (const { example: site, unhandledMethods } of notFound) {
      if (site === null) continue
      t.equal(site.fallback.kind, 'not-found')
      for (const method of unhandledMethods) t.ok(site.responses.some(answer => answer.method === method), `${method} is answered by a route`)
    }
  })
}

t.test('example texts have a limited length', async t => {
  t.equal(exampleText('((((a{999}){999}){999}){999}){999}', 0).length, 200)
  t.equal(exampleText('a{2,}', 500).length, 200)
})
