/** What became of a check → what is printed, by `--format`. */
import { VERSION } from '../../../version.ts'
import { checkHtml } from '../../print/check-html.ts'
import { checkJson } from '../../print/check-json.ts'
import { checkJunit } from '../../print/check-junit.ts'
import { checkMarkdown } from '../../print/check-markdown.ts'
import type { CheckResults } from '../../print/check-results.ts'
import { checkSarif } from '../../print/check-sarif.ts'
import { checkText } from '../../print/check-text.ts'
import { plain } from '../../print/paint.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import type { CheckValues } from './values.ts'

/** Writes the results in one of the formats that the command takes; colours are for terminals only. */
export function reportText (results: CheckResults, { format, out }: CheckValues, io: Io): string {
  switch (format) {
    case 'json': return checkJson(results)
    case 'sarif': return checkSarif(results, VERSION)
    case 'junit': return checkJunit(results)
    case 'markdown': return checkMarkdown(results)
    case 'html': return checkHtml(results)
    default: return checkText(results, out === undefined ? paintFor(io) : plain)
  }
}
