/**
 * CPU time of contenders in one process, by turns. What changes while it runs (the compiler, the collector, the clock of
 * the processor) meets all of them alike, and what is compared are neighbours: times of the same round.
 */

/** CPU time of each contender in one round. */
export type Round<Name> = ReadonlyMap<Name, number>

export interface Plan {
  readonly rounds: number
  /** Calls of one contender, before it is the next one's turn. */
  readonly calls: number
  /** Rounds that are not counted, until the compiler has seen enough. */
  readonly warmUps: number
}

/** Runs contenders by turns; each round begins with another one. */
export function measure<Name> (contenders: ReadonlyMap<Name, () => void>, { rounds, calls, warmUps }: Plan): Round<Name>[] {
  const names = [...contenders.keys()]
  const results: Round<Name>[] = []
  for (let round = -warmUps; round < rounds; round++) {
    const times = new Map<Name, number>()
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + warmUps) % names.length]!
      times.set(name, cpuTime(contenders.get(name)!, calls))
    }
    if (round >= 0) results.push(times)
  }
  return results
}

function cpuTime (call: () => void, calls: number): number {
  const before = process.cpuUsage()
  for (let i = 0; i < calls; i++) call()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

export interface Summary {
  readonly median: number
  /** Half of the values lie between these. */
  readonly lower: number
  readonly upper: number
}

/** The middle of a value of each round. */
export function summarize<Name> (rounds: readonly Round<Name>[], value: (round: (name: Name) => number) => number): Summary {
  const values = rounds.map(round => value(name => round.get(name)!)).sort((a, b) => a - b)
  const at = (share: number) => values[Math.round((values.length - 1) * share)]!
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) }
}
