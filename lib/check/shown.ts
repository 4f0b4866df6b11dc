/** Prepares findings for reports: redacts secrets and limits the size. */
import type { HeaderLine } from '../../types/browser.ts'
import type { CheckExchange, CheckFinding, CheckOptions, CheckRequest } from '../../types/check.ts'
import { curlOf } from './curl.ts'
import { secretHeaders } from './own-headers.ts'
import { Redaction, type Redacted } from './redaction.ts'
import { secretsOf, type Secret } from './secrets.ts'
import { isSetCookie, redactSetCookie } from './set-cookie.ts'

/** A request as reports may show it, and its raw response. */
export interface Heard extends Omit<CheckExchange, 'curl' | 'omitted'> {
  /** Whether the request contains text of an earlier response. */
  readonly isRepeating: boolean
}

/** A finding before redaction. */
export interface Noticed extends Omit<CheckFinding, 'exchanges'> {
  readonly exchanges: readonly Heard[]
}

/** Maximum number of header lines of a response, and of their characters: more than legitimate servers send. */
const MOST_LINES = 100
const MOST_CHARACTERS = 16 * 1024

/** Maximum number of expected or actual lines, and of the characters of each. */
const MOST_SEEN = 50
const LONGEST = 4096

/**
 * Redacts the findings.
 *
 * @param heard  all exchanges, because a response may repeat a cookie that another one sets
 */
export function shownFindings (found: readonly Noticed[], heard: readonly Heard[], options: CheckOptions): readonly CheckFinding[] {
  const secrets = secretsOf(secretHeaders(options), heard.flatMap(({ answer }) => answer ?? []))
  const shown = new Shown(new Redaction(secrets), options)
  return found.map(finding => shown.finding(finding))
}

/** An exchange after redaction. */
interface ShownExchange {
  readonly exchange: CheckExchange
  /** Whether the response may contain a short secret. */
  readonly mayHold: (secret: Secret) => boolean
}

class Shown {
  readonly #redaction: Redaction
  readonly #options: CheckOptions
  /** Caches: many findings share exchanges, and many exchanges share texts. */
  readonly #exchanges = new Map<Heard, ShownExchange>()
  readonly #texts = new Map<string, Redacted>()

  constructor (redaction: Redaction, options: CheckOptions) {
    this.#redaction = redaction
    this.#options = options
  }

  finding (finding: Noticed): CheckFinding {
    const exchanges = finding.exchanges.map(heard => this.#exchange(heard))
    // A short secret, such as a digit, is redacted only if the responses contain it: numbers of the check itself must stay.
    const ours = (text: string): string => this.#redaction.redact(text, secret => exchanges.some(({ mayHold }) => mayHold(secret)), LONGEST).text
    return {
      ...finding,
      subject: ours(finding.subject),
      message: ours(finding.message),
      expected: firstLines(finding.expected).map(ours),
      actual: firstLines(finding.actual).map(line => /^status \d+$/.test(line) ? line : this.#said(withoutCookie(line)).text),
      exchanges: exchanges.map(({ exchange }) => exchange)
    }
  }

  #exchange (heard: Heard): ShownExchange {
    let shown = this.#exchanges.get(heard)
    if (shown === undefined) this.#exchanges.set(heard, shown = this.#shown(heard))
    return shown
  }

  #shown ({ request, answer, failure, isRepeating }: Heard): ShownExchange {
    const shownRequest = this.#request(request, isRepeating)
    const lines = this.#lines(answer?.headers ?? [])
    const omitted = (answer?.headers.length ?? 0) - lines.length
    const texts = lines.flat()
    const isPart = omitted > 0 || texts.some(({ isCut }) => isCut)
    return {
      exchange: {
        request: shownRequest,
        answer: answer && { status: answer.status, headers: lines.map(([name, value]) => [name.text, value.text]) },
        omitted,
        failure,
        curl: curlOf(shownRequest, this.#options)
      },
      mayHold: secret => isPart || texts.some(({ short }) => short.has(secret))
    }
  }

  #lines (headers: readonly HeaderLine[]): ReadonlyArray<readonly [name: Redacted, value: Redacted]> {
    const lines: Array<readonly [Redacted, Redacted]> = []
    let left = MOST_CHARACTERS
    for (const [name, value] of headers.slice(0, MOST_LINES)) {
      const line = [this.#said(name), this.#said(isSetCookie(name) ? redactSetCookie(value) : value)] as const
      left -= line[0].text.length + line[1].text.length
      if (left < 0) break
      lines.push(line)
    }
    return lines
  }

  /** Redacts short secrets only in requests that repeat a response, because other requests contain them only by chance. */
  #request ({ url, headers, ...request }: CheckRequest, isRepeating: boolean): CheckRequest {
    const without = (text: string): string => this.#redaction.redact(text, () => isRepeating, Infinity).text
    const { origin } = new URL(url)
    return {
      ...request,
      url: `${origin}${without(url.slice(origin.length))}`,
      headers: headers.map(([name, value]) => [name, name === 'Origin' ? value : without(value)])
    }
  }

  /** Redacts a text of the server. */
  #said (text: string): Redacted {
    let said = this.#texts.get(text)
    if (said === undefined) this.#texts.set(text, said = this.#redaction.redact(text, () => true, LONGEST))
    return said
  }
}

function firstLines (lines: readonly string[]): readonly string[] {
  return lines.length <= MOST_SEEN ? lines : [...lines.slice(0, MOST_SEEN), `and ${lines.length - MOST_SEEN} more lines`]
}

/** Redacts the value of a `Set-Cookie` line. */
function withoutCookie (line: string): string {
  const colon = line.indexOf(':')
  return isSetCookie(line.slice(0, colon)) ? `${line.slice(0, colon + 1)}${redactSetCookie(line.slice(colon + 1))}` : line
}
