/** Tests explanations of requests whose policy is for unknown URLs or for a prefix. */
import Fastify from 'fastify'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { ADMIN, APP, SHOP } from './explained-application.ts'

t.test('the explanation covers not-found handlers with and without their own policy', async t => {
  const app = Fastify()
  app.register(cors, { policies: { public: { origins: '*' } } })
  app.get('/a', () => 1)
  app.register(async scope => { scope.setNotFoundHandler({ config: { cors: { origins: [ADMIN] } } } as never, () => 'none') }, { prefix: '/admin' })
  await app.ready()
  t.match((await app.cors.explain({ origin: SHOP, url: '/admin/none' })), {
    subject: { kind: 'not-found', from: 'config' },
    change: { verdict: 'safe', in: 'route', patch: [{ op: 'add', path: '/config/cors/origins/-', value: SHOP }] }
  })
  t.match((await app.cors.explain({ origin: SHOP, url: '/none' })), {
    subject: { kind: 'not-found', from: 'scope', policy: false },
    change: { in: 'document', patch: [{ op: 'add', path: '/notFound', value: { origins: [SHOP] } }] }
  })
  await app.close()
})

t.test('fields of a not-found handler override `notFound` of the document', async t => {
  const app = Fastify()
  app.register(cors, { origins: [APP], credentials: true, policies: { public: { origins: [ADMIN] } }, notFound: 'public' })
  app.setNotFoundHandler({ config: { cors: { exposedHeaders: ['ETag'] } } } as never, () => 'none')
  await app.ready()
  t.match(await app.cors.explain({ origin: SHOP, url: '/none' }), {
    subject: { kind: 'not-found', from: 'config', policy: { origins: [ADMIN], exposedHeaders: ['ETag'] } },
    change: { verdict: 'safe', in: 'route', patch: [{ op: 'add', path: '/config/cors/origins', value: [ADMIN, SHOP] }] }
  })
  await app.close()
})

t.test('the index of a prefix has the policy of its pattern, and fields of a route override it', async t => {
  const app = Fastify()
  app.register(cors, {
    origins: [APP],
    credentials: true,
    policies: { public: { origins: '*' }, partners: { origins: ['https://partner.example'] } },
    routes: { '/catalogue/*': 'public', '/shop/+': 'public', '/partners/*': 'partners', '/off/*': false }
  })
  for (const prefix of ['/catalogue', '/shop', '/partners']) {
    app.register(async scope => {
      scope.get('/', () => 1)
      scope.get('/own', { config: { cors: { exposedHeaders: ['ETag'] } } }, () => 1)
    }, { prefix })
  }
  app.get('/shopping', { config: { cors: false } }, () => 1)
  app.get('/off/own', { config: { cors: { origins: [ADMIN] } } }, () => 1)
  app.get('/partners/off', { config: { cors: false } }, () => 1)
  app.get('/internal/*', () => 1)
  await app.ready()
  const of = (url: string, origin = SHOP) => app.cors.explain({ url, origin })

  for (const url of ['/catalogue', '/catalogue/', '/catalogue/own']) t.equal((await of(url)).outcome, 'allow', url)
  t.strictSame((await of('/catalogue/own')).subject.policy, { origins: '*', exposedHeaders: ['ETag'] })
  t.match(await of('/shop'), {
    nearMisses: [{ field: 'routes', given: '/shop', near: '/shop/+', differs: ['index'] }],
    change: { verdict: 'widens-credentials', message: `In the policy of the scope: Add "${SHOP}" to \`origins\`. Pages of "${SHOP}" can then act with the user's session.` }
  })
  t.match(await of('/partners/own'), {
    subject: { policy: { origins: ['https://partner.example'], exposedHeaders: ['ETag'] }, from: 'config' },
    change: { verdict: 'safe', in: 'route', patch: [{ op: 'add', path: '/config/cors/origins', value: ['https://partner.example', SHOP] }] }
  })
  t.match(await of('/partners/off'), { change: { verdict: 'safe', patch: [{ op: 'replace', path: '/config/cors', value: { origins: [SHOP] } }] } })
  t.match(await of('/off/own'), { change: { verdict: 'safe', patch: [{ op: 'add', path: '/config/cors/origins/-', value: SHOP }] } })
  t.strictSame((await of('/shopping')).nearMisses, [], 'a route that chooses for itself depends on no key')
  t.match((await of('/partners/own', 'http://partner.example')).change, { verdict: 'adds-findings', findings: [{ id: 'insecure-origin', path: '/config/cors/origins/1' }] })
  await app.close()
})
