/** Names that nobody has, the same for the same seed. */
import { createHash } from 'node:crypto'

/** Makes names of 16 hexadecimal digits out of words. */
export function randomNames (seed: number): (word: string) => string {
  return word => createHash('sha256').update(`${seed} ${word}`).digest('hex').slice(0, 16)
}
