/** Text → HTML that shows it, whatever it holds; and what a page says of its own styles and scripts. */
import { createHash } from 'node:crypto'
import { visible } from './visible.ts'

/** For elements and attributes in double quotes. */
export function htmlText (text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}

/** A source of a Content-Security-Policy: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
export function hashOf (text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
