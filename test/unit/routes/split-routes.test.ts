/** Routes with an optional parameter whose two paths have different policies. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin, type CorsPolicyError } from '../../../lib/index.ts'

t.test('the issue names the route, both paths, and the key to add', async t => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: ['https://a.test'], lint: 'off', routes: { '/x': { maxAge: 5 } } })
  app.get('/x/:id?', async () => '')
  const { code, issues } = await app.ready().then(() => { throw new Error('ready') }, (error: unknown) => error as CorsPolicyError)
  t.equal(code, 'FST_CORS_ROUTES_INVALID')
  t.strictSame(issues, [{
    id: 'optional-parameter-splits-route',
    path: '',
    value: 'GET /x/:id?',
    message: 'The route "GET /x/:id?" has two paths, and `routes` gives "/x" and "/x/:id" different policies. ' +
      'Add the key "/x/:id?" to `routes`, or set `config.cors` on the route.'
  }])
})
