/** Text → XML 1.0 that shows it, whatever it holds: https://www.w3.org/TR/xml/ */
import { visible } from './visible.ts'

/** Lines of text, for elements. What XML has no way to say is left out. */
export function xmlText (text: string): string {
  return text.split('\n').map(visible).join('\n')
    .replaceAll(/[^\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}

/** One line, for attributes in quotes. */
export function xmlAttribute (text: string): string {
  return xmlText(visible(text))
}
