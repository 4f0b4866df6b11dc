/** Removes secrets from the texts of reports. */
import { comparable, fullyDecoded, percentDecoded, withoutOpenEscape, type Decoded } from './percent-decoding.ts'
import type { Secret } from './secrets.ts'
import { REDACTED } from './set-cookie.ts'
import { WordSearch, type WordSpan } from './word-search.ts'

/** A text with its secrets redacted. */
export interface Redacted {
  readonly text: string
  /** The short secrets that the text contained. */
  readonly short: ReadonlySet<Secret>
  /** Whether the text was truncated, so that the rest may contain more secrets. */
  readonly isTruncated: boolean
}

/** Marks a truncated text. */
const ELLIPSIS = '…'

export class Redaction {
  readonly #secrets: readonly Secret[]
  readonly #search: WordSearch

  constructor (secrets: readonly Secret[]) {
    this.#secrets = secrets
    this.#search = new WordSearch(secrets.map(({ text }) => text))
  }

  /**
   * Redacts the long secrets, and the short ones that `isSought` accepts.
   *
   * @param longest  maximum length of the text before redaction
   */
  redact (text: string, isSought: (secret: Secret) => boolean, longest: number): Redacted {
    const isTruncated = text.length > longest
    const searched = isTruncated ? text.slice(0, longest) : text
    const short = new Set<Secret>()
    const found: WordSpan[] = []
    let end = text.length
    for (const { text: encoded, starts } of readingsOf(searched, isTruncated)) {
      const reading = comparable(encoded)
      const { spans, open } = this.#search.find(reading, (word, span) => {
        const secret = this.#secrets[word]!
        if (!secret.isShort) return true
        if (!isSought(secret) || (secret.isWhole && !isWhole(reading, span))) return false
        short.add(secret)
        return true
      })
      for (const span of spans) found.push({ start: starts[span.start]!, end: starts[span.end]! })
      // A truncated text may end within a secret.
      if (isTruncated) end = Math.min(end, starts[reading.length - open]!)
    }
    return { text: withoutSpans(text, merged(found), end), short, isTruncated }
  }
}

/** The text itself, and what it means if it is percent-encoded once, or any number of times. */
function readingsOf (text: string, isTruncated: boolean): readonly Decoded[] {
  const itself = { text, starts: Array.from({ length: text.length + 1 }, (_, i) => i) }
  if (!text.includes('%')) return [itself]
  const whole = isTruncated ? withoutOpenEscape(text) : text
  return [itself, percentDecoded(whole), fullyDecoded(whole)]
}

/** Sorts the parts, and merges those that overlap. */
function merged (spans: readonly WordSpan[]): readonly WordSpan[] {
  const result: WordSpan[] = []
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    const before = result.at(-1)
    if (before === undefined || before.end <= start) result.push({ start, end })
    else result[result.length - 1] = { start: before.start, end: Math.max(before.end, end) }
  }
  return result
}

function withoutSpans (text: string, spans: readonly WordSpan[], end: number): string {
  const parts: string[] = []
  let from = 0
  for (const span of spans) {
    parts.push(text.slice(from, span.start))
    from = span.end
  }
  return [...parts, text.slice(from, Math.max(from, end))].join(REDACTED) + (end < text.length ? ELLIPSIS : '')
}

/** Whether the span is not a part of a longer word. */
function isWhole (text: string, { start, end }: WordSpan): boolean {
  return isWordBoundary(text[start]!, text[start - 1]) && isWordBoundary(text[end - 1]!, text[end])
}

/** Whether a word ends between two characters: after letters and digits at any other character, after other characters at a separator. */
function isWordBoundary (inside: string, outside: string | undefined): boolean {
  if (outside === undefined) return true
  return /[\da-z]/.test(inside) ? !/[\da-z]/.test(outside) : /[\s,;="]/.test(outside)
}
