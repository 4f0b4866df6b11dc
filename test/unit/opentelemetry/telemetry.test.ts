/** Tests the metrics of decisions, with the SDK of OpenTelemetry. */
import { channel } from 'node:diagnostics_channel'
import type { Attributes } from '@opentelemetry/api'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { corsTelemetry } from '../../../lib/opentelemetry.ts'
import { DecisionCounts } from '../../../lib/opentelemetry/decision-counts.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsDecisionEvent } from '../../../types/decision-event.ts'
import { APP, start } from './metered-application.ts'

const OTHER = 'https://other.example'

const preflight = (app: FastifyInstance, url: string, method: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'OPTIONS', url, headers: { origin: APP, 'access-control-request-method': method, ...headers } })

t.test('decisions are counted by policy, kind, reason and route', async (t) => {
  const { app, read } = await start(t)
  await app.inject({ url: '/orders', headers: { origin: APP } })
  await app.inject({ url: '/orders', headers: { origin: APP } })
  await app.inject({ url: '/orders', headers: { origin: OTHER } })
  await app.inject({ url: '/nowhere', headers: { origin: OTHER } })
  await preflight(app, '/orders/1', 'PUT', { 'access-control-request-headers': 'x-secret-name' })
  await preflight(app, '/orders/1', 'DELETE')
  const get = { 'http.request.method': 'GET', 'http.route': '/orders' }
  t.strictSame(await read('cors.decisions'), [
    [2, { 'cors.policy': 'scope', 'cors.kind': 'actual', 'cors.reason': 'origin-allowed', ...get }],
    [1, { 'cors.policy': 'scope', 'cors.kind': 'actual', 'cors.reason': 'origin-not-allowed', ...get }],
    [1, { 'cors.policy': 'scope', 'cors.kind': 'actual', 'cors.reason': 'origin-not-allowed' }],
    [1, { 'cors.policy': 'scope', 'cors.kind': 'preflight', 'cors.reason': 'header-not-allowed', 'http.request.method': 'PUT', 'http.route': '/orders/:id' }],
    [1, { 'cors.policy': 'scope', 'cors.kind': 'preflight', 'cors.reason': 'method-not-routed', 'http.route': '/orders/:id' }]
  ])
})

t.test('only the decisions of the application are counted, until it is closed or the recording ends', async (t) => {
  const { app, read, end } = await start(t)
  const other = await start(t)
  await other.app.inject({ url: '/orders', headers: { origin: APP } })
  t.strictSame(await read('cors.decisions'), [])
  await app.inject({ url: '/orders', headers: { origin: APP } })
  t.equal((await read('cors.decisions'))[0]![0], 1)
  end()
  await app.inject({ url: '/orders', headers: { origin: APP } })
  t.equal((await read('cors.decisions'))[0]![0], 1)
  t.equal((await other.read('cors.decisions'))[0]![0], 1)
  await other.app.close()
  for (const name of ['decision', 'undecided']) t.equal(channel(`fastify-cors-policy:${name}`).hasSubscribers, false, name)
})

t.test('requests that no policy decides are counted by the application that they are sent to', async (t) => {
  const off = { routes: { '/orders/+': false } }
  const [one, other] = [await start(t, off), await start(t, off)]
  await preflight(one.app, '/orders/1', 'PUT')
  await one.app.inject({ url: '/orders', headers: { origin: APP } })
  const attributes = { 'cors.policy': 'none', 'cors.kind': 'preflight', 'cors.reason': 'cors-is-off', 'http.request.method': 'PUT', 'http.route': '/orders/:id' }
  t.strictSame((await one.read('cors.decisions'))[0], [1, attributes])
  t.strictSame(await other.read('cors.decisions'), [])
})

t.test('the state of sources is a gauge', async (t) => {
  const { read, app } = await start(t, { origins: [{ source: 'tenants' }], sources: { tenants: memoryOrigins([OTHER]) } })
  t.strictSame(await read('cors.source.current'), [], 'nothing before the application is ready')
  await app.ready()
  t.strictSame(await read('cors.source.current'), [[1, { 'cors.source': 'tenants' }]])
  t.match(await read('cors.source.entries'), [[Number, { 'cors.source': 'tenants' }]])
  const [[age, attributes]] = await read('cors.source.age') as readonly [readonly [number, Attributes]]
  t.ok(age >= 0 && age < 60)
  t.strictSame(attributes, { 'cors.source': 'tenants' })

  const down = { connect: async () => { throw new Error('down') }, start: 'closed', startDeadline: 20, pollInterval: 60_000, maxStale: 120_000 }
  const closed = await start(t, { origins: [{ source: 'tenants' }], sources: { tenants: down } })
  await closed.app.ready()
  t.strictSame(await closed.read('cors.source.current'), [[0, { 'cors.source': 'tenants' }]])
  t.strictSame(await closed.read('cors.source.age'), [])
})

t.test('the differences of a document that is tried are counted by effect', async (t) => {
  const { app, read } = await start(t, { shadow: { origins: [OTHER] } })
  for (const origin of [APP, APP, OTHER]) await app.inject({ url: '/orders', headers: { origin } })
  t.strictSame(await read('cors.shadow.requests'), [[3, {}]])
  t.strictSame(await read('cors.shadow.differences'), [
    [2, { 'cors.effect': 'blocks' }], [1, { 'cors.effect': 'allows' }], [0, { 'cors.effect': 'changes' }]
  ])
})

t.test('without a provider, nothing is recorded', async (t) => {
  const app = Fastify()
  await app.register(corsPlugin, { origins: [APP] })
  corsTelemetry(app)
  t.equal((await app.inject({ url: '/', headers: { origin: APP } })).statusCode, 404)
  await app.close()
})

t.test('a policy that is renamed while requests are served is counted with its new name', async (t) => {
  const { app, read } = await start(t, { policies: { a: { origins: [APP] } }, routes: { '/*': 'a' } })
  await app.inject({ url: '/orders' })
  await app.cors.replace({ policies: { b: { origins: [APP] } }, routes: { '/*': 'b' } })
  await app.inject({ url: '/orders' })
  t.strictSame((await read('cors.decisions')).map(([value, attributes]) => [value, attributes['cors.policy']]), [[1, 'a'], [1, 'b']])
})

t.test('the combinations that are counted apart are bounded', (t) => {
  const counts = new DecisionCounts()
  const event = (i: number) => ({ policy: `p${i}`, kind: 'preflight', decision: { reason: 'origin-allowed' }, reason: 'origin-allowed', route: 'GET /' }) as CorsDecisionEvent
  for (let i = 0; i < 2003; i++) counts.add(event(i))
  const all = [...counts]
  t.equal(all.length, 2001)
  t.match(all.at(-1), { attributes: { 'otel.metric.overflow': true }, value: 3 })
  t.end()
})
