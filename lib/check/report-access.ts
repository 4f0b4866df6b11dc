/** Reports pages that have more access than they should. The probes of origins differ only in their candidates. */
import type { ServerResponse } from '../../types/browser.ts'
import type { CorsSeverity } from '../../types/report.ts'
import { accessForAnyOrigin, accessOf, accessPhrase, higher, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from './access.ts'
import type { ReportFinding } from './probe.ts'
import type { CheckTarget } from './target.ts'

/** Severity of a finding with credentials, and without. */
export type Severities = readonly [withCredentials: CorsSeverity, without: CorsSeverity]

/** An origin that should have no more access than any other. */
export interface OriginCandidate<Id extends string = string> {
  readonly id: Id
  readonly origin: string
  readonly severities: Severities
  /** Why pages have this origin, or why the server allows it: a clause for the end of a sentence. */
  readonly cause: string
  /** Only the first candidate of a group is reported. Default: the id. */
  readonly group?: string
  /** The candidate is not reported after one of this group. */
  readonly unless?: string
  /** Access that another finding reports. Default: none. */
  readonly known?: Access
}

/** Pages, their access, and the finding if it is too high. */
export interface AccessCase<Id extends string> {
  readonly id: Id
  readonly subject?: string
  readonly message: string
  readonly severities: Severities
  readonly access: Access
  /** The highest access that is not reported: because it is wanted, or because another finding reports it. */
  readonly limit: Access
  /** Default: no `Access-Control-Allow-Origin`. */
  readonly expected?: readonly string[]
  /** The responses that give the access, the decisive one last. */
  readonly responses: ReadonlyArray<ServerResponse | undefined>
  readonly once?: string
  readonly unless?: string
}

/** Reports a case if its access exceeds the limit. */
export function reportAccess<Id extends string> (report: ReportFinding<Id>, found: AccessCase<Id>): void {
  const { id, severities, access, limit, expected = ['no access-control-allow-origin'], responses, ...rest } = found
  const [first, ...others] = responses.filter(response => response !== undefined)
  // Without a response there is no access.
  if (first === undefined || access <= limit) return
  report(id, { ...rest, severity: severities[access === WITH_CREDENTIALS ? 0 : 1], expected, evidence: [first, ...others] })
}

/** Reports the candidates that have access. The responses must include those to the untrusted origins. */
export function reportCandidates<Id extends string> (
  report: ReportFinding<Id>, candidates: ReadonlyArray<OriginCandidate<Id>>, target: CheckTarget, origins: ReadonlyMap<string, ServerResponse>
): void {
  const [one, other] = target.untrusted
  // Access that any origin has is reported by the probe of untrusted origins.
  const anyOrigin = accessForAnyOrigin(target, origins.get(one), origins.get(other))
  for (const { id, origin, severities, cause, group = id, unless, known = NO_ACCESS } of candidates) {
    const response = origins.get(origin)
    const access = accessOf(origin, target, response)
    reportAccess(report, {
      id,
      subject: origin,
      message: `A page from ${origin} can read the response ${accessPhrase(access)}: ${cause}.`,
      severities,
      access,
      limit: higher(higher(anyOrigin, wantedAccess(target, origin)), known),
      responses: [response],
      once: group,
      ...unless !== undefined && { unless }
    })
  }
}
