/**
 * The entry point `fastify-cors-policy/opentelemetry`: metrics and span attributes. It needs the package `@opentelemetry/api`.
 *
 * @module fastify-cors-policy/opentelemetry
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { metrics, trace, type MeterProvider } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import type { CorsDecisionEvent, CorsUndecidedEvent } from '../types/decision-event.ts'
import { applicationKey } from './fastify/instances.ts'
import { DecisionCounts } from './opentelemetry/decision-counts.ts'
import { observeDecisions, observeState } from './opentelemetry/instruments.ts'

/** Options of `corsTelemetry`. */
export interface CorsTelemetryOptions {
  /** Where the metrics are recorded. Default: the global provider. It must be set before the call. */
  readonly meterProvider?: MeterProvider
  /** Whether the active span of each request gets the decision as attributes. Default: true. */
  readonly spans?: boolean
}

const DECISION = 'fastify-cors-policy:decision'
const UNDECIDED = 'fastify-cors-policy:undecided'

/**
 * Records the decisions of an application as metrics and as attributes of spans, until the application is closed. Call it before the
 * application is ready, once, with an instance in which the plugin is registered.
 *
 * @param app  an instance of the application
 * @returns    a function that ends the recording earlier
 */
export function corsTelemetry (app: FastifyInstance, options: CorsTelemetryOptions = {}): () => void {
  const { meterProvider = metrics.getMeterProvider(), spans = true } = options
  const meter = meterProvider.getMeter('fastify-cors-policy')
  const counts = new DecisionCounts()
  const endInstruments = [observeDecisions(meter, counts), observeState(meter, app)]
  const key = applicationKey(app)
  const listen = (message: unknown): void => {
    const event = message as CorsDecisionEvent
    // Other applications can be in the same process.
    if (applicationKey(event.request.server) !== key) return
    counts.add(event)
    if (spans) describeSpan(event, event.refusedHeaders)
  }
  const listenToUndecided = (message: unknown): void => {
    const event = message as CorsUndecidedEvent
    if (applicationKey(event.server) !== key) return
    counts.addUndecided(event)
    if (spans) describeSpan(event, [])
  }
  subscribe(DECISION, listen)
  subscribe(UNDECIDED, listenToUndecided)
  const end = (): void => {
    unsubscribe(DECISION, listen)
    unsubscribe(UNDECIDED, listenToUndecided)
    for (const endInstrument of endInstruments) endInstrument()
  }
  app.addHook('onClose', async () => { end() })
  return end
}

function describeSpan ({ policy, reason, kind }: CorsUndecidedEvent | CorsDecisionEvent, refusedHeaders: readonly string[]): void {
  const span = trace.getActiveSpan()
  if (span === undefined || !span.isRecording()) return
  span.setAttribute('cors.policy', policy)
  span.setAttribute('cors.kind', kind)
  span.setAttribute('cors.reason', reason)
  if (refusedHeaders.length > 0) span.setAttribute('cors.refused_headers', [...refusedHeaders])
}
