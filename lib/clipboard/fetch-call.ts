/** Reads a call of `fetch()`, as the developer tools of browsers copy it ("Copy as fetch", "Copy as fetch (Node.js)"). */
import type { HeaderLine } from '../../types/browser.ts'
import { ClipboardError } from './clipboard-error.ts'
import type { CopiedText } from './curl.ts'

/**
 * The arguments of a copied call are JSON, so they are parsed as JSON. Nothing is run.
 *
 * @throws ClipboardError if the text is not such a call
 */
export function readFetchCall (text: string): CopiedText {
  const start = text.indexOf('(')
  const end = text.lastIndexOf(')')
  const [url, init = {}] = argumentsIn(text, start, end)
  if (typeof url !== 'string' || typeof init !== 'object' || init === null) throw notCopied()
  const { method = 'GET', headers = {}, credentials, referrer } = init as Readonly<Record<string, unknown>>
  if (typeof method !== 'string' || typeof headers !== 'object' || headers === null) throw notCopied()
  const lines = Object.entries(headers).map(([name, value]): HeaderLine => [name, String(value)])
  return { url, method, headers: lines, credentials, referrer }
}

function argumentsIn (text: string, start: number, end: number): readonly unknown[] {
  // Safari adds `.then(…)` in some versions, so shorter texts are tried too.
  for (let last = end, tries = 0; last > start && tries < 10; last = text.lastIndexOf(')', last - 1), tries++) {
    try {
      return JSON.parse(`[${text.slice(start + 1, last)}]`) as unknown[]
    } catch {}
  }
  throw notCopied()
}

function notCopied (): ClipboardError {
  return new ClipboardError('The arguments of fetch() are not a URL and an object in JSON. Copy the request from the developer tools of a browser ("Copy as fetch"), not from source code.')
}
