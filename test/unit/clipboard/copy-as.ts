/** Writes a request in the forms in which the developer tools of browsers copy it. */
import type { HeaderLine } from '../../../types/browser.ts'

/** A request as a browser sends it. */
export interface SentByPage {
  readonly url: string
  readonly method: string
  /** The origin of the page. */
  readonly origin: string
  /** The headers that the page sets. */
  readonly headers: readonly HeaderLine[]
  readonly body?: string
  /** A cookie, where the request had one. */
  readonly cookie?: string
  readonly isInclude: boolean
}

const hex = (char: string, digits: number): string => char.charCodeAt(0).toString(16).padStart(digits, '0')

/** How each browser quotes a word. */
const quoted = {
  chromiumPosix: (text: string) => /[\0-\x1f\x7f-\x9f!]|'/.test(text) // oxlint-disable-line no-control-regex
    ? `$'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')
      .replaceAll(/[\0-\x1f\x7f-\x9f!]/g, char => `\\u${hex(char, 4)}`)}'` // oxlint-disable-line no-control-regex
    : `'${text}'`,
  chromiumCmd: (text: string) => `^"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll(/[^\w\s\-:=+~'/.,?;()*`]/g, '^$&')
    .replaceAll(/%(?=\w)/g, '%^').replaceAll(/\r?\n|\r/g, '^\n\n')}^"`,
  firefoxPosix: (text: string) => /[^\x20-\x7e]|'/.test(text)
    ? `$'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('!', '\\u0021')
      .replaceAll(/[^\x20-\x7e]/g, char => char < '\u0100' ? `\\x${hex(char, 2)}` : `\\u${hex(char, 4)}`)}'`
    : `'${text}'`,
  firefoxCmd: (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '""').replaceAll(/\r?\n|\r/g, '"^\r\n\r\n"')}"`,
  safari: (text: string) => /[^\x20-\x7e]|'/.test(text)
    ? `$'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll(/[^\x20-\x7e]/g, char => `\\u${hex(char, 4)}`)}'`
    : `'${text}'`
}

function curl (sent: SentByPage, quote: (text: string) => string, join: string, cookieOption: boolean, extra: readonly HeaderLine[]): string {
  const { url, method, origin, headers, body, cookie } = sent
  const lines: HeaderLine[] = [['accept', '*/*'], ['accept-language', 'en-US,en;q=0.9'], ...headers, ['origin', origin], ['referer', `${origin}/`], ...extra]
  if (cookie !== undefined && !cookieOption) lines.push(['Cookie', cookie])
  const isDefault = method === (body === undefined ? 'GET' : 'POST')
  return [
    `curl ${quote(url)}`,
    ...isDefault ? [] : [`-X ${quote(method)}`],
    ...lines.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...cookie !== undefined && cookieOption ? [`-b ${quote(cookie)}`] : [],
    ...body === undefined ? [] : [`--data-raw ${quote(body)}`]
  ].join(join)
}

const CHROMIUM: readonly HeaderLine[] = [
  ['cache-control', 'no-cache'], ['pragma', 'no-cache'], ['priority', 'u=1, i'], ['sec-ch-ua-platform', '"Linux"'], ['sec-fetch-mode', 'cors'],
  ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36']
]
const FIREFOX: readonly HeaderLine[] = [
  ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0'], ['Accept-Encoding', 'gzip, deflate, br, zstd'], ['Connection', 'keep-alive'],
  ['Sec-Fetch-Dest', 'empty'], ['Priority', 'u=4'], ['TE', 'trailers']
]
const SAFARI: readonly HeaderLine[] = [
  ['User-Agent', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15'], ['Sec-Fetch-Mode', 'cors'], ['Priority', 'u=3, i']
]

function call (sent: SentByPage, extra: readonly HeaderLine[], members: Readonly<Record<string, unknown>>, indent: number): string {
  const { url, method, headers, body } = sent
  return `fetch(${JSON.stringify(url)}, ${JSON.stringify({ headers: Object.fromEntries([['accept', '*/*'], ...headers, ...extra]), body: body ?? null, method, ...members }, null, indent)})`
}

/** The forms of each browser by name. */
export const COPY_AS: Readonly<Record<'chromium' | 'firefox' | 'safari', Readonly<Record<string, (sent: SentByPage) => string>>>> = {
  chromium: {
    'cURL (bash)': sent => curl(sent, quoted.chromiumPosix, ' \\\n  ', true, CHROMIUM),
    'cURL (cmd)': sent => curl(sent, quoted.chromiumCmd, ' ^\n  ', true, CHROMIUM),
    fetch: sent => `${call(sent, CHROMIUM, { referrer: `${sent.origin}/`, mode: 'cors', credentials: sent.isInclude ? 'include' : 'omit' }, 2)};`,
    'fetch (Node.js)': sent => `${call(sent, [...CHROMIUM, ...sent.cookie === undefined ? [] : [['cookie', sent.cookie] as const], ['Referer', `${sent.origin}/`]], {}, 2)};`
  },
  firefox: {
    'cURL (POSIX)': sent => `${curl(sent, quoted.firefoxPosix, ' \\\n  ', false, FIREFOX)} \\\n  --compressed`,
    'cURL (Windows)': sent => `${curl(sent, quoted.firefoxCmd, ' ^\r\n  ', false, FIREFOX)} ^\r\n  --compressed`,
    fetch: sent => `await ${call(sent, FIREFOX, { credentials: sent.isInclude ? 'include' : 'omit', referrer: `${sent.origin}/`, mode: 'cors' }, 4)};`
  },
  safari: {
    cURL: sent => curl(sent, quoted.safari, ' \\\n', false, SAFARI),
    fetch: sent => call(sent, SAFARI, { cache: 'default', credentials: sent.isInclude ? 'include' : 'same-origin', mode: 'cors', redirect: 'follow', referrer: `${sent.origin}/`, referrerPolicy: '' }, 4)
  }
}
