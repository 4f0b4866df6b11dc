/** `--dry-run`: formats the requests. */
import type { CheckRequest } from '../../../types/check.ts'
import { escapeText } from '../../text/escape.ts'

/** Returns each request with its header lines, and the number of requests. */
export function planText (requests: readonly CheckRequest[]): string {
  const lines = requests.flatMap(({ method, url, headers, body }) => [
    `${method} ${escapeText(url)}`, ...headers.map(([name, value]) => `  ${escapeText(`${name}: ${value}`)}`),
    ...body === undefined ? [] : [`  body: ${body.text.length * body.times} bytes of ${JSON.stringify(body.text)}`]
  ])
  return [...lines, `${requests.length} requests. Some responses lead to more.`].map(line => `${line}\n`).join('')
}
