/** Reads the options of libraries for Node. */
import { adviceFor } from '../../validate/foreign-options.ts'
import { nearest } from '../../validate/nearest.ts'
import { note, type FunctionResult, type Entry, type SetupNote } from '../setup.ts'

/** Options of any shape. */
export type Options = Readonly<Record<string, unknown>>

export function foreignOptions (value: unknown): Options {
  return (typeof value === 'object' && value !== null ? value : {}) as Options
}

/**
 * The entries of a list of origins, as libraries with texts, expressions and nested lists read it.
 *
 * @param neverMatches  whether an entry is equal to no origin
 */
export function originEntries (value: unknown, neverMatches: (entry: unknown) => boolean = () => false): Entry[] {
  if (Array.isArray(value)) return value.flatMap(entry => originEntries(entry, neverMatches))
  if (typeof value === 'string') return [{ kind: 'text', text: value }]
  if (value instanceof RegExp) return [{ kind: 'expression', expression: { source: value.source, flags: value.flags, whole: false } }]
  if (neverMatches(value)) return []
  // Any other value is only tested for being true.
  return value ? [{ kind: 'expression', expression: { source: '', flags: '', whole: false } }] : []
}

/** Notes for options that the library does not have. */
export function unknownOptions (options: Options, known: readonly string[], library: string): SetupNote[] {
  return Object.keys(options).filter(name => !known.includes(name)).map(name => {
    const meant = nearest(name, known)
    const advice = meant === undefined ? adviceFor(name) : `Was ${JSON.stringify(meant)} meant?`
    return note('withoutEffect', 'option-unknown', `${library} has no option ${JSON.stringify(name)}, and ignored it.${advice === undefined ? '' : ` ${advice}`}`)
  })
}

/** Whether a result of a function about origins allows the origin. */
export function isAllowed (result: unknown, origin: string | undefined): boolean {
  if (Array.isArray(result)) return result.includes('*') || result.some(entry => isAllowed(entry, origin))
  if (typeof result === 'string') return result === '*' || result === origin
  if (result instanceof RegExp) {
    result.lastIndex = 0
    return result.test(String(origin))
  }
  return Boolean(result)
}

/** Why a function cannot be converted that has returned "*", which browsers only accept without credentials; undefined if it can. */
export function wildcardReason (results: ReadonlySet<string>, credentials: boolean): string | undefined {
  return credentials && results.has('*') ? 'The function allows some origins with "*", which browsers accept only without credentials. Are these origins meant to send credentials?' : undefined
}

/** The texts of a list, or of one text. Other values never match an origin. */
export function textsOf (value: unknown): string[] {
  return [value].flat().filter(entry => typeof entry === 'string')
}

/**
 * Asks a function `(origin, callback)` that may also return a promise.
 *
 * @param timeout  milliseconds
 * @param results  gets the texts that it returns
 */
export function callWithCallback (
  call: (origin: string | undefined, callback: (error: unknown, result?: unknown) => void) => unknown, origin: string | undefined, timeout: number,
  isError: (error: unknown) => boolean, results: Set<string>
): Promise<FunctionResult> {
  return new Promise(resolve => {
    const alarm = setTimeout(() => resolve('gives no result'), timeout)
    const end = (outcome: FunctionResult): void => {
      clearTimeout(alarm)
      resolve(outcome)
    }
    const finish = (error: unknown, result?: unknown): void => {
      for (const text of [result].flat(5)) if (typeof text === 'string') results.add(text)
      if (isError(error)) end('fails')
      else end(isAllowed(result, origin) ? 'allows' : 'blocks')
    }
    try {
      const returned = call(origin, finish)
      if (typeof (returned as PromiseLike<unknown> | undefined)?.then === 'function') {
        (returned as PromiseLike<unknown>).then(result => finish(null, result), () => end('fails'))
      }
    } catch {
      end('fails')
    }
  })
}

export const DEFAULT_TIMEOUT = 1000
