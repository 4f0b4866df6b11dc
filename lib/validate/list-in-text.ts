/** Several names in one text. */
import { isToken } from '../standard/headers.ts'
import { fault, type Fault, type IssueId } from './issue.ts'

/**
 * Says so where a text holds several tokens, split by commas, semicolons or white space; undefined where it does
 * not.
 */
export function listFault (id: IssueId, text: string, what: string): Fault | undefined {
  const entries = text.split(/[\s,;]+/).filter(entry => entry !== '')
  if (entries.length < 2 || !entries.every(isToken)) return undefined
  const shown = entries.slice(0, 5).map(entry => JSON.stringify(entry)).join(', ')
  return fault(id, `holds several ${what} in one text. Write ${entries.length === 2 ? 'two entries' : 'one entry each'}: ${shown}.`)
}
