/** Builds the report. */
import type { CheckArea, CheckFinding, CheckGrade, CheckReport, CheckedProbe } from '../../types/check.ts'
import type { CheckedRoute } from '../../types/check-application.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { worstFirst } from '../severities.ts'
import { findCauses, withExplained, type PlainFinding } from './diagnosis.ts'
import { NOT_REACHED } from './probes/reach.ts'
import { PROBES } from './probes/index.ts'

const AREAS: readonly CheckArea[] = ['access', 'preflight', 'syntax', 'caching', 'errors', 'security']

/** Findings after which the responses that these areas need were not seen. */
const UNSEEN: ReadonlySet<string> = new Set(['allowed-origin-is-blocked', 'endpoint-is-a-redirect'])
const DEPENDENT: ReadonlySet<CheckArea> = new Set<CheckArea>(['caching', 'errors'])

/** What a run has found. */
export interface RunResult extends Pick<CheckReport, 'url' | 'allowed' | 'probes' | 'requests' | 'requestsWithoutResponse'> {
  readonly found: readonly PlainFinding[]
  /** Why the server has stopped the check; undefined if it has not. */
  readonly stopped: string | undefined
}

export function buildReport ({ url, allowed, found, probes, requests, requestsWithoutResponse, stopped }: RunResult): CheckReport {
  const findings = findCauses(found)
  const isReached = !findings.some(({ id }) => NOT_REACHED.has(id))
  const grades = Object.fromEntries(AREAS.map(area => [area, isReached ? gradeOf(area, findings, probes) : '-'])) as CheckReport['grades']
  const isComplete = probes.every(probe => probe.noResponse === null)
  const summary = summaryOf(findings, stopped ?? (isComplete ? undefined : requestsWithoutResponse[0]!.reason), stopped !== undefined)
  return deepFreeze<CheckReport>({ version: 1, url, summary, isReached, allowed, grades, findings, probes, requests, requestsWithoutResponse, isComplete })
}

/** @param reason  why requests have no response; undefined if enough have one. It comes first if the server has stopped the check. */
function summaryOf ([first]: readonly CheckFinding[], reason: string | undefined, isStopped: boolean): string {
  const incomplete = reason === undefined ? undefined : `The check is incomplete: ${reason}.`
  if (isStopped) return incomplete!
  if (first !== undefined && first.severity !== 'info') return firstSentence(first.message)
  return incomplete ?? 'No problem was found.'
}

/** One sentence about all routes. */
export function applicationSummary (routes: readonly CheckedRoute[]): string {
  const [worst] = routes.flatMap(({ methods, pattern, report }) => report.findings.map(finding => ({ label: `${methods.join(', ')} ${pattern}`, ...finding }))).toSorted(worstFirst)
  if (worst !== undefined && worst.severity !== 'info') return `${worst.label}: ${firstSentence(worst.message)}`
  return routes.find(({ report }) => !report.isComplete)?.report.summary ?? 'No problem was found.'
}

/** A sentence ends before a space and a capital letter. */
function firstSentence (message: string): string {
  return message.split(/(?<=\.) (?=[A-Z])/, 1)[0]!
}

function gradeOf (area: CheckArea, findings: readonly CheckFinding[], probes: readonly CheckedProbe[]): CheckGrade {
  const all = withExplained(findings)
  const checked = PROBES.flatMap(({ id, area: of }) => of === area ? probes.filter(probe => probe.id === id && probe.skipped === null) : [])
  const severities = new Set(all.filter(finding => finding.area === area).map(({ severity }) => severity))
  if (severities.has('error')) return 'F'
  if (severities.has('warning')) return 'C'
  // Without complete checks, the absence of findings proves nothing.
  if (checked.length === 0 || checked.some(({ noResponse }) => noResponse !== null)) return '-'
  if (DEPENDENT.has(area) && all.some(({ id }) => UNSEEN.has(id))) return '-'
  return severities.has('info') ? 'B' : 'A'
}
