/** Formats the results of a check by `--format`. */
import { VERSION } from '../../version.ts'
import { checkHtml } from '../../reporters/check-html.ts'
import { checkJson } from '../../reporters/check-json.ts'
import { checkJunit } from '../../reporters/check-junit.ts'
import { checkMarkdown } from '../../reporters/check-markdown.ts'
import type { CheckResults } from '../../reporters/check-results.ts'
import { checkSarif } from '../../reporters/check-sarif.ts'
import { checkText } from '../../reporters/check-text.ts'
import { unstyled } from '../../text/style.ts'
import type { Io } from '../io.ts'
import { styleFor } from '../style.ts'
import type { CheckValues } from './flag-types.ts'

/** Width of a narrow and of a wide terminal. On a wider one, lines would be too long to read. */
const NARROW = 60
const WIDE = 160

/** The width for a terminal; undefined for other outputs. */
function columnsOf ({ stdout: { columns } }: Io): number | undefined {
  return columns === undefined ? undefined : Math.min(Math.max(columns, NARROW), WIDE)
}

/** Returns the results in the requested format. Only the text format has colors, and only on a terminal. */
export function checkReportText (results: CheckResults, { format, out }: CheckValues, io: Io): string {
  switch (format) {
    case 'json': return checkJson(results)
    case 'sarif': return checkSarif(results, VERSION)
    case 'junit': return checkJunit(results)
    case 'markdown': return checkMarkdown(results)
    case 'html': return checkHtml(results)
    default: return checkText(results, out === undefined ? styleFor(io) : unstyled, out === undefined ? columnsOf(io) : undefined)
  }
}
