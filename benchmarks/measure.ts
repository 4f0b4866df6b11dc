/**
 * CPU time of contenders, by turns. What changes while they run (the compiler, the collector, the clock of the processor,
 * the load of the machine) affects all of them the same way, and neighbors are compared: values of the same round.
 */

/** What one contender's turn costs for each call, in whatever unit all contenders of a measurement share. */
export type Turn = () => number | Promise<number>

/** The cost of each contender in one round. */
export type Round<Name> = ReadonlyMap<Name, number>

export interface Turns {
  readonly rounds: number
  /** Turns that each contender has in a round; the middle one counts, so that one which was disturbed does not. */
  readonly turns: number
  /** Rounds that are not counted, until the compiler has seen enough. */
  readonly warmUps: number
}

/** Gives contenders their turns, one after the other; each time begins with another one. */
export async function interleave<Name> (
  contenders: ReadonlyMap<Name, Turn>, { rounds, turns, warmUps }: Turns
): Promise<Round<Name>[]> {
  const names = [...contenders.keys()]
  const results: Round<Name>[] = []
  let first = 0
  for (let round = 0; round < warmUps + rounds; round++) {
    const costs = new Map(names.map(name => [name, [] as number[]]))
    for (let turn = 0; turn < turns; turn++, first++) {
      for (let i = 0; i < names.length; i++) {
        const name = names[(first + i) % names.length]!
        costs.get(name)!.push(await contenders.get(name)!())
      }
    }
    if (round >= warmUps) results.push(new Map([...costs].map(([name, values]) => [name, quantile(values, 0.5)])))
  }
  return results
}

/** The value below which a share of all lies. */
export function quantile (values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.round((values.length - 1) * share)]!
}

/** CPU time that this process uses for some work, in microseconds. */
export function cpuTime (work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** The middle of many values, and between which of them the middle half lies. */
export interface Summary {
  readonly median: number
  readonly lower: number
  readonly upper: number
}

/** The middle of a value of each round. */
export function summarize<Name> (
  rounds: readonly Round<Name>[], value: (cost: (name: Name) => number) => number
): Summary {
  const values = rounds.map(round => value(name => round.get(name)!))
  const at = (share: number) => rounded(quantile(values, share))
  return { median: at(0.5), lower: at(0.25), upper: at(0.75) }
}

/** The cost of a contender, in costs of another one. */
export function ratio<Name> (rounds: readonly Round<Name>[], name: Name, to: Name): Summary {
  return summarize(rounds, cost => cost(name) / cost(to))
}

/** What a contender adds to a base, in what another one adds to it. */
export function added<Name> (rounds: readonly Round<Name>[], name: Name, to: Name, base: Name): Summary {
  return summarize(rounds, cost => (cost(name) - cost(base)) / (cost(to) - cost(base)))
}

/** To what a figure is worth: three digits of what is below a hundred. */
export function rounded (value: number): number {
  return Number(value.toPrecision(Math.abs(value) < 100 ? 3 : 4))
}
