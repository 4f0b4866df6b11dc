/** No part of a request is reflected in a header of its response, except an allowed `Origin`. */
import fc from 'fast-check'
import Fastify, { type LightMyRequestResponse } from 'fastify'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { compilePolicy, corsPlugin, decide } from '../../../lib/index.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { headersOf } from '../../decision-headers.ts'
import { byDefinition } from './origin-definition.ts'
import { SEED, rounds } from './seed.ts'

const A = 'https://a.test'
const LIST = {
  origins: [A, 'https://*.a.test:*'], credentials: true, allowedHeaders: ['X-H'], exposedHeaders: ['X-E'], maxAge: 600
} as const satisfies CorsPolicy
const EVERYONE: CorsPolicy = { origins: '*', maxAge: 7 }
const isCovered = byDefinition(LIST.origins)

/** All allowed header values of a response, listed by hand. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  'access-control-allow-origin': ['*'],
  'access-control-allow-credentials': ['true'],
  'access-control-expose-headers': ['x-e'],
  'access-control-allow-methods': ['GET, HEAD', 'GET, HEAD, PUT', 'GET', 'PUT', 'DELETE'],
  'access-control-allow-headers': ['x-h'],
  'access-control-max-age': ['600', '7'],
  vary: ['Origin', 'Accept-Encoding, Origin', 'Access-Control-Request-Method', 'Origin, Access-Control-Request-Method'],
  'content-type': ['text/plain; charset=utf-8', 'application/json; charset=utf-8'],
  connection: ['keep-alive'],
  'content-length': [], date: []
}

/** In every hostile value, so that any part of one that comes back is noticed. */
const MARK = 'hostile'
const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 20 })
const hostile = fc.oneof(
  fc.tuple(bytes, bytes).map(([before, after]) => `${before}${MARK}${after}`),
  fc.constantFrom(`X-${MARK}`, `x-h, ${MARK}`, `PUT, ${MARK}`, `${MARK}\r\nX-${MARK}: 1`, `*, ${MARK}`)
)
const origin = fc.oneof(
  fc.constantFrom(A, 'https://x.a.test', 'https://x.a.test:8443', 'null', ''), hostile, bytes.map((text) => A + text),
  bytes.map((text) => `https://${text}.a.test`)
)
const requestMethod = fc.oneof(fc.constantFrom('GET', 'PUT', 'DELETE', 'LOCK'), hostile)
const asked = fc.record({
  method: fc.constantFrom('OPTIONS', 'OPTIONS', 'GET', 'PUT'),
  url: fc.constantFrom('/', '/mixed', '/open', '/nowhere'),
  headers: fc.record({
    origin,
    'access-control-request-method': requestMethod,
    'access-control-request-headers': hostile,
    'access-control-request-private-network': fc.oneof(fc.constant('true'), hostile),
    'access-control-request-local-network': hostile,
    'access-control-allow-origin': hostile,
    vary: hostile,
    cookie: hostile,
    referer: hostile,
    'x-origin': hostile,
    'x-forwarded-host': hostile,
    forwarded: hostile,
    'user-agent': hostile
  }, { requiredKeys: [] })
})

const app = Fastify()
app.register(corsPlugin, { ...LIST, policies: { everyone: EVERYONE }, routes: { '/open': 'everyone' } })
app.get('/', async (_request, reply) => reply.header('vary', 'Accept-Encoding').send('body'))
app.put('/mixed', async () => 'body')
app.delete('/mixed', { config: { cors: 'everyone' } }, async () => 'body')
app.put('/open', async () => 'body')

/** The first header that holds what is not the application's own. */
function foreignIn (headers: LightMyRequestResponse['headers'], origin: string | undefined): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    const text = String(value)
    const isEcho = name === 'access-control-allow-origin' && text === origin && isCovered(origin)
    const isOwn = OWN[name]?.includes(text) === true || /^(date|content-length)$/.test(name)
    if (!(isEcho || isOwn) || (text.includes(MARK) && !isEcho)) return `${name}: ${text}`
  }
  return undefined
}

t.test('every header of a response is a string of the application or the allowed origin', async (t) => {
  const statuses = new Map<number, number>()
  let echoes = 0
  await fc.assert(fc.asyncProperty(asked, async ({ method, url, headers }) => {
    const response = await app.inject({ method, url, headers } as {}) as LightMyRequestResponse
    statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1)
    if (response.headers['access-control-allow-origin'] === headers.origin && headers.origin !== undefined) echoes++
    const foreign = foreignIn(response.headers, headers.origin)
    if (foreign !== undefined) throw new Error(foreign)
    await nextTurn()
  }), { seed: SEED, numRuns: rounds(4000) })
  t.same([...statuses.keys()].sort(), [200, 204, 403, 404])
  t.ok([...statuses.values(), echoes].every((count) => count > rounds(50)), JSON.stringify([...statuses, echoes]))
})

t.test('every header of a decision is a string of the policy or the allowed origin', async (t) => {
  const policies = [
    compilePolicy(LIST, { methods: ['GET', 'HEAD'], variesByMethod: false }),
    compilePolicy(EVERYONE, { methods: ['PUT'], variesByMethod: true })
  ]
  fc.assert(fc.property(asked, fc.constantFrom(...policies), ({ method, headers }, policy) => {
    const { origin, 'access-control-request-method': requestMethod } = headers
    const foreign = foreignIn(headersOf(decide(policy, { method, origin, requestMethod }), origin), origin)
    if (foreign !== undefined) throw new Error(foreign)
  }), { seed: SEED, numRuns: rounds(20_000) })
  t.pass('nothing was')
})
