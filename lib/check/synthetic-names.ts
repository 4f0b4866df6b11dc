/** Synthetic names that do not exist, the same for the same seed. */
import { createHash } from 'node:crypto'

/** Returns a function that maps words to names of 16 hexadecimal digits. */
export function syntheticNames (seed: number): (word: string) => string {
  return word => createHash('sha256').update(`${seed} ${word}`).digest('hex').slice(0, 16)
}
