/** Writes the difference of two policies as Markdown, for a comment on a pull request. */
import type { CorsPolicyDiff } from '../../types/diff.ts'
import type { Phrase } from '../../types/documentation.ts'
import { fitting, phraseMarkdown } from '../text/markdown.ts'
import { diffReport, type DiffLine, type DiffMark, type DiffSection } from './diff-phrases.ts'

const MARKS: Readonly<Record<DiffMark, string>> = { '+': '**+**', '-': '**−**', '~': '**~**', '!': '⚠️' }

/** Characters of a note, which can list names. */
const MAX_NOTE = 4000

/** Writes a summary, and a list for each change that fits into a comment. */
export function diffMarkdown (diff: CorsPolicyDiff): string {
  const sections = fitting(diffReport(diff).sections.map(sectionMarkdown))
  const { summary, notes } = diffReport(diff, sections.length)
  return [`**CORS:** ${summary}\n`, ...sections, ...notes.map(noteMarkdown)].join('\n')
}

function sectionMarkdown ({ title, lines }: DiffSection): string {
  return `#### ${phraseMarkdown(title)}\n\n${lines.map(lineMarkdown).join('')}`
}

function noteMarkdown (note: Phrase): string {
  const text = phraseMarkdown(note)
  return text.length > MAX_NOTE ? 'A list of names in `policies` is too long for a comment. The format json has it.\n' : `${text}\n`
}

function lineMarkdown ({ mark, text, items }: DiffLine): string {
  return [`- ${MARKS[mark]} ${phraseMarkdown(text)}\n`, ...items.map(item => `  - ${phraseMarkdown(item)}\n`)].join('')
}
