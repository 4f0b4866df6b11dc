/** Decodes percent-encoded texts, so that one comparison finds a secret in the output of every encoder. */

/** A text derived from another one, whose characters it maps back. */
export interface Decoded {
  readonly text: string
  /** The index in the original text of each character, and of the end. */
  readonly starts: readonly number[]
}

/** A byte. Encoders differ in which bytes they encode, and in the case of the digits. */
const ESCAPE = /%([\da-f]{2})/gi

/** A byte that was encoded any number of times: each time, "%" becomes "%25". */
const NESTED_ESCAPE = /%(?:25)*([\da-f]{2})/gi

/** An escape at the end of a text that may continue. */
const OPEN_ESCAPE = /%(?:25)*[\da-f]?$/i

/** Decodes each byte to one character. Invalid escapes stay. */
export function percentDecoded (text: string, escape = ESCAPE): Decoded {
  const parts: string[] = []
  const starts: number[] = []
  let at = 0
  const copyTo = (end: number): void => {
    parts.push(text.slice(at, end))
    for (; at < end; at++) starts.push(at)
  }
  for (const { 0: { length }, 1: digits, index } of text.matchAll(escape)) {
    copyTo(index)
    parts.push(String.fromCharCode(parseInt(digits!, 16)))
    starts.push(at)
    at += length
  }
  copyTo(text.length)
  return { text: parts.join(''), starts: [...starts, at] }
}

/** Decodes each byte that was encoded once or more often to one character. */
export function fullyDecoded (text: string): Decoded {
  return percentDecoded(text, NESTED_ESCAPE)
}

/** The text without an incomplete escape at its end. */
export function withoutOpenEscape (text: string): string {
  return text.replace(OPEN_ESCAPE, '')
}

/**
 * The text as it is compared: ASCII letters in lower case, and "+" as a space, which forms encode so. Each character stays one
 * character.
 */
export function comparable (text: string): string {
  return text.replaceAll(/[A-Z]+/g, letters => letters.toLowerCase()).replaceAll('+', ' ')
}
