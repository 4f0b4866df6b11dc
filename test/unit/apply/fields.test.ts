/** Responses have the CORS headers of the policy even if other code sets, changes or removes them. */
import Fastify, { type FastifyReply, type InjectOptions } from 'fastify'
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

/** An application in which a hook before the plugin, or else the handler, does to a field what the request says. */
function application (policy: CorsPolicy) {
  const app = Fastify()
  const doDeed = (reply: FastifyReply, when: string): void => {
    const { 'x-when': wanted, 'x-deed': deed, 'x-field': name } = reply.request.headers as Record<string, string | undefined>
    if (wanted === when) DEEDS[deed!]!(reply, name!)
  }
  app.addHook('onRequest', async (_request, reply) => { doDeed(reply, 'before') })
  app.register(corsPlugin, policy)
  app.put('/', async (_request, reply) => {
    doDeed(reply, 'after')
    return reply.send('')
  })
  return app
}

for (const [policy, actual, preflight] of POLICIES) {
  t.test(`the headers have the values of the policy even if other code changes them: ${JSON.stringify(policy)}`, async (t) => {
    const app = application(policy)
    for (const name of CORS_RESPONSE_HEADERS) {
      for (const deed of Object.keys(DEEDS)) {
        const request = (options: InjectOptions, when: string) =>
          app.inject({ url: '/', ...options, headers: { origin: A, 'x-field': name, 'x-deed': deed, 'x-when': when, ...options.headers } })
        for (const when of ['before', 'after']) {
          t.same(corsHeadersOf((await request({ method: 'PUT' }, when)).headers), actual, `${name}, ${when}: ${deed}`)
        }
        const response = await request({ method: 'OPTIONS', headers: { 'access-control-request-method': 'PUT' } }, 'before')
        t.same(corsHeadersOf(response.headers), preflight, `${name}, preflight: ${deed}`)
        t.notOk('content-length' in response.headers, 'a 204 has no Content-Length')
      }
    }
  })
}

t.test('a rejected preflight has an empty body and Content-Length: 0', async (t) => {
  const app = application(PLAIN)
  const headers = { origin: 'https://evil.test', 'access-control-request-method': 'PUT' }
  t.match(await app.inject({ method: 'OPTIONS', url: '/', headers }), { statusCode: 403, body: '', headers: { 'content-length': '0', vary: 'Origin' } })
})
