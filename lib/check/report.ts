/** Builds the report. */
import type { CheckArea, CheckFinding, CheckGrade, CheckReport, CheckedProbe, RequestsWithoutResponse } from '../../types/check.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { worstFirst } from '../severities.ts'
import { PROBES } from './probes/index.ts'

const AREAS: readonly CheckArea[] = ['access', 'preflight', 'syntax', 'caching', 'errors', 'security']

export function buildReport (
  url: string, allowed: readonly string[], found: readonly CheckFinding[], probes: readonly CheckedProbe[], requests: number, requestsWithoutResponse: readonly RequestsWithoutResponse[]
): CheckReport {
  const grades = Object.fromEntries(AREAS.map(area => [area, gradeOf(area, found, probes)])) as CheckReport['grades']
  const findings = found.toSorted(worstFirst)
  return deepFreeze<CheckReport>({ version: 1, url, allowed, grades, findings, probes, requests, requestsWithoutResponse, isComplete: probes.every(probe => probe.noResponse === null) })
}

function gradeOf (area: CheckArea, found: readonly CheckFinding[], probes: readonly CheckedProbe[]): CheckGrade {
  const checked = PROBES.flatMap(({ id, area: of }) => of === area ? probes.filter(probe => probe.id === id && probe.skipped === null) : [])
  const severities = new Set(found.filter(finding => finding.area === area).map(({ severity }) => severity))
  if (severities.has('error')) return 'F'
  if (severities.has('warning')) return 'C'
  // Without complete checks, the absence of findings proves nothing.
  if (checked.length === 0 || checked.some(({ noResponse }) => noResponse !== null)) return '-'
  return severities.has('info') ? 'B' : 'A'
}
