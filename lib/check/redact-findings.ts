/** Prepares findings for reports: redacts secrets and limits the size. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CheckExchange, CheckOptions, CheckRequest } from '../../types/check.ts'
import { curlCommand } from './curl.ts'
import type { PlainFinding } from './diagnosis.ts'
import { userHeaders } from './user-headers.ts'
import { Redaction, type Redacted } from './redaction.ts'
import { secretsOf, type Secret } from './secrets.ts'
import { isSetCookie, redactSetCookie } from './set-cookie.ts'

/** A request as reports may show it, and its raw response. */
export interface RawExchange extends Omit<CheckExchange, 'curl' | 'omitted'> {
  /** Whether the request contains text of an earlier response. */
  readonly containsResponseText: boolean
}

/** A finding before redaction. */
export interface RawFinding extends Omit<PlainFinding, 'exchanges'> {
  readonly exchanges: readonly RawExchange[]
}

/** Maximum number of header lines of a response, and of their characters: more than legitimate servers send. */
const MAX_LINES = 100
const MAX_CHARACTERS = 16 * 1024

/** Maximum number of expected or actual lines, and of the characters of each. */
const MAX_TEXT_LINES = 50
const MAX_LINE_LENGTH = 4096

/**
 * Redacts the findings.
 *
 * @param exchanges  all exchanges, because a response may repeat a cookie that another one sets
 */
export function redactFindings (found: readonly RawFinding[], exchanges: readonly RawExchange[], options: CheckOptions): readonly PlainFinding[] {
  const secrets = secretsOf(userHeaders(options), exchanges.flatMap(({ response }) => response ?? []))
  const redactor = new FindingRedactor(new Redaction(secrets), options)
  return found.map(finding => redactor.finding(finding))
}

/** An exchange after redaction. */
interface RedactedExchange {
  readonly exchange: CheckExchange
  /** Whether the response may contain a short secret. */
  readonly mayContain: (secret: Secret) => boolean
}

class FindingRedactor {
  readonly #redaction: Redaction
  readonly #options: CheckOptions
  /** Caches: many findings share exchanges, and many exchanges share texts. */
  readonly #exchanges = new Map<RawExchange, RedactedExchange>()
  readonly #texts = new Map<string, Redacted>()

  constructor (redaction: Redaction, options: CheckOptions) {
    this.#redaction = redaction
    this.#options = options
  }

  finding (finding: RawFinding): PlainFinding {
    const exchanges = finding.exchanges.map(raw => this.#exchange(raw))
    // A short secret, such as a digit, is redacted only if the responses contain it: numbers of the check itself must stay.
    const ownText = (text: string): string => this.#redaction.redact(text, secret => exchanges.some(({ mayContain }) => mayContain(secret)), MAX_LINE_LENGTH).text
    return {
      ...finding,
      subject: ownText(finding.subject),
      message: ownText(finding.message),
      expected: firstLines(finding.expected).map(ownText),
      actual: firstLines(finding.actual).map(line => /^status \d+$/.test(line) ? line : this.#serverText(withoutCookie(line)).text),
      exchanges: exchanges.map(({ exchange }) => exchange)
    }
  }

  #exchange (raw: RawExchange): RedactedExchange {
    let shown = this.#exchanges.get(raw)
    if (shown === undefined) this.#exchanges.set(raw, shown = this.#redacted(raw))
    return shown
  }

  #redacted ({ request, response, failure, containsResponseText }: RawExchange): RedactedExchange {
    const shownRequest = this.#request(request, containsResponseText)
    const lines = this.#lines(response?.headers ?? [])
    const omitted = (response?.headers.length ?? 0) - lines.length
    const texts = lines.flat()
    const isPart = omitted > 0 || texts.some(({ isTruncated }) => isTruncated)
    return {
      exchange: {
        request: shownRequest,
        response: response && { status: response.status, headers: lines.map(([name, value]) => [name.text, value.text]) },
        omitted,
        failure,
        curl: curlCommand(shownRequest, this.#options)
      },
      mayContain: secret => isPart || texts.some(({ short }) => short.has(secret))
    }
  }

  #lines (headers: readonly HeaderLine[]): ReadonlyArray<readonly [name: Redacted, value: Redacted]> {
    const lines: Array<readonly [Redacted, Redacted]> = []
    let left = MAX_CHARACTERS
    for (const [name, value] of headers.slice(0, MAX_LINES)) {
      const line = [this.#serverText(name), this.#serverText(isSetCookie(name) ? redactSetCookie(value) : value)] as const
      left -= line[0].text.length + line[1].text.length
      if (left < 0) break
      lines.push(line)
    }
    return lines
  }

  /** Redacts short secrets only in requests that repeat a response, because other requests contain them only by chance. */
  #request ({ url, headers, ...request }: CheckRequest, containsResponseText: boolean): CheckRequest {
    const without = (text: string): string => this.#redaction.redact(text, () => containsResponseText, Infinity).text
    const { origin } = new URL(url)
    return {
      ...request,
      url: `${origin}${without(url.slice(origin.length))}`,
      headers: headers.map(([name, value]) => [name, name === 'Origin' ? value : without(value)])
    }
  }

  /** Redacts a text of the server. */
  #serverText (text: string): Redacted {
    let redacted = this.#texts.get(text)
    if (redacted === undefined) this.#texts.set(text, redacted = this.#redaction.redact(text, () => true, MAX_LINE_LENGTH))
    return redacted
  }
}

function firstLines (lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_TEXT_LINES ? lines : [...lines.slice(0, MAX_TEXT_LINES), `and ${lines.length - MAX_TEXT_LINES} more lines`]
}

/** Redacts the value of a `Set-Cookie` line. */
function withoutCookie (line: string): string {
  const colon = line.indexOf(':')
  return isSetCookie(line.slice(0, colon)) ? `${line.slice(0, colon + 1)}${redactSetCookie(line.slice(colon + 1))}` : line
}
