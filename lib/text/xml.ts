/** Escapes text for XML 1.0: https://www.w3.org/TR/xml/ */

/** Escapes text for elements, and single-line text for attributes. Removes characters that XML cannot represent. */
export function xmlText (text: string): string {
  return text
    .replaceAll(/[^\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}
