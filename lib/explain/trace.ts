/** Both parties together: what the browser asks, what the policy answers, what the browser makes of it. Runs anywhere. */
import type { SimulatedFetch, Engine, Failure, SentRequest } from '../../types/browser.ts'
import type { CorsTrace, ExplainedExchange, ExplainedFailure, ExplainedPreflight, ReadableHeaders } from '../../types/explanation.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { simulateFetch } from '../browser/exchange.ts'
import { readableHeaders } from '../browser/exposed-headers.ts'
import { sectionOf } from '../browser/failures.ts'
import { extractTokens } from '../browser/header-values.ts'
import { SAFELISTED_RESPONSE } from '../standard/headers.ts'
import { answerTo, decisionFor } from './answer.ts'
import { consoleSentence } from './console.ts'
import { nearMisses } from './near-misses.ts'
import { ENGINES, type AskedQuestion } from './question.ts'
import { failureMessage } from '../browser/failure-messages.ts'

/** A header that nobody names: readable only where all are. */
const UNNAMED = 'x-unnamed'

/** Tells what becomes of a request: all of an explanation but what to change. */
export function traceRequest (situation: PolicyResolution, question: AskedQuestion): CorsTrace {
  const { request, engine } = question
  const conversationIn = (engine: Engine): SimulatedFetch =>
    simulateFetch(request, sent => answerTo(situation, sent), { engine })
  const conversation = conversationIn(engine)
  const { failure, hops } = conversation
  const outcome = outcomeOf(conversation)
  const inChromium = conversationIn('chromium').failure
  const need = hops[0]?.preflight
  return {
    version: 1,
    outcome,
    engine,
    differingEngines: ENGINES.filter(other => outcomeOf(conversationIn(other)) !== outcome),
    request,
    subject: situation.subject,
    preflight: need === undefined ? null : { ...preflightOf(need), method: question.sentMethod },
    exchanges: conversation.requests.map(sent => exchangeOf(situation, sent, conversation)),
    readable: readableOf(situation, conversation, question),
    failure: failure === undefined ? null : failureOf(conversation, failure),
    console: inChromium === undefined ? null : consoleSentence(inChromium, request.url, request.origin) ?? null,
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
  const answer = answerTo(situation, sent)
  return {
    kind,
    request: { method, headers, credentials },
    answer: {
      status: kind === 'actual' ? null : answer.status,
      headers: answer.headers,
      by: decision === undefined ? 'server' : 'policy',
      reason: decision?.reason ?? null
    },
    steps: steps.filter(({ subject }) => subject === (kind === 'preflight' ? 'preflight' : 'response'))
      .map(({ check, failure }) => ({ check, passed: failure === undefined }))
  }
}

/** Asks the model about one header of every name that has a say, and one of none. */
function readableOf (
  situation: PolicyResolution, { requests, response }: SimulatedFetch, { request }: AskedQuestion
): ReadableHeaders | null {
  const sent = requests.at(-1)
  if (response === undefined || sent === undefined) return null
  const { headers } = answerTo(situation, sent)
  const exposed = extractTokens(headers, 'access-control-expose-headers') ?? []
  const names = new Set([...SAFELISTED_RESPONSE, ...exposed].filter(name => name !== '*'))
  const probes = [...names, UNNAMED].filter(name => !headers.some(([sent]) => sent === name))
  const readable = readableHeaders([...headers, ...probes.map(name => [name, ''] as const)], request.credentials, response.type)
    .map(([name]) => name)
  return { everything: readable.includes(UNNAMED), names: readable.filter(name => name !== UNNAMED) }
}

function failureOf ({ steps }: SimulatedFetch, failure: Failure): ExplainedFailure {
  const { subject: at, check } = steps.at(-1)!
  const { code, parameter, corsError = null } = failure
  return { at, check, code, parameter, corsError, words: failureMessage(at, failure), section: sectionOf(code) }
}
