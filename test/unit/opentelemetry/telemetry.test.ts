/** Metrics and span attributes, with the SDK of OpenTelemetry. */
import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import http, { createServer } from 'node:http'
import { context, trace, type Attributes } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { MeterProvider, MetricReader, type DataPoint } from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { corsTelemetry, type CorsTelemetryOptions } from '../../../lib/opentelemetry.ts'
import { DecisionCounts } from '../../../lib/opentelemetry/decision-counts.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import type { CorsDecisionEvent } from '../../../types/decision-event.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

const APP = 'https://app.example.com'
const OTHER = 'https://other.example'

class Reader extends MetricReader {
  protected override async onForceFlush (): Promise<void> {}
  protected override async onShutdown (): Promise<void> {}
}

/** Starts an application whose metrics can be read. */
async function start (t: Test, options: object = {}, telemetry: CorsTelemetryOptions = {}, server: FastifyServerOptions = {}) {
  const reader = new Reader()
  const meterProvider = new MeterProvider({ readers: [reader] })
  const app = Fastify(server)
  await app.register(corsPlugin, { origins: [APP], allowedHeaders: ['Content-Type'], lint: 'off', logLevel: 'silent', ...options } as CorsPluginOptions)
  const end = corsTelemetry(app, { meterProvider, ...telemetry })
  app.get('/orders', async () => 'orders')
  app.put('/orders/:id', async () => 'stored')
  t.teardown(async () => { await app.close() })
  /** The data points of an instrument: value and attributes. */
  const read = async (name: string): Promise<readonly (readonly [value: number, attributes: Attributes])[]> => {
    const { resourceMetrics, errors } = await reader.collect()
    t.strictSame(errors, [])
    const found = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics).filter(({ descriptor }) => descriptor.name === name)
    return found.flatMap(({ dataPoints }) => (dataPoints as DataPoint<number>[]).map(({ value, attributes }) => [value, attributes] as const))
  }
  return { app, read, end }
}

/** Sends OPTIONS over a socket, with headers that `fetch` does not send. */
async function request (url: string, headers: Record<string, string>): Promise<void> {
  const sent = http.request(`${url}/orders/1`, { method: 'OPTIONS', headers: { origin: APP, ...headers }, agent: false }).end()
  const [response] = await once(sent, 'response') as [http.IncomingMessage]
  await once(response.resume(), 'close')
}

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

t.test('the active span has the decision, unless spans are off', async (t) => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  t.teardown(() => { context.disable() })
  const exporter = new InMemorySpanExporter()
  const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('test')
  const idle = trace.wrapSpanContext({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 })
  /** Serves each request in the context of a span, as instrumentation of the server does. */
  const traced = async (headers: Record<string, string>, telemetry: CorsTelemetryOptions = {}, isRecording = true, options: object = {}): Promise<Attributes | undefined> => {
    exporter.reset()
    const serverFactory: FastifyServerOptions['serverFactory'] = (handler) => createServer((request, response) => {
      const span = isRecording ? tracer.startSpan('request') : idle
      response.on('close', () => { span.end() })
      context.with(trace.setSpan(context.active(), span), () => { handler(request, response) })
    })
    const { app } = await start(t, options, telemetry, { serverFactory })
    const url = await app.listen({ port: 0 })
    await request(url, headers)
    await app.close()
    return exporter.getFinishedSpans()[0]?.attributes
  }
  const requested = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-a,content-type' }
  t.strictSame(await traced(requested), {
    'cors.policy': 'scope', 'cors.kind': 'preflight', 'cors.reason': 'header-not-allowed', 'cors.refused_headers': ['x-a']
  })
  t.strictSame(await traced({ 'access-control-request-method': 'PUT' }), { 'cors.policy': 'scope', 'cors.kind': 'preflight', 'cors.reason': 'origin-allowed' })
  t.strictSame(await traced(requested, { spans: false }), {})
  const off = { routes: { '/orders/+': false } }
  t.strictSame(await traced({ 'access-control-request-method': 'PUT' }, {}, true, off), { 'cors.policy': 'none', 'cors.kind': 'preflight', 'cors.reason': 'cors-is-off' })
  t.strictSame(await traced({ 'access-control-request-method': 'PUT' }, { spans: false }, true, off), {})
  t.equal(await traced(requested, {}, false), undefined)
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
