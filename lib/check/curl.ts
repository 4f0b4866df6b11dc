/** Formats a request as a curl command line. */
import type { CheckOptions, CheckRequest } from '../../types/check.ts'
import { getValue } from '../browser/header-values.ts'

const GLOB = /[[\]{}]/

/** Returns a command that prints the response headers and not the body. Secrets remain redacted as in the request. */
export function curlCommand ({ method, url, headers, body }: CheckRequest, { insecure = false, http2 = false, resolve }: CheckOptions): string {
  const { hostname, port, protocol, pathname, search } = new URL(url)
  const parts = [
    'curl', '-sS', '-D', '-', '-o', '/dev/null',
    ...http2 ? [] : ['--http1.1'],
    ...insecure ? ['-k'] : [],
    // curl expands brackets and braces in URLs unless globbing is off.
    ...GLOB.test(pathname + search) ? ['-g'] : [],
    ...resolve === undefined ? [] : ['--resolve', `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}:${resolve}`],
    ...method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : ['-X', method],
    // curl sends an empty header only if it ends with a semicolon.
    ...headers.flatMap(([name, value]) => ['-H', value === '' ? `${name};` : `${name}: ${value}`]),
    // An upgraded connection stays open, so curl needs a timeout.
    ...getValue(headers, 'upgrade') === undefined ? [] : ['-m', '5'],
    ...body === undefined ? [] : body.times === 1 ? ['--data-binary', body.text] : ['-H', 'Expect:', '--data-binary', '@-'],
    url
  ]
  const line = parts.map(shellWord).join(' ')
  if (body === undefined || body.times === 1) return line
  return `yes ${shellWord(body.text)} | tr -d '\\n' | head -c ${body.text.length * body.times} | ${line}`
}

/** A word that needs no quotes. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/

/** Bytes outside printable ASCII, and the character after them: a shell drops line breaks at the end of an output. */
const BYTES = /([^\x20-\x7e]+[\x20-\x7e]?)/

/**
 * Quotes a text as one word for any POSIX shell, without expansions. Single quotes are enough for ASCII. `$'…'` is not portable for
 * other bytes: a shell without it ends the text at the first `\'`. So these come from `printf`, as octal numbers and in double
 * quotes:
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 *
 * @param text  one character per byte; NUL and trailing line breaks, which headers cannot contain, are lost
 */
export function shellWord (text: string): string {
  if (PLAIN.test(text)) return text
  const parts = text.split(BYTES).map((part, i) => i % 2 === 0 ? part && `'${part.replaceAll("'", "'\\''")}'` : `"$(printf '${octal(part)}')"`)
  return parts.join('') || "''"
}

function octal (text: string): string {
  return [...Buffer.from(text, 'latin1')].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
