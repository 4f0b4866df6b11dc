/** The record of a conversation while it is held: what was sent, and every step with its conclusion. */
import type {
  Answerer, Check, Hop, PreflightCacheEntry, SentRequest, ServerAnswer, Step
} from '../../types/browser.ts'
import type { EngineFacts } from './engines.ts'
import { checkOf, failureOf, type Finding } from './failures.ts'

/** A conversation while it is held. */
export interface Transcript {
  readonly answer: Answerer
  readonly facts: EngineFacts
  readonly now: number
  readonly requests: SentRequest[]
  readonly hops: Hop[]
  readonly steps: Step[]
  cache: readonly PreflightCacheEntry[]
}

/** Sends a request, and returns what is answered; undefined where nothing is, which is a failing step. */
export function send (
  transcript: Transcript, subject: 'preflight' | 'response', request: SentRequest
): ServerAnswer | undefined {
  transcript.requests.push(request)
  const answer = transcript.answer(request)
  const finding: Finding | undefined = answer === undefined ? { code: 'no-answer', parameter: '' } : undefined
  fails(transcript, subject, 'answer', finding)
  return answer
}

/** Writes a step down, and says whether it failed. */
export function fails (
  { hops, steps }: Transcript, subject: Step['subject'], check: Check, found: object | undefined
): found is Finding {
  const finding = found !== undefined && 'code' in found ? found as Finding : undefined
  steps.push(Object.freeze({
    hop: Math.max(0, hops.length - (subject === 'request' ? 0 : 1)),
    subject,
    check: finding === undefined ? check : checkOf(finding.code),
    failure: finding === undefined ? undefined : failureOf(finding, subject)
  }))
  return finding !== undefined
}
