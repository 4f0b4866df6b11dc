/** Text → Markdown that shows it, whatever it holds: https://spec.commonmark.org/0.31.2/ */
import type { Phrase } from '../../types/documentation.ts'
import { escapeText } from './escape.ts'

/** Our own words hold no markup; what the policy says is code. */
export function phraseMarkdown (phrase: Phrase): string {
  return phrase.map(part => typeof part === 'string' ? part : codeMarkdown(part.code)).join('')
}

/** The same where the words may hold names of somebody else's. */
export function foreignMarkdown (phrase: Phrase): string {
  return phrase.map(part => typeof part === 'string' ? proseMarkdown(part) : codeMarkdown(part.code)).join('')
}

/**
 * A code span, in which nothing is markup. What could end it, or end the cell of a table, is written as entities, which never
 * are markup either: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function codeMarkdown (text: string): string {
  const shown = escapeText(text)
  if (/^[^`|\\ ](?:[^`|\\]*[^`|\\ ])?$/.test(shown)) return `\`${shown}\``
  return `<code>${shown.replace(/[^a-z0-9]/gi, char => `&#${char.codePointAt(0)};`)}</code>`
}

/** Paragraphs of a quotation. A blank line begins the next one, as its writer meant it. */
export function quotationMarkdown (text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(line => proseMarkdown(line.trim()))
  return lines.map(line => line === '' ? '>\n' : `> ${line}\n`).join('')
}

/** One line of somebody's words. */
export function proseMarkdown (line: string): string {
  return escapeText(line)
    .replace(/[&<>]/g, char => ENTITIES[char]!)
    .replace(/[\\`*_[\]|~$@]/g, '\\$&')
    // What begins a list, a heading or the line below one.
    .replace(/^(?:\d+(?=[.)])|(?=[-+=#]))/, '$&\\')
    // What begins an address: https://github.github.com/gfm/#autolinks-extension-
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
