/** The status and the cache directives of approved preflights. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'

const A = 'https://a.test'

for (const [preflightStatus, preflightCacheControl] of [[200, 'public, max-age=60'], [204, undefined], [299, 'no-store']] as const) {
  t.test(`approved preflights have the status ${preflightStatus} and Cache-Control ${preflightCacheControl}`, async (t) => {
    const app = Fastify()
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers['x-deny'] !== undefined) await reply.code(401).header('cache-control', 'private').send('no')
    })
    await app.register(corsPlugin, { origins: [A], lint: 'off', preflightStatus, ...(preflightCacheControl !== undefined && { preflightCacheControl }) })
    app.put('/', async (_request, reply) => reply.header('cache-control', 'max-age=1').send('put'))
    const preflight = (origin: string, more = {}) =>
      app.inject({ method: 'OPTIONS', url: '/', headers: { origin, 'access-control-request-method': 'PUT', ...more } })

    const approved = await preflight(A)
    t.equal(approved.statusCode, preflightStatus)
    t.equal(approved.headers['cache-control'], preflightCacheControl)
    t.equal(approved.headers['content-length'], preflightStatus === 204 ? undefined : '0')
    t.equal(approved.headers.vary, 'Origin')

    const rescued = await preflight(A, { 'x-deny': '1' })
    t.equal(rescued.statusCode, preflightStatus, 'also if an earlier hook has rejected it')
    t.equal(rescued.headers['cache-control'], preflightCacheControl ?? 'private')

    const refused = await preflight('https://b.test')
    t.equal(refused.statusCode, 403)
    t.equal(refused.headers['cache-control'], undefined, 'a rejection is not stored')
    t.equal((await app.inject({ method: 'PUT', url: '/', headers: { origin: A } })).headers['cache-control'], 'max-age=1')
  })
}
