/** Several names in one text. */
import { isToken } from '../standard/headers.ts'
import { fault, type IssueDraft, type IssueId } from './issue.ts'

/**
 * Says so where a text holds several names, split by commas, semicolons or white space; undefined where it does not.
 *
 * @param meant  the name that an entry stands for; undefined where it stands for none
 */
export function listFault (
  id: IssueId, text: string, what: string, meant: (entry: string) => string | undefined
): IssueDraft | undefined {
  const entries = text.split(/[\s,;]/).filter(entry => entry !== '')
  return entries.length > 1 && entries.every(isToken) ? listedFault(id, what, entries, meant) : undefined
}

/** Says that a text holds several entries, and shows the first of them corrected where all that are shown can be. */
export function listedFault (
  id: IssueId, what: string, entries: readonly string[], meant: (entry: string) => string | undefined
): IssueDraft {
  const shown = entries.slice(0, 5).map(meant)
  const list = shown.includes(undefined) ? '' : `: ${shown.map(entry => JSON.stringify(entry)).join(', ')}`
  return fault(id, `holds several ${what} in one text. Write ${entries.length === 2 ? 'two entries' : 'one entry each'}${list}.`)
}
