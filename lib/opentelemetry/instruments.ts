/** The instruments: what OpenTelemetry reads when it collects metrics. */
import type { Meter } from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import type { CorsStatus } from '../../types/status.ts'
import type { DecisionCounts } from './decision-counts.ts'

/** Registers the counter of decisions, and returns a function that ends it. */
export function observeDecisions (meter: Meter, counts: DecisionCounts): () => void {
  const counter = meter.createObservableCounter('cors.decisions', {
    description: 'Decisions about requests and preflights.', unit: '{decision}'
  })
  const observe: Parameters<typeof counter.addCallback>[0] = (result) => {
    for (const { value, attributes } of counts) result.observe(value, attributes)
  }
  counter.addCallback(observe)
  return () => { counter.removeCallback(observe) }
}

/** Registers the gauges and counters of the sources and of the shadow document, and returns a function that ends them. */
export function observeState (meter: Meter, app: FastifyInstance): () => void {
  const isCurrent = meter.createObservableGauge('cors.source.current', {
    description: '1 if the origins of the source count, 0 if they are blocked.'
  })
  const age = meter.createObservableGauge('cors.source.age', {
    description: 'Time since the store was known to hold the same origins.', unit: 's'
  })
  const entries = meter.createObservableGauge('cors.source.entries', { description: 'Origins in memory.', unit: '{origin}' })
  const compared = meter.createObservableCounter('cors.shadow.requests', {
    description: 'Requests that were compared with the shadow document.', unit: '{request}'
  })
  const differences = meter.createObservableCounter('cors.shadow.differences', {
    description: 'Requests that the shadow document treats in another way.', unit: '{request}'
  })
  const instruments = [isCurrent, age, entries, compared, differences]
  const observe: Parameters<typeof meter.addBatchObservableCallback>[0] = (result) => {
    const status = statusOf(app)
    if (status === undefined) return
    for (const [name, { state, provenAgo, entries: count }] of Object.entries(status.sources)) {
      const attributes = { 'cors.source': name }
      result.observe(isCurrent, state === 'current' ? 1 : 0, attributes)
      result.observe(entries, count, attributes)
      if (provenAgo !== undefined) result.observe(age, provenAgo / 1000, attributes)
    }
    const report = app.cors.shadow.report()
    if (report === undefined) return
    result.observe(compared, report.requests)
    for (const effect of ['blocks', 'allows', 'changes'] as const) {
      const count = report.differences.filter((difference) => difference.effect === effect).reduce((sum, { count }) => sum + count, 0)
      result.observe(differences, count, { 'cors.effect': effect })
    }
  }
  meter.addBatchObservableCallback(observe, instruments)
  return () => { meter.removeBatchObservableCallback(observe, instruments) }
}

/** Undefined before the application is ready. */
function statusOf (app: FastifyInstance): CorsStatus | undefined {
  try {
    return app.cors.status()
  } catch {
    return undefined
  }
}
