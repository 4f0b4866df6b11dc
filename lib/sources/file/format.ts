/** The formats of a file of origins: bytes → lists of origins. */
import { preview } from '../../errors.ts'
import { isDeeperThan } from '../../json/nesting.ts'

/** Origins by key, as JSON has them; '' for those without a key. */
export type OriginsByKey = ReadonlyMap<string, readonly unknown[]>

/** The number of origins in a list. */
export const LIST_SIZE = 1000

/** Levels of a JSON file: more than it needs, so that other messages say what is wrong. */
const MAX_LEVELS = 32

const LINE_FEED = 0x0a
const HASH = 0x23

/** Whether the name of a file is that of a JSON file. All other files are texts. */
export function isJsonFile (path: string): boolean {
  return /\.json$/i.test(path)
}

/**
 * Asserts that a text is complete. A program that overwrites a file empties it first, and a full disk cuts it anywhere: the beginning
 * of an origin can be another valid origin.
 */
export function assertComplete (bytes: Buffer): void {
  if (bytes.length === 0) throw new Error('The file is empty. A list without origins has a line that begins with "#".')
  if (bytes[bytes.length - 1] === LINE_FEED) return
  throw new Error('The last line does not end with a line break, so the file can be incomplete. Add a line break at the end of the file.')
}

/**
 * Yields the lines of a complete text that are neither blank nor comments, in lists. Each line is a string of its own: one that is cut
 * out of a larger string would keep all of it in memory.
 */
export function * linesOf (bytes: Buffer): Generator<string[]> {
  let list: string[] = []
  let start = markLength(bytes)
  while (start < bytes.length) {
    const lineEnd = bytes.indexOf(LINE_FEED, start)
    let end = lineEnd
    while (start < end && isSpace(bytes[start]!)) start++
    while (end > start && isSpace(bytes[end - 1]!)) end--
    if (start < end && bytes[start] !== HASH) list.push(bytes.toString('utf8', start, end))
    start = lineEnd + 1
    if (list.length < LIST_SIZE) continue
    yield list
    list = []
  }
  yield list
}

/** Splits a list into lists of the same size. */
export function * slicesOf<T> (list: readonly T[]): Generator<readonly T[]> {
  for (let i = 0; i === 0 || i < list.length; i += LIST_SIZE) yield list.slice(i, i + LIST_SIZE)
}

/** Parses JSON: a list of origins without a key, or an object with a list for each key. @throws Error for any other text */
export function parseOriginsByKey (bytes: Buffer): OriginsByKey {
  const text = bytes.toString('utf8', markLength(bytes))
  if (isDeeperThan(MAX_LEVELS, text)) throw new Error(`The file is nested more than ${MAX_LEVELS} levels deep, but it must have an object with lists, or a list.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error(`The file is not valid JSON, or it is incomplete: ${(error as Error).message}`)
  }
  if (Array.isArray(value)) return new Map([['', value]])
  if (typeof value !== 'object' || value === null) {
    throw new Error(`The file must have a list of origins, or an object with a list for each key, but it has ${preview(value)}.`)
  }
  const byKey = new Map(Object.entries(value))
  for (const [key, list] of byKey) {
    if (!Array.isArray(list)) throw new Error(`The value of ${preview(key)} must be a list of origins, but it is ${preview(list)}.`)
  }
  return byKey as Map<string, unknown[]>
}

/** The length of a byte order mark, which some editors write. */
function markLength (bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

function isSpace (byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d
}
