/** Turns operations on JSON into edits of its text that keep everything else, including comments. */
import type { CorsLintFinding } from '../../types/report.ts'
import type { TextSpan } from './plain.ts'
import { lastAt, type JsonNode, type LocatedJson } from './located-json.ts'

/** Replaces the text from `start` (inclusive) to `end` (exclusive). */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Makes the edits of independent operations, in the order of the text, without overlaps. The operations refer to the current
 * text.
 */
export function editsOf (operations: ReadonlyArray<NonNullable<CorsLintFinding['fix']>>, source: LocatedJson): TextEdit[] {
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

/** Applies edits. */
export function edited (text: string, edits: readonly TextEdit[]): string {
  let end = 0
  const parts = edits.map(edit => {
    const part = text.slice(end, edit.start) + edit.text
    end = edit.end
    return part
  })
  return parts.join('') + text.slice(end)
}

/** Returns a function that maps offsets in the edited text to offsets in the original text. New text maps to the text that it replaces. */
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

/** The list or object that contains a value. Members of objects are separate nodes. */
function listOf ({ parent }: JsonNode): JsonNode {
  return parent!.type === 'property' ? parent!.parent! : parent!
}

/** An entry of a list, or all members with a name: if only the last were removed, an earlier one would apply. */
function entriesOf (node: JsonNode): readonly JsonNode[] {
  const parent = node.parent!
  if (parent.type === 'array') return [node]
  return parent.parent!.children!.filter(({ children }) => children![0]!.value === parent.children![0]!.value)
}

/** The spans of the entries and their commas. If no entry and no comment is left, the whole content of the list. */
function spansOf (list: JsonNode, entries: ReadonlySet<JsonNode>, { text, code, comments }: LocatedJson): TextSpan[] {
  const children = list.children!
  const start = list.offset + 1
  const end = list.offset + list.length - 1
  if (entries.size === children.length && text.slice(start, end) === code.slice(start, end)) return [[start, end]]
  const spans: TextSpan[] = []
  for (const entry of entries) {
    const i = lastAt(entry.offset, children.length, i => children[i]!.offset)
    spans.push(...aroundComments([entry.offset, endOf(entry)], comments))
    const comma = code.slice(endOf(entry), children[i + 1]?.offset ?? end).indexOf(',')
    if (comma !== -1) {
      spans.push(commaAt(endOf(entry) + comma))
      continue
    }
    // It was the last entry, so the new last entry loses its comma.
    let left = i - 1
    while (left >= 0 && entries.has(children[left]!)) left--
    if (left >= 0) spans.push(commaAt(code.indexOf(',', endOf(children[left]!))))
  }
  return spans
}

/** Returns the parts of a removed entry that are not comments. The comments stay, because they may be useful. */
function aroundComments ([start, end]: TextSpan, comments: readonly TextSpan[]): TextSpan[] {
  const spans: TextSpan[] = []
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

function commaAt (offset: number): TextSpan {
  return [offset, offset + 1]
}

/** Sorts spans, and joins those that overlap or have only blanks between them. */
function joined (spans: readonly TextSpan[], text: string): TextSpan[] {
  const result: Array<[number, number]> = []
  for (const [start, end] of spans.toSorted(([one], [other]) => one - other)) {
    const last = result.at(-1)
    if (last !== undefined && blanksFrom(last[1], text) >= start) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}

/** Extends a span to the blanks that belong to it. If it fills a line, to the whole line. */
function withSpace ([start, end]: TextSpan, text: string): TextSpan {
  const left = blanksBefore(start, text)
  const right = blanksFrom(end, text)
  const beginsLine = left === 0 || isLineBreak(text[left - 1])
  const endsLine = isLineBreak(text[right])
  if (beginsLine && endsLine) return [left, right + (text.startsWith('\r\n', right) ? 2 : 1)]
  // What follows a single comma belongs to the entry before it.
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
