/** Other plugins of the ecosystem, registered before this one and after it. */
import httpProxy from '@fastify/http-proxy'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { listening } from '../../listening.ts'
import { overHttp1 } from './exchange.ts'
import { pluginRows, type PluginRow } from './plugin-rows.ts'

const A = 'https://a.test'
const B = 'https://b.test'
const LIST: CorsPolicyDocument = { origins: [A, B], credentials: true, exposedHeaders: ['X-E'] }
const allowed = (origin: string) => [
  'access-control-allow-credentials: true',
  `access-control-allow-origin: ${origin}`,
  'access-control-expose-headers: x-e'
]
/** An upstream with its own policy, which must have no effect. */
const upstream = Fastify({ forceCloseConnections: true })
upstream.addHook('onRequest', async (_request, reply) => {
  reply.headers({
    'access-control-allow-origin': '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'BREW',
    'access-control-expose-headers': 'x-upstream',
    vary: ['Accept-Language', 'Origin']
  })
})
let reached = 0
upstream.all('/*', async () => { reached++; return 'upstream' })
upstream.all('/gone', async (_request, reply) => reply.code(410).send('gone'))
const address = await upstream.listen({ host: '127.0.0.1', port: 0 })
t.teardown(() => upstream.close())

const ROWS = pluginRows(address)

async function both (row: PluginRow, isOursFirst: boolean): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true })
  if (isOursFirst) app.register(corsPlugin, LIST)
  row.register(app)
  if (!isOursFirst) app.register(corsPlugin, LIST)
  app.after(() => { row.routes?.(app) })
  return app
}

for (const row of ROWS) {
  t.test(`${row.name}: its responses have the headers of the policy in either order of plugins`, async (t) => {
    for (const [i, vary] of row.vary.entries()) {
      const ask = await overHttp1(t, await both(row, i === 0))
      for (const [origin, lines] of [[A, allowed(A)], [B, allowed(B)], ['https://evil.test', []]] as const) {
        const answer = await ask({ ...row.asked, headers: { ...row.asked?.headers, origin } })
        const name = `${origin}, ${i === 0 ? 'ours' : 'theirs'} first`
        t.same([answer.status, answer.lines], [row.status, [...lines, `vary: ${vary}`]], name)
        if (row.shows !== undefined) t.match(answer.headers[row.shows[0]], row.shows[1])
      }
    }
  })

  t.test(`${row.name}: the plugin responds to preflights, which reach no other code`, async (t) => {
    const before = reached
    for (const isOursFirst of [true, false]) {
      const ask = await overHttp1(t, await both(row, isOursFirst))
      for (const [origin, status] of [[A, 204], ['https://evil.test', 403]] as const) {
        const headers = { origin, 'access-control-request-method': row.asked?.method ?? 'GET' }
        const answer = await ask({ method: 'OPTIONS', url: row.asked?.url, headers })
        t.equal(answer.status, status, `${isOursFirst ? 'ours' : 'theirs'} first`)
        t.equal(answer.headers['access-control-allow-origin'], status === 204 ? A : undefined)
        t.equal(answer.lines.at(-1), 'vary: Origin')
      }
    }
    t.equal(reached, before, 'the upstream sees no preflight')
  })
}

t.test('a page that revalidates the cached response of another page gets its own origin with the 304', async (t) => {
  for (const name of ['@fastify/static', '@fastify/etag']) {
    const row = ROWS.find((row) => row.name === name)!
    for (const isOursFirst of [true, false]) {
      const ask = await overHttp1(t, await both(row, isOursFirst))
      const first = await ask({ ...row.asked, headers: { origin: A } })
      const second = await ask({ ...row.asked, headers: { origin: B, 'if-none-match': first.headers.etag! } })
      t.same([second.status, second.lines, second.body], [304, [...allowed(B), 'vary: Origin'], ''], name)
    }
  }
})

t.test('an OPTIONS request that is not a preflight is still proxied', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, LIST)
  app.register(httpProxy, { upstream: address })
  const ask = await overHttp1(t, app)
  const answer = await ask({ method: 'OPTIONS', url: '/any', headers: { origin: A } })
  t.same([answer.status, answer.body], [200, 'upstream'])
  t.same(answer.lines, [...allowed(A), 'vary: Accept-Language, Origin'])
})

t.test('with CORS disabled, a proxy forwards the CORS headers and preflight responses of the upstream', async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, LIST)
  app.register(httpProxy, { upstream: address, config: { cors: false } } as never)
  const { port } = await listening(app, { t })
  const headers = { origin: A, 'access-control-request-method': 'PUT' }
  for (const method of ['OPTIONS', 'GET']) {
    const response = await fetch(`http://127.0.0.1:${port}/any`, { method, headers })
    t.same([response.headers.get('access-control-allow-origin'), await response.text()], ['*', 'upstream'], method)
  }
})
