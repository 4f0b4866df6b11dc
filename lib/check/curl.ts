/** A request → a command line that sends the same. */
import type { CheckOptions, CheckRequest } from '../../types/check.ts'
import { getValue } from '../browser/header-values.ts'

const GLOB = /[[\]{}]/

/** Shows the answer's header lines and not its body. Secrets stay out: they are shown as the request shows them. */
export function curlOf ({ method, url, headers, body }: CheckRequest, { insecure = false, http2 = false, resolve }: CheckOptions): string {
  const { hostname, port, protocol, pathname, search } = new URL(url)
  const parts = [
    'curl', '-sS', '-D', '-', '-o', '/dev/null',
    ...http2 ? [] : ['--http1.1'],
    ...insecure ? ['-k'] : [],
    // In URLs brackets and braces would stand for many.
    ...GLOB.test(pathname + search) ? ['-g'] : [],
    ...resolve === undefined ? [] : ['--resolve', `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}:${resolve}`],
    ...method === 'GET' ? [] : method === 'HEAD' ? ['-I'] : ['-X', method],
    // A header with no value is one that curl leaves out, but for a semicolon.
    ...headers.flatMap(([name, value]) => ['-H', value === '' ? `${name};` : `${name}: ${value}`]),
    // An open connection says no more.
    ...getValue(headers, 'upgrade') === undefined ? [] : ['-m', '5'],
    ...body === undefined ? [] : body.times === 1 ? ['--data-binary', body.text] : ['-H', 'Expect:', '--data-binary', '@-'],
    url
  ]
  const line = parts.map(shellWord).join(' ')
  if (body === undefined || body.times === 1) return line
  return `yes ${shellWord(body.text)} | tr -d '\\n' | head -c ${body.text.length * body.times} | ${line}`
}

/** As it is. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/

/** Bytes that are not ASCII, or not shown, and what follows: a shell drops line breaks at the end of an output. */
const BYTES = /([^\x20-\x7e]+[\x20-\x7e]?)/

/**
 * One word for any POSIX shell, in which nothing is a command or stands for something else. Single quotes do for what is ASCII;
 * `$'…'` would not do for the rest, as a shell that does not know it ends the text at the first `\'`. So other bytes come from
 * `printf`, as octal numbers and in double quotes:
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 *
 * @param text  of characters that are bytes, as headers have them; NUL and line breaks at the end, which no header has, are lost
 */
export function shellWord (text: string): string {
  if (PLAIN.test(text)) return text
  const parts = text.split(BYTES).map((part, i) => i % 2 === 0 ? part && `'${part.replaceAll("'", "'\\''")}'` : `"$(printf '${octal(part)}')"`)
  return parts.join('') || "''"
}

function octal (text: string): string {
  return [...Buffer.from(text, 'latin1')].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
}
