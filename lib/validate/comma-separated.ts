/** Detects several entries in one string. */
import { isToken } from '../standard/headers.ts'
import { fault, type IssueDraft, type IssueId } from './issue.ts'

/**
 * Reports a string with several names, separated by commas, semicolons or white space. Undefined for any other string.
 *
 * @param meant  corrects an entry; undefined if it cannot be corrected
 */
export function listFault (
  id: IssueId, text: string, what: string, meant: (entry: string) => string | undefined
): IssueDraft | undefined {
  const entries = text.split(/[\s,;]/).filter(entry => entry !== '')
  return entries.length > 1 && entries.every(isToken) ? entriesFault(id, what, entries, meant) : undefined
}

/** Reports several entries in one string, with the first entries corrected if all of these can be corrected. */
export function entriesFault (
  id: IssueId, what: string, entries: readonly string[], meant: (entry: string) => string | undefined
): IssueDraft {
  const shown = entries.slice(0, 5).map(meant)
  const list = shown.includes(undefined) ? '' : `: ${shown.map(entry => JSON.stringify(entry)).join(', ')}`
  return fault(id, `contains several ${what} in one string. Use ${entries.length === 2 ? 'two entries' : 'one entry for each'}${list}.`)
}
