/** What became of a check → JSON; an earlier one is what `--baseline` takes. */
import type { CheckFinding } from '../../types/check.ts'
import type { CheckResults } from './check-results.ts'
import { jsonText } from '../text/json.ts'

/** Writes the reports as they are, and which of their findings do not count. */
export function checkJson ({ endpoints, unreachable }: CheckResults): string {
  return jsonText({
    version: 1,
    reports: endpoints.map(({ report }) => report),
    ignored: endpoints.flatMap(({ ignored }) => ignored.map(finding => ({ ...nameOf(finding), reason: finding.reason }))),
    known: endpoints.flatMap(({ known }) => known.map(nameOf)),
    unreachable
  })
}

function nameOf ({ id, url, subject }: CheckFinding): object {
  return { id, url, subject }
}
