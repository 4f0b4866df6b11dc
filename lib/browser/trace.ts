/** Records the requests and steps of a simulation. */
import type {
  SimulatedServer, Check, SimulatedHop, PreflightCacheEntry, SentRequest, ServerResponse, SimulatedStep
} from '../../types/browser.ts'
import { checkedLines } from './empty-lines.ts'
import type { EngineFacts } from './engines.ts'
import { checkOf, failureOf, type StepFailure } from './failures.ts'

/** The state of a running simulation. */
export interface TraceRecorder {
  readonly server: SimulatedServer
  readonly facts: EngineFacts
  readonly now: number
  readonly network: 'ignored' | 'denied' | 'granted'
  readonly requests: SentRequest[]
  readonly hops: SimulatedHop[]
  readonly steps: SimulatedStep[]
  cache: readonly PreflightCacheEntry[]
}

/** Sends a request and returns the response. Otherwise undefined, with a failed step. */
export function send (
  trace: TraceRecorder, subject: 'preflight' | 'response', request: SentRequest
): ServerResponse | undefined {
  trace.requests.push(request)
  const sent = trace.server(request)
  const response = sent && { ...sent, headers: checkedLines(sent.headers, trace.facts) }
  const finding: StepFailure | undefined = response === undefined ? { code: 'no-response', parameter: '' } : undefined
  fails(trace, subject, 'response-received', finding)
  return response
}

/** Records a step and returns whether it failed. */
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
