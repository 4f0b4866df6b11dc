/** All origins of a store → one object in memory. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { OriginSet } from '../../types/decision.ts'
import type { CorsSourceConnection } from '../../types/source.ts'
import { compileOrigins } from '../compile/origin-set.ts'
import { isOriginPattern } from '../validate/origin-grammar.ts'
import { withDeadline } from './deadline.ts'
import { OriginTable } from './origin-table.ts'

/** The origins of a store at one moment. */
export interface Snapshot extends OriginSet {
  readonly size: number
  /** Returns all origins and patterns. */
  origins (): Iterable<string>
  /** The number of entries that are not valid, and allow nothing. */
  readonly invalid: number
  /** Some of them, for a warning. */
  readonly invalidExamples: readonly unknown[]
}

/** How a snapshot is loaded. */
export interface SnapshotRules {
  /** Whether a pattern with a wildcard is allowed. */
  acceptsPattern (pattern: string): boolean
  readonly maxOrigins: number
  /** Milliseconds for each list of origins. */
  readonly deadline: number
  /** Whether the result is no longer needed. */
  isObsolete (): boolean
}

/** Thrown if a store has more origins than memory may hold. */
export class TooManyOriginsError extends Error {
  constructor (maximum: number) {
    super(`The store has more than ${maximum} origins. Increase \`maxOrigins\`, or use the mode "lookup", which keeps only recent results ` +
      'in memory.')
    this.name = 'TooManyOriginsError'
  }
}

/** Milliseconds of work without a pause. */
const SLICE = 5

/** The number of entries between two looks at the clock. */
const STRIDE = 256

const MAX_EXAMPLES = 3

/**
 * Loads a snapshot aside, in slices, so that requests are served in between.
 *
 * @returns undefined if it has become obsolete
 * @throws  TooManyOriginsError, DeadlineError, a TypeError for a result of the wrong type, and the errors of the connection
 */
export async function loadSnapshot (connection: CorsSourceConnection, rules: SnapshotRules): Promise<Snapshot | undefined> {
  const exact = new OriginTable()
  const patterns: string[] = []
  let invalid = 0
  const invalidExamples: unknown[] = []
  let sliceStart = performance.now()
  let count = 0
  const lists = listsOf(connection)
  const pauseIfLong = async (): Promise<void> => {
    if (performance.now() - sliceStart <= SLICE) return
    await nextTurn()
    sliceStart = performance.now()
  }
  try {
    for (;;) {
      const { done, value } = await withDeadline(() => lists.next(), 'Loading origins', rules.deadline)
      if (done === true) break
      if (!Array.isArray(value)) throw new TypeError('`load` must yield lists of origins.')
      // Also after lists without entries, of which a store can yield any number.
      await pauseIfLong()
      for (const entry of value as readonly unknown[]) {
        if (++count % STRIDE === 0) await pauseIfLong()
        if (typeof entry === 'string' && entry !== 'null' && isOriginPattern(entry)) {
          if (!entry.includes('*')) {
            exact.add(entry)
            continue
          }
          if (rules.acceptsPattern(entry)) {
            patterns.push(entry)
            continue
          }
        }
        invalid++
        if (invalidExamples.length < MAX_EXAMPLES) invalidExamples.push(entry)
      }
      if (exact.size + patterns.length > rules.maxOrigins) throw new TooManyOriginsError(rules.maxOrigins)
      if (rules.isObsolete()) return undefined
    }
  } finally {
    // A store can have opened a cursor. Its failure to close does not concern the origins.
    void (async () => lists.return?.(undefined))().catch(() => undefined)
  }
  const wildcards = patterns.length === 0 ? undefined : compileOrigins(patterns)
  return {
    has: (origin) => exact.has(origin) || (wildcards?.has(origin) ?? false),
    size: exact.size + patterns.length,
    * origins () {
      yield * exact.values()
      yield * patterns
    },
    invalid,
    invalidExamples
  }
}

/** Returns the lists of a snapshot. @throws TypeError if `load` returns anything else */
export function listsOf (connection: CorsSourceConnection): AsyncIterator<readonly string[]> {
  const loaded: Partial<AsyncIterable<readonly string[]>> = Object(connection.load!())
  if (typeof loaded[Symbol.asyncIterator] === 'function') return loaded[Symbol.asyncIterator]!()
  throw new TypeError('`load` must return an async iterable, such as an async generator.')
}
