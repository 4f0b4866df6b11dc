/** Data → JSON for files and terminals: nothing in it hides. */
import { escapeText } from './escape.ts'

/** Writes JSON over several lines, the last of which ends too. The escapes are JSON's own. */
export function jsonText (value: unknown): string {
  return JSON.stringify(value, null, 2).split('\n').map(line => `${escapeText(line)}\n`).join('')
}
