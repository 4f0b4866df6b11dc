/** Responses have the CORS headers of the policy even if other code sets, changes or removes them. */
import Fastify, { type FastifyReply } from 'fastify'
import t from 'tap'
import { CORS_RESPONSE_HEADERS } from '../../../lib/apply/fields.ts'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { corsHeadersOf } from '../../decision-headers.ts'

const A = 'https://a.test'
const PLAIN: CorsPolicy = { origins: [A] }
const EVERY: CorsPolicy = { origins: '*' }
const FULL: CorsPolicy = {
  origins: [A], credentials: true, methods: ['PUT'], allowedHeaders: ['X-A'], exposedHeaders: ['ETag'], maxAge: 5
}
const POLICIES: ReadonlyArray<readonly [CorsPolicy, actual: object, preflight: object]> = [
  [PLAIN, { 'access-control-allow-origin': A, vary: 'Origin' }, {
    'access-control-allow-origin': A, 'access-control-allow-methods': 'PUT', vary: 'Origin'
  }],
  [EVERY, { 'access-control-allow-origin': '*' }, { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'PUT' }],
  [FULL, {
    'access-control-allow-origin': A,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'etag',
    vary: 'Origin'
  }, {
    'access-control-allow-origin': A,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'x-a',
    'access-control-max-age': '5',
    vary: 'Origin'
  }]
]

/** What other code does to a field, before the plugin or after it. */
const DEEDS: Readonly<Record<string, (reply: FastifyReply, name: string) => void>> = {
  nothing: () => {},
  'sets it': (reply, name) => { reply.header(name, 'x') },
  'sets it on the raw response': (reply, name) => { reply.raw.setHeader(name, 'x') },
  'removes it': (reply, name) => { reply.removeHeader(name) }
}

/** An application in which a hook before the plugin, or else the handler, does that. */
function application (policy: CorsPolicy, name: string, deed: (reply: FastifyReply, name: string) => void) {
  const app = Fastify()
  app.addHook('onRequest', async ({ headers }, reply) => { if (headers['x-when'] === 'before') deed(reply, name) })
  app.register(corsPlugin, policy)
  app.put('/', async ({ headers }, reply) => {
    if (headers['x-when'] === 'after') deed(reply, name)
    return reply.send('')
  })
  return app
}

for (const [policy, actual, preflight] of POLICIES) {
  t.test(`the headers have the values of the policy even if other code changes them: ${JSON.stringify(policy)}`, async (t) => {
    for (const name of CORS_RESPONSE_HEADERS) {
      for (const [deed, does] of Object.entries(DEEDS)) {
        const app = application(policy, name, does)
        for (const when of ['before', 'after']) {
          const headers = { origin: A, 'x-when': when }
          t.same(corsHeadersOf((await app.inject({ method: 'PUT', url: '/', headers })).headers), actual, `${name}, ${when}: ${deed}`)
        }
        const asked = { origin: A, 'x-when': 'before', 'access-control-request-method': 'PUT' }
        const answer = await app.inject({ method: 'OPTIONS', url: '/', headers: asked })
        t.same(corsHeadersOf(answer.headers), preflight, `${name}, preflight: ${deed}`)
        t.notOk('content-length' in answer.headers, 'a 204 has no Content-Length')
      }
    }
  })
}

t.test('a rejected preflight has an empty body and Content-Length: 0', async (t) => {
  const app = application(PLAIN, '', () => {})
  const headers = { origin: 'https://evil.test', 'access-control-request-method': 'PUT' }
  t.match(await app.inject({ method: 'OPTIONS', url: '/', headers }), { statusCode: 403, body: '', headers: { 'content-length': '0', vary: 'Origin' } })
})
