/** Reads the CORS headers of a response that other code sends. Changes nothing. */
import type { ServerResponse } from 'node:http'
import type { HeaderLine } from '../../types/browser.ts'
import { CORS_RESPONSE_HEADERS } from './fields.ts'
import { shadowAlias } from './head-alias.ts'

type WriteHead = (this: ServerResponse, ...args: unknown[]) => unknown

/** Called once, when the head was written. The headers are those of CORS. */
export type SeeHead = (status: number, headers: readonly HeaderLine[]) => void

/** Calls `see` when the head of a raw response is written, by whatever code. */
export function observeHead (response: object, see: SeeHead): void {
  const raw = response as Omit<ServerResponse, 'writeHead'> & { writeHead: WriteHead }
  const next = raw.writeHead
  let isSeen = false
  raw.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    // If Node rejects the head, this throws, and another head follows.
    const result = next.apply(this, args)
    if (!isSeen) {
      isSeen = true
      see(this.statusCode, linesOf(this, args[2] ?? args[1]))
    }
    return result
  }
  shadowAlias(raw)
}

/** A header that is given with the head replaces one that is set. */
function linesOf (raw: ServerResponse, given: unknown): readonly HeaderLine[] {
  const passed = fieldsOf(given)
  return CORS_RESPONSE_HEADERS.flatMap((name) => {
    const own = passed.filter(([key]) => String(key).toLowerCase() === name)
    const values = own.length > 0 ? own.map(([, value]) => value) : [raw.getHeader(name)]
    return values.flat().filter((value) => value !== undefined).map((value): HeaderLine => [name, String(value)])
  })
}

/** Headers as an object, as names and values in turns, or as pairs. A text in their place is a reason. */
function fieldsOf (given: unknown): readonly (readonly [name: unknown, value: unknown])[] {
  if (!Array.isArray(given)) return Object.entries(given ?? {})
  if (Array.isArray(given[0])) return given as [unknown, unknown][]
  return Array.from({ length: given.length / 2 }, (_, i) => [given[2 * i], given[2 * i + 1]] as const)
}
