/** Responses as they come from a socket, taken from the bytes as soon as they are there. */
import type { RawResponse } from '../../integration/wire/raw-exchange.ts'

export interface Taken extends RawResponse {
  /** How many bytes of the text it took; undefined where its end has not come. */
  readonly length: number | undefined
}

const FINAL = 200

/**
 * The first final response in a text of Latin-1; undefined where its headers are not complete.
 *
 * @param isBodyless  whether it is the response to a HEAD request, as its lines or the test tell
 */
export function takeResponse (text: string, isBodyless: (response: RawResponse) => boolean): Taken | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [first = '', ...head] = text.slice(0, end).split('\r\n')
  if (!/^HTTP\/1\.1 \d{3} /.test(first)) throw new Error(`no status line: ${JSON.stringify(first)}`)
  const status = Number(first.slice(9, 12))
  const start = end + 4
  if (status < FINAL) {
    const next = takeResponse(text.slice(start), isBodyless)
    return next?.length === undefined ? next : { ...next, length: next.length + start }
  }
  const lines = head.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  const response = { status, lines, body: '' }
  if (status === 204 || status === 304 || isBodyless(response)) return { ...response, length: start }
  const valueOf = (wanted: string) => lines.find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (valueOf('transfer-encoding') === 'chunked') return { ...response, ...chunked(text, start) }
  const length = Number(valueOf('content-length') ?? 0)
  const body = text.slice(start, start + length)
  return { ...response, body, length: body.length === length ? start + length : undefined }
}

function chunked (text: string, start: number): { body: string, length: number | undefined } {
  let body = ''
  for (let at = start; ;) {
    const lineEnd = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (lineEnd === -1 || !(next <= text.length)) return { body, length: undefined }
    if (size === 0) return { body, length: next }
    body += text.slice(lineEnd + 2, next - 2)
    at = next
  }
}
