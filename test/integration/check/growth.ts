/** How the work grows with its size: as processor time, medians in one run, so that a busy machine changes both alike. */

const ROUNDS = 7

/** How many times as much a work of twice the size takes; about 2 where it grows with the size, and 4 where with its square. */
export function growthOf (work: (size: number) => void, size: number): number {
  const times = new Map([[size, [] as number[]], [2 * size, [] as number[]]])
  // The first of each is slower.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [size, values] of times) {
      const before = process.cpuUsage()
      work(size)
      const { user, system } = process.cpuUsage(before)
      if (round > 0) values.push(user + system)
    }
  }
  const [once, twice] = [...times.values()].map(values => values.sort((a, b) => a - b)[ROUNDS >>> 1]!)
  return twice! / once!
}
