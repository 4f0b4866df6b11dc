/** Tests the fixes of policies of an application, and whether they are safe. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { applyPatch } from '../../../lib/explain/json-patch.ts'
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsApplicationQuestion } from '../../../types/question.ts'
import { ADMIN, APP, build, document, explainIn, SHOP } from './explained-application.ts'

const app = build()
await app.ready()
t.teardown(() => app.close())

const explain = (question: CorsApplicationQuestion, of: FastifyInstance = app): Promise<CorsExplanation> => explainIn(of, question)

t.test('the fix is in the document, the route or an outer document, and allows the request', async t => {
  const fixFor = async (url: string, method: string, origin: string) => (await explain({ url, method, origin })).change!
  t.match(await fixFor('/orders/7', 'PUT', SHOP), { verdict: 'safe', in: 'document', patch: [{ op: 'add', path: '/origins/-', value: SHOP }] })
  t.match(await fixFor('/none', 'GET', SHOP), { in: 'document', patch: [{ op: 'add', path: '/notFound/origins/-', value: SHOP }] })
  t.match(await fixFor('/health', 'GET', SHOP), { in: 'document', patch: [{ op: 'replace', path: '/routes/~1health', value: { origins: [SHOP] } }] })
  t.match(await fixFor('/orders/7', 'DELETE', SHOP), {
    in: 'route', patch: [{ op: 'add', path: '/config/cors/origins/-', value: SHOP }], message: /^In `config\.cors` of the route: Add/
  })
  t.match(await fixFor('/off', 'GET', SHOP), { in: 'route', patch: [{ op: 'replace', path: '/config/cors', value: { origins: [SHOP] } }] })
  t.match(await fixFor('/inner/off', 'GET', SHOP), { in: 'document', patch: [{ op: 'add', path: '/routes/~1inner~1off', value: { origins: [SHOP] } }] })
  t.match(await fixFor('/outside', 'GET', SHOP), { verdict: 'none', in: null, message: /Register the plugin/ })
  t.match(await fixFor('/%zz', 'GET', SHOP), { verdict: 'none', message: /without running any plugin/ })
  t.match(await fixFor('/orders/7', 'PATCH', ADMIN), { verdict: 'none', message: /no route of this URL has the method `PATCH`/ })

  const named = (await explain({ url: '/inner/named', origin: APP, credentials: 'include' })).change!
  const suffixed = Fastify()
  await suffixed.register(cors, { policies: { list: { origins: ['https://*.customers.example'] } } })
  suffixed.register(async inner => {
    await inner.register(cors, { routes: { '/a': 'list' }, privateSuffixes: ['customers.example'] })
    inner.get('/a', () => 1)
  })
  await suffixed.ready()
  t.match((await suffixed.cors.explain({ origin: 'https://a.customers.example', url: '/a', credentials: 'include' })).change,
    { verdict: 'unsafe', in: 'outer document', flags: ['public-suffix-wildcards'] }, 'suffixes count there too')
  await suffixed.close()
  t.match(named, { in: 'outer document', patch: [{ op: 'replace', path: '/policies/public/origins' }, { op: 'add', path: '/policies/public/credentials' }] })

  const { patch } = await fixFor('/orders/7', 'PUT', SHOP)
  const changed = build(applyPatch(document, patch) as CorsPolicyDocument)
  await changed.ready()
  t.equal((await explain({ url: '/orders/7', method: 'PUT', origin: SHOP }, changed)).outcome, 'allow')
  await changed.close()
})

t.test('the fix of a route is validated and linted like the route', async t => {
  const app = Fastify()
  app.register(cors, { origins: [APP], credentials: true, privateSuffixes: ['customers.example'] })
  app.get('/a', { config: { cors: { maxAge: 5 } } }, () => 1)
  await app.ready()
  const { change: fix } = await app.cors.explain({ origin: 'http://shop.example', url: '/a' })
  t.match(fix, {
    verdict: 'unsafe',
    in: 'route',
    patch: [
      { op: 'add', path: '/config/cors/origins', value: [APP, 'http://shop.example'] },
      { op: 'add', path: '/config/cors/dangerouslyAllow', value: ['insecure-origins'] }
    ]
  })
  const invalid = (await app.cors.explain({ origin: 'https://SHOP.example', url: '/a' })).change
  t.match(invalid, { verdict: 'rejected', issues: [{ id: 'origin-has-upper-case', path: '/config/cors/origins/1' }] })
  await app.close()
})

t.test('adding an origin to a list that a route with credentials inherits is not safe', async t => {
  for (const [own, verdict] of [[{ credentials: true }, 'widens-credentials'], [{ credentials: true, origins: [APP] }, 'safe'], [{ maxAge: 5 }, 'safe']] as const) {
    const app = Fastify()
    app.register(cors, { origins: [APP], policies: { public: { origins: [APP] } }, routes: { '/public/*': 'public' } })
    app.get('/a', () => 1)
    app.get('/b', { config: { cors: own } }, () => 1)
    app.get('/public/a', () => 1)
    app.get('/public/b', { config: { cors: own } }, () => 1)
    await app.ready()
    for (const url of ['/a', '/public/a']) t.equal((await app.cors.explain({ url, origin: SHOP })).change?.verdict, verdict, `${url} ${JSON.stringify(own)}`)
    await app.close()
  }
})
