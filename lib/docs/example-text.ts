/** Generates texts that may match a regular expression: https://tc39.es/ecma262/#prod-Pattern */

/** Letters come first, because hosts with only digits would be IP addresses. */
const ALPHABET = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890-_.~']

/** Longer than any parameter that routers accept. Limits expressions such as `((a{99}){99}){99}`. */
const LONGEST = 200

/** The start of a group. Lookarounds match no text. */
const OPENING = /\((?:\?(?:<?[=!]|:|<\w+>))?/y
const ATOM = /\[(?:[^\]\\]|\\.)*\]|\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|.)|./isy
const TIMES = /(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/y

/**
 * Generates a text that probably matches a regular expression. It does not support all syntax, so callers must check the
 * result.
 *
 * @param source  the source of a valid expression without flags
 * @param round   starts at 0; each round uses other alternatives, characters and numbers of repetitions
 */
export function exampleText (source: string, round: number): string {
  let at = 0

  /** Consumes the match of an expression at the current position. Otherwise null. */
  function take (expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = at
    const found = expression.exec(source)
    at += found?.[0].length ?? 0
    return found
  }

  function alternatives (): string {
    const found = [sequence()]
    while (source[at] === '|') {
      at++
      found.push(sequence())
    }
    return found[round % found.length]!
  }

  function sequence (): string {
    let text = ''
    while (at < source.length && source[at] !== '|' && source[at] !== ')') {
      const one = source[at] === '(' ? group() : character()
      text = `${text}${one.repeat(times())}`.slice(0, LONGEST)
    }
    return text
  }

  function group (): string {
    const [opening] = take(OPENING)!
    const text = alternatives()
    at++
    return /[=!]$/.test(opening) ? '' : text
  }

  function character (): string {
    const [atom] = take(ATOM)!
    if (/^(?:[$^]|\\b)$/i.test(atom)) return ''
    const one = new RegExp(`^${atom}$`)
    const fits = ALPHABET.filter(char => one.test(char))
    return fits.length === 0 ? atom.at(-1)! : fits[round % fits.length]!
  }

  function times (): number {
    const found = take(TIMES)
    if (found === null) return 1
    const [text, least, most = least] = found
    if (least === undefined) return text.startsWith('?') ? (round + 1) % 2 : 1 + round
    return Math.min(Number(least) + round, most === '' ? LONGEST : Number(most), LONGEST)
  }

  return alternatives()
}
