/** Reads a command for curl, as the developer tools of browsers copy it ("Copy as cURL"). */
import type { HeaderLine } from '../../types/browser.ts'
import { ClipboardError } from './clipboard-error.ts'
import { cmdWords, isForCmd, posixWords } from './shell-words.ts'

/** A request as it was copied. */
export interface CopiedText {
  readonly url: string
  readonly method: string
  readonly headers: readonly HeaderLine[]
  /** The member `credentials` of `fetch()`. Undefined for curl and for Node. */
  readonly credentials?: unknown
  /** The member `referrer` of `fetch()`. */
  readonly referrer?: unknown
}

/** Options of curl with a value that matter, by what they set. */
const VALUES: Readonly<Record<string, 'method' | 'header' | 'cookie' | 'data' | 'json' | 'url' | 'referrer' | 'agent' | 'form'>> = {
  '-X': 'method',
  '--request': 'method',
  '-H': 'header',
  '--header': 'header',
  '-b': 'cookie',
  '--cookie': 'cookie',
  '-d': 'data',
  '--data': 'data',
  '--data-raw': 'data',
  '--data-binary': 'data',
  '--data-ascii': 'data',
  '--data-urlencode': 'data',
  '--json': 'json',
  '--url': 'url',
  '-e': 'referrer',
  '--referer': 'referrer',
  '-A': 'agent',
  '--user-agent': 'agent',
  '-F': 'form',
  '--form': 'form'
}

/** Options without a value that do not matter. */
const SWITCHES: ReadonlySet<string> = new Set([
  '--compressed', '--insecure', '-k', '-L', '--location', '-s', '--silent', '-S', '--show-error', '-v', '--verbose', '-i', '--include', '-g', '--globoff', '--http1.1', '--http2', '--http3',
  '--path-as-is', '-f', '--fail'
])

/** @throws ClipboardError if the text is not such a command */
export function readCurl (text: string): CopiedText {
  const [, ...words] = isForCmd(text) ? cmdWords(text) : posixWords(text)
  const headers: HeaderLine[] = []
  let [url, method, hasBody]: [string | undefined, string | undefined, boolean] = [undefined, undefined, false]
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (!word.startsWith('-')) {
      url ??= word
      continue
    }
    if (word === '-I' || word === '--head' || word === '-G' || word === '--get') method ??= /^-(?:I|-head)$/.test(word) ? 'HEAD' : 'GET'
    else if (!SWITCHES.has(word)) {
      // Short options can have their value attached.
      const isAttached = /^-[A-Za-z]./.test(word)
      const name = isAttached ? word.slice(0, 2) : word
      const kind = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined
      const value = isAttached ? word.slice(2) : words[++i]
      if (kind === undefined || value === undefined) {
        throw new ClipboardError(`The option ${JSON.stringify(name)} of curl is ${kind === undefined ? 'unknown here' : 'not complete'}. Copy the request from the developer tools of a browser.`)
      }
      if (kind === 'method') method = value
      else if (kind === 'url') url = value
      else if (kind === 'header') headers.push(lineOf(value))
      else if (kind === 'cookie') headers.push(['cookie', value])
      else if (kind === 'referrer') headers.push(['referer', value])
      else if (kind !== 'agent') {
        hasBody = true
        if (kind === 'json') headers.push(['content-type', 'application/json'])
      }
    }
  }
  if (url === undefined) throw new ClipboardError('The command has no URL. Copy the whole command.')
  return { url, method: method ?? (hasBody ? 'POST' : 'GET'), headers }
}

/** curl removes a header with an empty value, and sends one with an empty value if the text ends with ";". */
function lineOf (text: string): HeaderLine {
  const colon = text.indexOf(':', 1)
  return colon === -1 ? [text.replace(/;$/, ''), ''] : [text.slice(0, colon).trim(), text.slice(colon + 1).trim()]
}
