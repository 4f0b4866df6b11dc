/** Runs probes against one target, and builds the report. */
import type { CheckOptions, CheckReport, RequestsWithoutResponse } from '../../types/check.ts'
import { corsLines } from './browser-verdict.ts'
import { describeReaders } from './describe-readers.ts'
import type { Probe, ProbeRequest, ReportFinding } from './probe.ts'
import { PROBES } from './probes/index.ts'
import { reach } from './probes/reach.ts'
import { redactFindings, type RawExchange, type RawFinding } from './redact-findings.ts'
import { buildReport } from './report.ts'
import type { Session } from './session.ts'
import type { CheckTarget } from './target.ts'

/** Milliseconds for evaluating responses after the time limit: enough unless a server makes the evaluation slow on purpose. */
const EVALUATION_TIME = 250

const NOT_EVALUATED = 'not evaluated, because the time limit is reached'

const NOT_REACHED = 'the endpoint itself did not respond'

/**
 * Runs the probes.
 *
 * @param omit  why a probe is left out, in addition to its own reasons; null if it is not
 * @throws      UnreachableError if the server does not respond to the first request
 */
export async function runProbes (session: Session, target: CheckTarget, options: CheckOptions, omit: (probe: Probe) => string | null = () => null): Promise<CheckReport> {
  await session.assertReachable(target)
  const isReached = await isTargetReached(session, target)
  const probes = PROBES.map(probe => ({ probe, skipped: probe.skip(target) ?? omit(probe) ?? (isReached || probe === reach ? null : NOT_REACHED) }))
  const responseTo = (request: ProbeRequest) => session.responseTo(target, request)
  const sendAll = (requests: (probe: Probe) => readonly ProbeRequest[]): Promise<ReadonlyArray<readonly RawExchange[]>> =>
    Promise.all(probes.map(({ probe, skipped }) => session.sendAll(target, skipped === null ? requests(probe) : [])))
  const first = await sendAll(probe => probe.plan(target))
  const more = await sendAll(probe => probe.followUps(target, responseTo))
  const found: RawFinding[] = []
  const notEvaluated = new Set<RawExchange>()
  const checked = probes.map(({ probe, skipped }, i) => {
    const before = found.length
    const exchanges = [...first[i]!, ...more[i]!]
    const responded = exchanges.filter(({ failure }) => failure === null)
    const isLate = responded.length > 0 && session.client.timeLeft < -EVALUATION_TIME
    if (isLate) for (const exchange of responded) notEvaluated.add(exchange)
    else if (responded.length > 0) probe.judge(target, responseTo, reporterOf(session, target, probe, found))
    return { id: probe.id, title: probe.title, findings: found.length - before, skipped, noResponse: isLate ? NOT_EVALUATED : noResponseReason(exchanges) }
  })
  const exchanges = [...new Set([first, more].flat(2))]
  const reasons = [...exchanges.flatMap(({ failure }) => failure ?? []), ...[...notEvaluated].map(() => NOT_EVALUATED)]
  return buildReport({
    url: target.url.href,
    allowed: describeReaders(target, exchanges),
    found: redactFindings(found, exchanges, options),
    probes: checked,
    requests: exchanges.filter(({ failure }) => failure?.startsWith('not sent') !== true).length,
    requestsWithoutResponse: countByReason(reasons),
    stopped: session.client.limited
  })
}

/** Whether the endpoint itself responds. Otherwise all other requests would be about something else. */
async function isTargetReached (session: Session, target: CheckTarget): Promise<boolean> {
  await session.sendAll(target, reach.plan(target))
  const found: RawFinding[] = []
  reach.judge(target, request => session.responseTo(target, request), reporterOf(session, target, reach, found))
  return found.length === 0
}

/** Returns a function that adds the findings of a probe to the list. */
function reporterOf (session: Session, target: CheckTarget, { id: probe, area, kinds }: Probe, found: RawFinding[]): ReportFinding<string> {
  const reported = new Set<string>()
  return (id, { severity, subject = '', message, expected, evidence, actual = corsLines(evidence.at(-1)!), once, unless }) => {
    if ([once, unless].some(key => key !== undefined && reported.has(key))) return
    if (once !== undefined) reported.add(once)
    const { why, recommendation, source } = kinds[id]!
    const exchanges = evidence.map(response => session.exchangeOf(response))
    const url = target.url.href
    found.push({ id, severity, area, probe, url, subject, message, expected, actual, why, recommendation, reference: source, exchanges })
  }
}

function countByReason (reasons: readonly string[]): readonly RequestsWithoutResponse[] {
  return [...new Set(reasons)].map(reason => ({ reason, requests: reasons.filter(other => other === reason).length }))
}

/** Why more than half of the requests got no response; null if at least half got one. */
function noResponseReason (exchanges: readonly RawExchange[]): string | null {
  const reasons = exchanges.flatMap(({ failure }) => failure ?? [])
  return reasons.length * 2 <= exchanges.length ? null : [...new Set(reasons)].join('; ')
}
