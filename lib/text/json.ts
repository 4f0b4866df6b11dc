/** Writes JSON for files and terminals, without hidden characters. */
import { escapeText } from './escape.ts'

/** Writes JSON on several lines, with a line break at the end. Hidden characters are written as `\uXXXX`, so that the text stays valid JSON. */
export function jsonText (value: unknown): string {
  return JSON.stringify(value, null, 2).split('\n').map(line => `${escapeText(line)}\n`).join('')
}
