/** Texts of reports without what is secret in them. */
import { lowerCase, type Secret } from './secrets.ts'
import { REDACTED } from './set-cookie.ts'
import { WordSearch, type Span } from './word-search.ts'

/** A text without secrets. */
export interface Redacted {
  readonly text: string
  /** The short secrets that were in it. */
  readonly short: ReadonlySet<Secret>
  /** Whether it ends before its end, so that there may have been more. */
  readonly isCut: boolean
}

/** What stands in place of the rest. */
const CUT = '…'

export class Redaction {
  readonly #secrets: readonly Secret[]
  readonly #search: WordSearch

  constructor (secrets: readonly Secret[]) {
    this.#secrets = secrets
    this.#search = new WordSearch(secrets.map(({ text }) => text))
  }

  /**
   * Takes out what is long, and what is short where that is asked for.
   *
   * @param longest  characters of which to make no more
   */
  redact (text: string, isSought: (secret: Secret) => boolean, longest: number): Redacted {
    const isCut = text.length > longest
    const lower = lowerCase(isCut ? text.slice(0, longest) : text)
    const short = new Set<Secret>()
    const { spans, open } = this.#search.find(lower, (word, span) => {
      const secret = this.#secrets[word]!
      if (!secret.isShort) return true
      if (!isSought(secret) || (secret.isWhole && !isWhole(lower, span))) return false
      short.add(secret)
      return true
    })
    // What is cut may end within a secret.
    return { text: withoutSpans(text, spans, isCut ? longest - open : text.length), short, isCut }
  }
}

function withoutSpans (text: string, spans: readonly Span[], end: number): string {
  const parts: string[] = []
  let from = 0
  for (const span of spans) {
    parts.push(text.slice(from, span.start))
    from = span.end
  }
  return [...parts, text.slice(from, Math.max(from, end))].join(REDACTED) + (end < text.length ? CUT : '')
}

/** Whether it is no part of a longer word. */
function isWhole (text: string, { start, end }: Span): boolean {
  return isApart(text[start]!, text[start - 1]) && isApart(text[end - 1]!, text[end])
}

/** Letters and digits end at what is neither, and marks only at what is between the members of lists. */
function isApart (inside: string, outside: string | undefined): boolean {
  if (outside === undefined) return true
  return /[\da-z]/.test(inside) ? !/[\da-z]/.test(outside) : /[\s,;="]/.test(outside)
}
