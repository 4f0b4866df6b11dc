/** Edits of a text → a unified diff, as `git apply` and `patch` read it. */

/** A replacement of a part of a text. */
export interface SourceReplacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

const CONTEXT = 3

/**
 * Writes the diff, with a line break at the end.
 *
 * @param name   the path of the file, with "/"
 * @param edits  in any order, without overlaps
 */
export function unifiedDiff (name: string, text: string, edits: readonly SourceReplacement[]): string {
  const before = text.split('\n')
  const isEnded = before.at(-1) === ''
  // A line break at the end of a file begins no line.
  const end = isEnded ? before.length - 1 : before.length
  const marked = (mark: string, line: string, isLast: boolean): string => mark + line + (isLast && !isEnded ? NO_LINE_BREAK : '')
  const old = (mark: string, from: number, to: number): readonly string[] => before.slice(from, to).map((line, i) => marked(mark, line, from + i === end - 1))
  const hunks: Array<{ from: number, to: number, readonly lines: string[] }> = []
  for (const { from, to, lines } of changesOf(text, edits)) {
    const changed = [...old('-', from, to), ...lines.map((line, i) => marked('+', line, to === end && i === lines.length - 1))]
    const last = hunks.at(-1)
    if (last !== undefined && from - last.to <= 2 * CONTEXT) {
      last.lines.push(...old(' ', last.to, from), ...changed)
      last.to = to
    } else {
      hunks.push({ from, to, lines: changed })
    }
  }
  let shift = 0
  const output: string[] = [`--- a/${name}`, `+++ b/${name}`]
  for (const { from, to, lines } of hunks) {
    const start = Math.max(0, from - CONTEXT)
    const body = [...old(' ', start, from), ...lines, ...old(' ', to, Math.min(end, to + CONTEXT))]
    const count = (mark: string): number => body.filter(line => line.startsWith(' ') || line.startsWith(mark)).length
    output.push(`@@ -${start + 1},${count('-')} +${start + 1 + shift},${count('+')} @@`, ...body)
    shift += count('+') - count('-')
  }
  return `${output.join('\n')}\n`
}

const NO_LINE_BREAK = '\n\\ No newline at end of file'

/** The lines from..to-1 that change, and what replaces them. */
interface LineChange {
  readonly from: number
  readonly to: number
  readonly lines: readonly string[]
}

function changesOf (text: string, edits: readonly SourceReplacement[]): readonly LineChange[] {
  const changes: Array<{ from: number, to: number, start: number, end: number, edits: SourceReplacement[] }> = []
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const start = text.lastIndexOf('\n', edit.start - 1) + 1
    const line = text.slice(0, start).split('\n').length - 1
    const found = text.indexOf('\n', edit.end)
    const end = found === -1 ? text.length : found
    const last = changes.at(-1)
    if (last !== undefined && start <= last.end) {
      last.end = Math.max(last.end, end)
      last.to = text.slice(0, last.end).split('\n').length
      last.edits.push(edit)
    } else {
      changes.push({ from: line, to: text.slice(0, end).split('\n').length, start, end, edits: [edit] })
    }
  }
  return changes.map(({ from, to, start, end, edits }) => {
    let changed = ''
    let at = start
    for (const edit of edits) {
      changed += text.slice(at, edit.start) + edit.text
      at = edit.end
    }
    return withoutEqual({ from, to, lines: (changed + text.slice(at, end)).split('\n') }, text.split('\n'))
  })
}

/** Leaves out lines at the beginning and at the end that stay as they are. */
function withoutEqual ({ from, to, lines }: LineChange, before: readonly string[]): LineChange {
  let first = 0
  while (first < Math.min(lines.length, to - from) && lines[first] === before[from + first]) first++
  let last = 0
  while (last < Math.min(lines.length, to - from) - first && lines[lines.length - 1 - last] === before[to - 1 - last]) last++
  return { from: from + first, to: to - last, lines: lines.slice(first, lines.length - last) }
}
