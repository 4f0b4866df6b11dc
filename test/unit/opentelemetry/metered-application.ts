/** An application whose metrics can be read. */
import type { Attributes } from '@opentelemetry/api'
import { MeterProvider, MetricReader, type DataPoint } from '@opentelemetry/sdk-metrics'
import Fastify, { type FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { corsTelemetry, type CorsTelemetryOptions } from '../../../lib/opentelemetry.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'

export const APP = 'https://app.example.com'

class Reader extends MetricReader {
  protected override async onForceFlush (): Promise<void> {}
  protected override async onShutdown (): Promise<void> {}
}

/** Starts an application whose metrics can be read. */
export async function start (t: Test, options: object = {}, telemetry: CorsTelemetryOptions = {}, server: FastifyServerOptions = {}) {
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
