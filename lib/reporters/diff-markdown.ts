/** Writes the difference of two policies as Markdown, for a comment on a pull request. */
import type { CorsPolicyDiff } from '../../types/diff.ts'
import { phraseMarkdown } from '../text/markdown.ts'
import { diffReport, type DiffLine, type DiffMark } from './diff-phrases.ts'

const MARKS: Readonly<Record<DiffMark, string>> = { '+': '**+**', '-': '**−**', '~': '**~**', '!': '⚠️' }

/** Writes a summary, and a list for each change. */
export function diffMarkdown (diff: CorsPolicyDiff): string {
  const { summary, sections, notes } = diffReport(diff)
  const parts = [
    `**CORS:** ${summary}\n`,
    ...sections.map(({ title, lines }) => `#### ${phraseMarkdown(title)}\n\n${lines.map(lineMarkdown).join('')}`),
    ...notes.map(note => `${phraseMarkdown(note)}\n`)
  ]
  return parts.join('\n')
}

function lineMarkdown ({ mark, text, items }: DiffLine): string {
  return [`- ${MARKS[mark]} ${phraseMarkdown(text)}\n`, ...items.map(item => `  - ${phraseMarkdown(item)}\n`)].join('')
}
