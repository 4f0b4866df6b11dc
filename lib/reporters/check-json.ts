/** Formats the results of a check as JSON. `--baseline` reads this format. */
import type { CheckFinding } from '../../types/check.ts'
import type { CheckResults } from './check-results.ts'
import { jsonText } from '../text/json.ts'

/** Returns the unchanged reports, and lists which of their findings are ignored or known. */
export function checkJson ({ endpoints, unreachable, notChecked }: CheckResults): string {
  return jsonText({
    version: 1,
    reports: endpoints.map(({ report }) => report),
    ignored: endpoints.flatMap(({ ignored }) => ignored.map(finding => ({ ...nameOf(finding), reason: finding.reason }))),
    known: endpoints.flatMap(({ known }) => known.map(nameOf)),
    unreachable,
    ...notChecked !== undefined && { routes: endpoints.map(({ label }) => label), notChecked }
  })
}

function nameOf ({ id, url, subject }: CheckFinding): object {
  return { id, url, subject }
}
