/** Tests the attributes of the active span, which a server starts for each request. */
import { once } from 'node:events'
import http, { createServer } from 'node:http'
import { context, trace, type Attributes } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { FastifyServerOptions } from 'fastify'
import t from 'tap'
import type { CorsTelemetryOptions } from '../../../lib/opentelemetry.ts'
import { APP, start } from '../../unit/opentelemetry/metered-application.ts'

/** Sends OPTIONS over a socket, with headers that `fetch` does not send. */
async function request (url: string, headers: Record<string, string>): Promise<void> {
  const sent = http.request(`${url}/orders/1`, { method: 'OPTIONS', headers: { origin: APP, ...headers }, agent: false }).end()
  const [response] = await once(sent, 'response') as [http.IncomingMessage]
  await once(response.resume(), 'close')
}

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
