/**
 * How the cost of code grows with its input, measured in one run. This does not depend on how fast a machine is, or on what
 * else it does: each figure is CPU time of this process, and the least of several readings that take turns. What else runs in
 * this very process meanwhile is in it, so that tests of one process which measure must not run at the same time.
 */
import type { Test } from 'tap'

/** Rounds that are always measured, so that the compiler has seen the code, and rounds after which there are no more. */
const [FEWEST_ROUNDS, MOST_ROUNDS] = [2, 25]

/** Makes what the work needs, outside of the measurement, and returns the work. */
export type Prepare = () => () => unknown

/** So many times too much after so many rounds, and no other process can be the reason, nor the compiler. */
const [HOPELESS, HOPELESS_ROUNDS] = [4, 6]

/** What is measured, as a share of what is allowed. */
type Excess<Name extends string> = (least: Readonly<Record<Name, number>>) => number

/**
 * The least of each reading, where readings take turns.
 *
 * @param excess  there are no further rounds if it is 1 or less, or, after some, more than 4
 */
export async function leastOf<Name extends string> (
  readings: Readonly<Record<Name, () => Promise<number>>>, excess: Excess<Name>
): Promise<Record<Name, number>> {
  const entries = Object.entries(readings) as [Name, () => Promise<number>][]
  const least = Object.fromEntries(entries.map(([name]) => [name, Infinity])) as Record<Name, number>
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    for (const [name, read] of entries) least[name] = Math.min(least[name], await read())
    const found = excess(least)
    if (round >= FEWEST_ROUNDS && found <= 1) break
    if (round >= HOPELESS_ROUNDS && found > HOPELESS) break
  }
  return least
}

/** What one thing adds, in times of what another adds. By chance that may seem to be nothing, or less, in the first rounds. */
export function timesAdded (many: number, few: number): number {
  return few > 0 ? many / few : Infinity
}

/** As an excess of a share that chance makes large in the first rounds: never so much that there are no further rounds. */
export function neverHopeless (excess: number): number {
  return Math.min(excess, HOPELESS)
}

/** The least CPU time of each work, in microseconds. */
export function leastTimes<Name extends string> (works: Readonly<Record<Name, Prepare>>, excess: Excess<Name>): Promise<Record<Name, number>> {
  const readings = Object.entries<Prepare>(works).map(([name, prepare]) => [name, () => cpuTime(prepare())])
  return leastOf(Object.fromEntries(readings) as Record<Name, () => Promise<number>>, excess)
}

async function cpuTime (work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  const result = work()
  // Work that is synchronous does not wait for anything else.
  if (result instanceof Promise) await result
  const { user, system } = process.cpuUsage(before)
  return user + system
}

export interface Growing {
  /** How large the large input is. */
  readonly size: number
  /** How many times smaller the small input is. */
  readonly factor?: number
  /** Makes an input of that size, outside of the measurement, and returns the work on it. */
  readonly prepare: (size: number) => () => unknown
}

/**
 * How many times as much the large input costs as `factor` small ones, which are as large together. It is about 1 where the cost
 * is linear, and about `factor` where it is quadratic; half way by factors lies the limit.
 */
export async function growth ({ size, factor = 64, prepare }: Growing): Promise<{ ratio: number, limit: number }> {
  const limit = Math.sqrt(factor)
  const few = () => {
    const works = Array.from({ length: factor }, () => prepare(Math.ceil(size / factor)))
    return () => {
      const results = works.map(work => work())
      return results[0] instanceof Promise ? Promise.all(results) : undefined
    }
  }
  // The clock has microseconds.
  const ratioOf = ({ few, many }: { readonly few: number, readonly many: number }) => many / Math.max(few, 1)
  const times = await leastTimes({ few, many: () => prepare(size) }, times => ratioOf(times) / limit)
  return { ratio: ratioOf(times), limit }
}

/** Asserts that the cost grows no faster than the input. */
export async function assertLinear (t: Test, what: string, growing: Growing): Promise<void> {
  const { ratio, limit } = await growth(growing)
  t.ok(ratio <= limit, `${what}: ${ratio.toFixed(2)} times as much for one large input as for small ones of the same size`)
}
