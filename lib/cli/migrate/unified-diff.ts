/** Edits of a text → a unified diff, as `git apply` and `patch` read it. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'

/** A replacement of a part of a text. */
export interface SourceReplacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Writes the diff, with a line break at the end.
 *
 * @param name   the path of the file, with "/"
 * @param edits  in any order, without overlaps
 */
export function unifiedDiff (name: string, text: string, edits: readonly SourceReplacement[]): string {
  let changed = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    changed += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, text, changed + text.slice(at), undefined, undefined, { context: 3, headerOptions: FILE_HEADERS_ONLY })
}
