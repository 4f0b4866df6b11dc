/** `--dry-run`: what would be asked → lines. */
import type { CheckRequest } from '../../../types/check.ts'
import { escapeText } from '../../text/escape.ts'

/** Each request with its header lines, and how many there are. */
export function planText (requests: readonly CheckRequest[]): string {
  const lines = requests.flatMap(({ method, url, headers, body }) => [
    `${method} ${escapeText(url)}`, ...headers.map(([name, value]) => `  ${escapeText(`${name}: ${value}`)}`),
    ...body === undefined ? [] : [`  and ${body.text.length * body.times} bytes of ${JSON.stringify(body.text)}`]
  ])
  return [...lines, `${requests.length} requests at first; some answers lead to more`].map(line => `${line}\n`).join('')
}
