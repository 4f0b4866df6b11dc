/** Finds the name that was probably meant. */

/** Longer names are not compared, because the cost grows with the square of the length. */
const MAX_LENGTH = 64

/**
 * Finds the name nearest to a text. Insertions, deletions, substitutions and swaps of adjacent characters cost one each;
 * letter case, "-" and "_" are ignored. Up to a third of the characters, but at least one, may differ; otherwise undefined.
 */
export function nearest (text: string, names: Iterable<string>): string | undefined {
  const key = fold(text)
  if (key.length > MAX_LENGTH) return undefined
  let best: string | undefined
  let least = Math.max(1, Math.floor(key.length / 3)) + 1
  for (const name of names) {
    const other = fold(name)
    if (Math.abs(other.length - key.length) >= least) continue
    const distance = distanceOf(key, other)
    if (distance < least) {
      least = distance
      best = name
    }
  }
  return best
}

/** Normalizes naming conventions: `Max_Age`, `max-age` and `maxAge` become the same. */
export function fold (name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '')
}

/** Returns the edit distance with swaps of adjacent characters (optimal string alignment). */
function distanceOf (a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const differs = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + differs)
      // An index of -1 gives undefined, which equals no character.
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, beforeLast[j - 2]! + 1)
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
