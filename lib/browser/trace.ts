/** The record of a conversation while it is held: what was sent, and every step with its conclusion. */
import type {
  SimulatedServer, Check, SimulatedHop, PreflightCacheEntry, SentRequest, ServerResponse, SimulatedStep
} from '../../types/browser.ts'
import type { EngineFacts } from './engines.ts'
import { checkOf, failureOf, type StepFailure } from './failures.ts'

/** A conversation while it is held. */
export interface TraceRecorder {
  readonly answer: SimulatedServer
  readonly facts: EngineFacts
  readonly now: number
  readonly requests: SentRequest[]
  readonly hops: SimulatedHop[]
  readonly steps: SimulatedStep[]
  cache: readonly PreflightCacheEntry[]
}

/** Sends a request, and returns what is answered; undefined where nothing is, which is a failing step. */
export function send (
  transcript: TraceRecorder, subject: 'preflight' | 'response', request: SentRequest
): ServerResponse | undefined {
  transcript.requests.push(request)
  const answer = transcript.answer(request)
  const finding: StepFailure | undefined = answer === undefined ? { code: 'no-answer', parameter: '' } : undefined
  fails(transcript, subject, 'answer', finding)
  return answer
}

/** Writes a step down, and says whether it failed. */
export function fails (
  { hops, steps }: TraceRecorder, subject: SimulatedStep['subject'], check: Check, found: object | undefined
): found is StepFailure {
  const finding = found !== undefined && 'code' in found ? found as StepFailure : undefined
  steps.push(Object.freeze({
    hop: Math.max(0, hops.length - (subject === 'request' ? 0 : 1)),
    subject,
    check: finding === undefined ? check : checkOf(finding.code),
    failure: finding === undefined ? undefined : failureOf(finding, subject)
  }))
  return finding !== undefined
}
