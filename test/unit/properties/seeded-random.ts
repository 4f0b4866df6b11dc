/** A seeded source of choices, so that a failing run can be repeated. */
export interface Random {
  /** An integer from 0 to n - 1. */
  int (n: number): number
  pick<T> (list: readonly T[]): T
  chance (probability: number): boolean
}

/** The algorithm is mulberry32, which is in the public domain. */
export function random (seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x100000000
  }
  return {
    int: (n) => Math.floor(next() * n),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    chance: (probability) => next() < probability
  }
}
