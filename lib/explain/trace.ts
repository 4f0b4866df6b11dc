/** Simulates a request and describes every exchange and check. Runs anywhere. */
import type { SimulatedFetch, Engine, Failure, SentRequest } from '../../types/browser.ts'
import type { CorsTrace, ExplainedExchange, ExplainedFailure, ExplainedGuard, ExplainedPreflight, ReadableHeaders } from '../../types/explanation.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { simulateFetch } from '../browser/exchange.ts'
import { factsOf } from '../browser/engines.ts'
import { readableHeaders } from '../browser/exposed-headers.ts'
import { sectionOf } from '../browser/failures.ts'
import { extractTokens } from '../browser/header-values.ts'
import { SAFELISTED_RESPONSE } from '../standard/headers.ts'
import { GUARD_RESPONDS } from './guard-texts.ts'
import { HANDLED, responseTo, decisionFor } from './responses.ts'
import { consoleMessages } from './console-messages.ts'
import { nearMisses } from './near-misses.ts'
import { ENGINES, type ResolvedQuestion } from './question.ts'
import { explainedSources } from './source-readings.ts'
import { failureMessage } from '../browser/failure-messages.ts'

/** A header that no list contains. It is readable only if all headers are. */
const UNNAMED = 'x-unnamed'

/** Traces a request: the complete explanation except the fix. */
export function traceRequest (situation: PolicyResolution, question: ResolvedQuestion): CorsTrace {
  const { request, engine, localNetwork: network } = question
  const simulateIn = (engine: Engine): SimulatedFetch =>
    simulateFetch(request, sent => responseTo(situation, sent), { engine, network })
  const simulation = simulateIn(engine)
  const { failure, hops } = simulation
  const outcome = outcomeOf(simulation)
  const need = hops[0]?.preflight
  return {
    version: 1,
    outcome,
    engine,
    differingEngines: ENGINES.filter(other => outcomeOf(simulateIn(other)) !== outcome),
    request,
    subject: situation.subject,
    sources: explainedSources(situation.readings, situation.actual, request.origin),
    earlierHooks: situation.earlierHooks,
    guard: guardOf(situation, simulation, question),
    preflight: need === undefined ? null : { ...preflightOf(need), method: question.sentMethod },
    exchanges: simulation.requests.map(sent => exchangeOf(situation, sent, simulation)),
    readable: readableOf(situation, simulation, question),
    failure: failure === undefined ? null : failureOf(simulation, failure),
    console: consoleMessages(request, engine => simulateIn(engine), sent => responseTo(situation, sent)),
    nearMisses: failure === undefined ? [] : nearMisses(situation, request.origin, failure)
  }
}

function outcomeOf ({ failure }: SimulatedFetch): CorsTrace['outcome'] {
  return failure === undefined ? 'allow' : 'block'
}

function preflightOf (
  { reasons, unsafeHeaderNames }: NonNullable<SimulatedFetch['hops'][number]['preflight']>
): Omit<ExplainedPreflight, 'method'> {
  return { reasons, headerNames: unsafeHeaderNames }
}

function exchangeOf (situation: PolicyResolution, sent: SentRequest, { steps }: SimulatedFetch): ExplainedExchange {
  const { kind, method, headers, credentials } = sent
  const decision = decisionFor(situation, sent)
  const response = responseTo(situation, sent)
  return {
    kind,
    request: { method, headers, credentials },
    response: {
      status: kind === 'actual' && response.status === HANDLED ? null : response.status,
      headers: response.headers,
      by: decision === undefined ? 'server' : 'policy',
      reason: decision?.reason ?? null
    },
    steps: steps.filter(({ subject }) => subject === (kind === 'preflight' ? 'preflight' : 'response'))
      .map(({ check, failure }) => ({ check, passed: failure === undefined }))
  }
}

/** A request that is not sent is treated like one that is. */
function guardOf (situation: PolicyResolution, { requests }: SimulatedFetch, { request, sentMethod }: ResolvedQuestion): ExplainedGuard | null {
  if (situation.guards.length === 0) return null
  const { origin, url } = request
  const sent = requests.find(({ kind }) => kind === 'actual') ??
    { kind: 'actual', hop: 0, method: sentMethod, url, headers: [['origin', origin]], credentials: false } as const
  const allows = responseTo(situation, sent).status === HANDLED
  return { allows, message: allows ? 'The guard of the route allows the request.' : GUARD_RESPONDS }
}

/** Asks the model about one header for each known name, and about one unknown header. */
function readableOf (
  situation: PolicyResolution, { requests, response }: SimulatedFetch, { request, engine }: ResolvedQuestion
): ReadableHeaders | null {
  const sent = requests.at(-1)
  if (response === undefined || sent === undefined) return null
  const { headers } = responseTo(situation, sent)
  const exposed = extractTokens(headers, 'access-control-expose-headers') ?? []
  const names = new Set([...SAFELISTED_RESPONSE, ...exposed].filter(name => name !== '*'))
  const otherNames = [...names, UNNAMED].filter(name => !headers.some(([sent]) => sent === name))
  const readable = readableHeaders([...headers, ...otherNames.map(name => [name, ''] as const)], request, response.type, factsOf(engine))
    .map(([name]) => name)
  return { everything: readable.includes(UNNAMED), names: readable.filter(name => name !== UNNAMED) }
}

function failureOf ({ steps }: SimulatedFetch, failure: Failure): ExplainedFailure {
  const { subject: at, check } = steps.at(-1)!
  const { code, parameter, corsError = null } = failure
  return { at, check, code, parameter, corsError, message: failureMessage(at, failure), section: sectionOf(code) }
}
