/** Escapes text for Markdown: https://spec.commonmark.org/0.31.2/ */
import type { Phrase } from '../../types/documentation.ts'
import { escapeText } from './escape.ts'

/** Characters of a list in a comment. GitHub rejects a comment of more than 65,536. */
const MAX_LENGTH = 50_000

/** Returns the first parts that fit into a comment together. */
export function fitting (parts: readonly string[]): readonly string[] {
  let length = 0
  const first = parts.findIndex(part => (length += part.length) > MAX_LENGTH)
  return first === -1 ? parts : parts.slice(0, first)
}

/** Writes a phrase of this package. Its text contains no markup, and quotations are code. */
export function phraseMarkdown (phrase: Phrase): string {
  return phrase.map(part => typeof part === 'string' ? part : codeMarkdown(part.code)).join('')
}

/** Writes a phrase whose text may contain foreign names. */
export function foreignMarkdown (phrase: Phrase): string {
  return phrase.map(part => typeof part === 'string' ? proseMarkdown(part) : codeMarkdown(part.code)).join('')
}

/**
 * Writes a code span without markup inside. Characters that could end the span or the cell of a table are written as
 * entities, which are never markup: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function codeMarkdown (text: string): string {
  const shown = escapeText(text)
  if (/^[^`|\\ ](?:[^`|\\]*[^`|\\ ])?$/.test(shown)) return `\`${shown}\``
  return `<code>${shown.replace(/[^a-z0-9]/gi, char => `&#${char.codePointAt(0)};`)}</code>`
}

/** Writes paragraphs of a quotation, separated by blank lines. */
export function quotationMarkdown (text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(line => proseMarkdown(line.trim()))
  return lines.map(line => line === '' ? '>\n' : `> ${line}\n`).join('')
}

/** Escapes one line of foreign text. */
export function proseMarkdown (line: string): string {
  return escapeText(line)
    .replace(/[&<>]/g, char => ENTITIES[char]!)
    .replace(/[\\`*_[\]|~$@]/g, '\\$&')
    // The start of a list or a heading, or the line below a heading.
    .replace(/^(?:\d+(?=[.)])|(?=[-+=#]))/, '$&\\')
    // The start of a URL: https://github.github.com/gfm/#autolinks-extension-
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, '\\$&')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
