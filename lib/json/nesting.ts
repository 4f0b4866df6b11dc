/** How deep a JSON text is nested. Known before it is parsed, because parsing makes an object for each level. */

const QUOTE = 0x22
const BACKSLASH = 0x5c
/** Brackets and braces differ in this bit only. */
const BRACE = 0x20
const OPENING = 0x7b
const CLOSING = 0x7d

/** Whether a text has more levels of objects and lists. Stops at the first one. A text that is not JSON is for the parser to reject. */
export function isDeeperThan (levels: number, text: string): boolean {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (char === QUOTE) i = endOfString(text, i)
    else if ((char | BRACE) === CLOSING) depth--
    else if ((char | BRACE) === OPENING && ++depth > levels) return true
  }
  return false
}

/** The position of the closing quote; the end of the text without one. */
function endOfString (text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}
