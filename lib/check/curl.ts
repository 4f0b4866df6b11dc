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
  const line = parts.map(quoted).join(' ')
  if (body === undefined || body.times === 1) return line
  return `yes ${quoted(body.text)} | tr -d '\\n' | head -c ${body.text.length * body.times} | ${line}`
}

/** For a POSIX shell. */
function quoted (text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f-\uffff]/.test(text)) return `$'${text.replaceAll(/[\\']/g, '\\$&').replaceAll(/[^\x20-\x7e]/g, escaped)}'`
  return `'${text.replaceAll("'", "'\\''")}'`
}

function escaped (char: string): string {
  return [...Buffer.from(char, 'latin1')].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}
