/** Writes the difference of two policies for a terminal. */
import type { CorsPolicyDiff } from '../../types/diff.ts'
import { phraseText } from '../docs/rows.ts'
import type { Format, Style } from '../text/style.ts'
import { diffReport, type DiffLine, type DiffMark } from './diff-phrases.ts'

const FORMATS: Readonly<Record<DiffMark, Format>> = { '+': 'green', '-': 'red', '~': 'cyan', '!': 'yellow' }

/** Writes a paragraph for each change, and a summary. */
export function diffText (diff: CorsPolicyDiff, paint: Style): string {
  const { summary, sections, notes } = diffReport(diff)
  const parts = [
    ...sections.map(({ title, lines }) => [paint('bold', phraseText(title)), ...lines.flatMap(line => linesOf(line, paint))]),
    [paint('bold', summary), ...notes.map(phraseText)]
  ]
  return parts.map(lines => `${lines.join('\n')}\n`).join('\n')
}

function linesOf ({ mark, text, items }: DiffLine, paint: Style): string[] {
  return [`  ${paint(FORMATS[mark], mark)} ${phraseText(text)}`, ...items.map(item => `      ${phraseText(item)}`)]
}
