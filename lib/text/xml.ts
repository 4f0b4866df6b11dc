/** Text → XML 1.0 that shows it, whatever it holds: https://www.w3.org/TR/xml/ */

/** For elements, and for attributes if it is one line. What XML has no way to say is left out. */
export function xmlText (text: string): string {
  return text
    .replaceAll(/[^\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}
