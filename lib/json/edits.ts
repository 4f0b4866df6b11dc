/** Operations on JSON → edits of its text that leave all else as it is written, comments too. */
import type { CorsLintFix } from '../../types/report.ts'
import type { Span } from './plain.ts'
import { lastAt, type JsonNode, type JsonSource } from './source.ts'

/** The text from `start` to before `end` gives way to another. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Makes the edits of several operations, none of which knows of the others, in the order of the text; they never overlap.
 * The operations are about what is there.
 */
export function editsOf (operations: readonly CorsLintFix[], source: JsonSource): TextEdit[] {
  const removed = new Map<JsonNode, Set<JsonNode>>()
  const replaced: TextEdit[] = []
  for (const operation of operations) {
    const node = source.nodeAt(operation.path)
    if (operation.op === 'replace') {
      replaced.push({ start: node.offset, end: node.offset + node.length, text: JSON.stringify(operation.value) })
      continue
    }
    const list = listOf(node)
    const entries = removed.get(list) ?? new Set()
    for (const entry of entriesOf(node)) entries.add(entry)
    removed.set(list, entries)
  }
  const spans = joined([...removed].flatMap(([list, entries]) => spansOf(list, entries, source)), source.text)
  const removals = joined(spans.map(span => withSpace(span, source.text)), source.text)
    .map(([start, end]) => ({ start, end, text: '' }))
  const isLeft = ({ start }: TextEdit): boolean => !removals.some(removal => removal.start <= start && start < removal.end)
  return [...removals, ...replaced.filter(isLeft)].sort((one, other) => one.start - other.start)
}

/** Carries the edits out. */
export function edited (text: string, edits: readonly TextEdit[]): string {
  let end = 0
  const parts = edits.map(edit => {
    const part = text.slice(end, edit.start) + edit.text
    end = edit.end
    return part
  })
  return parts.join('') + text.slice(end)
}

/** Offsets in the text that comes of edits → offsets of the same before them; of what was put in, of what it is in place of. */
export function before (edits: readonly TextEdit[]): (offset: number) => number {
  const starts = [0]
  const shifts = [0]
  let shift = 0
  for (const { start, end, text } of edits) {
    shift += end - start - text.length
    starts.push(end - shift)
    shifts.push(shift)
  }
  return offset => offset + shifts[lastAt(offset, starts.length, i => starts[i]!)]!
}

/** The list or object that a value is in; members of objects are nodes of their own. */
function listOf ({ parent }: JsonNode): JsonNode {
  return parent!.type === 'property' ? parent!.parent! : parent!
}

/** An entry of a list; of an object all members of that name, as the first would count once the last is gone. */
function entriesOf (node: JsonNode): readonly JsonNode[] {
  const parent = node.parent!
  if (parent.type === 'array') return [node]
  return parent.parent!.children!.filter(({ children }) => children![0]!.value === parent.children![0]!.value)
}

/** The entries and their commas. Where no entry is left, and no comment, all that is in the list. */
function spansOf (list: JsonNode, entries: ReadonlySet<JsonNode>, { text, code, comments }: JsonSource): Span[] {
  const children = list.children!
  const start = list.offset + 1
  const end = list.offset + list.length - 1
  if (entries.size === children.length && text.slice(start, end) === code.slice(start, end)) return [[start, end]]
  const spans: Span[] = []
  for (const entry of entries) {
    const i = lastAt(entry.offset, children.length, i => children[i]!.offset)
    spans.push(...aroundComments([entry.offset, endOf(entry)], comments))
    const comma = code.slice(endOf(entry), children[i + 1]?.offset ?? end).indexOf(',')
    if (comma !== -1) {
      spans.push(commaAt(endOf(entry) + comma))
      continue
    }
    // It was the last one: the one that is last now has nothing to be separated from.
    let left = i - 1
    while (left >= 0 && entries.has(children[left]!)) left--
    if (left >= 0) spans.push(commaAt(code.indexOf(',', endOf(children[left]!))))
  }
  return spans
}

/** What somebody has written about an entry may be worth keeping, and stays behind. */
function aroundComments ([start, end]: Span, comments: readonly Span[]): Span[] {
  const spans: Span[] = []
  let from = start
  for (let i = lastAt(start, comments.length, i => comments[i]![0]); i < comments.length && comments[i]![0] < end; i++) {
    const [commentStart, commentEnd] = comments[i]!
    if (commentStart < start) continue
    spans.push([from, commentStart])
    from = commentEnd
  }
  return [...spans, [from, end]]
}

function endOf ({ offset, length }: JsonNode): number {
  return offset + length
}

function commaAt (offset: number): Span {
  return [offset, offset + 1]
}

/** In order; those that overlap, or have nothing but blanks between them, as one. */
function joined (spans: readonly Span[], text: string): Span[] {
  const result: Array<[number, number]> = []
  for (const [start, end] of spans.toSorted(([one], [other]) => one - other)) {
    const last = result.at(-1)
    if (last !== undefined && blanksFrom(last[1], text) >= start) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}

/** With the blanks that nobody would have written without it: of a whole line, all of it. */
function withSpace ([start, end]: Span, text: string): Span {
  const left = blanksBefore(start, text)
  const right = blanksFrom(end, text)
  const beginsLine = left === 0 || isLineBreak(text[left - 1])
  const endsLine = isLineBreak(text[right])
  if (beginsLine && endsLine) return [left, right + (text.startsWith('\r\n', right) ? 2 : 1)]
  // What follows a comma alone belongs to what is before it.
  const isComma = end - start === 1 && text[start] === ','
  if (beginsLine || (text[end - 1] === ',' && !endsLine && !isComma)) return [start, right]
  return [isComma ? start : left, end]
}

function blanksFrom (offset: number, text: string): number {
  let end = offset
  while (isBlank(text[end])) end++
  return end
}

function blanksBefore (offset: number, text: string): number {
  let start = offset
  while (isBlank(text[start - 1])) start--
  return start
}

function isBlank (char: string | undefined): boolean {
  return char === ' ' || char === '\t'
}

function isLineBreak (char: string | undefined): boolean {
  return char === '\n' || char === '\r'
}
