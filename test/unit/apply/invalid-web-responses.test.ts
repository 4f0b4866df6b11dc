/** Invalid web responses: Fastify sends an error instead, which has the headers of the policy. */
import Fastify, { type RouteHandlerMethod } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { corsHeadersOf } from '../../decision-headers.ts'

const A = 'https://a.test'
const init = { headers: { 'access-control-allow-origin': 'https://evil.test', 'access-control-max-age': '1' } }

const UNSENDABLE: ReadonlyArray<readonly [what: string, handler: RouteHandlerMethod]> = [
  ['whose body has been read', async () => {
    const response = new Response('web', init)
    await response.text()
    return response
  }],
  ['whose body other code reads', async () => {
    const response = new Response('web', init)
    response.body!.getReader()
    return response
  }],
  ['that stands for a network error', async () => Response.error()]
]

for (const [what, handler] of UNSENDABLE) {
  t.test(`a web Response ${what} becomes a 500 with the headers of the policy`, async (t) => {
    const app = Fastify()
    app.register(corsPlugin, { origins: [A] })
    app.get('/', handler)
    for (const [origin, expected] of [[A, { 'access-control-allow-origin': A }], ['https://evil.test', {}]] as const) {
      const response = await app.inject({ url: '/', headers: { origin } })
      t.same([response.statusCode, corsHeadersOf(response.headers)], [500, { ...expected, vary: 'Origin' }])
    }
  })
}
