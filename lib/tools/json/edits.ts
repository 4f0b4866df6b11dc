/** Operations on JSON → edits of its text that leave all else as it is written, comments too. */
import type { FixOperation } from '../../../types/report.ts'
import type { JsonNode, JsonSource } from './source.ts'

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
export function editsOf (operations: readonly FixOperation[], source: JsonSource): TextEdit[] {
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

type Span = readonly [start: number, end: number]

/** The entries and their commas. Where no entry is left, and no comment, all that is in the list. */
function spansOf (list: JsonNode, entries: ReadonlySet<JsonNode>, { text, code }: JsonSource): Span[] {
  const children = list.children!
  const start = list.offset + 1
  const end = list.offset + list.length - 1
  if (entries.size === children.length && text.slice(start, end) === code.slice(start, end)) return [[start, end]]
  const spans: Span[] = []
  let lastLeft: JsonNode | undefined
  for (const [i, child] of children.entries()) {
    if (!entries.has(child)) {
      lastLeft = child
      continue
    }
    spans.push([child.offset, endOf(child)])
    const comma = code.slice(endOf(child), children[i + 1]?.offset ?? end).indexOf(',')
    if (comma !== -1) spans.push(commaAt(endOf(child) + comma))
    // Behind what is left there is nothing that it were to be separated from.
    else if (lastLeft !== undefined) spans.push(commaAt(code.indexOf(',', endOf(lastLeft))))
  }
  return spans
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
  return beginsLine || (text[end - 1] === ',' && !endsLine) ? [start, right] : [left, end]
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
