/** Removes secrets from the texts of reports. */
import { lowerCase, type Secret } from './secrets.ts'
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
    const lower = lowerCase(isTruncated ? text.slice(0, longest) : text)
    const short = new Set<Secret>()
    const { spans, open } = this.#search.find(lower, (word, span) => {
      const secret = this.#secrets[word]!
      if (!secret.isShort) return true
      if (!isSought(secret) || (secret.isWhole && !isWhole(lower, span))) return false
      short.add(secret)
      return true
    })
    // A truncated text may end within a secret.
    return { text: withoutSpans(text, spans, isTruncated ? longest - open : text.length), short, isTruncated }
  }
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
