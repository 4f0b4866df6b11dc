/** Whether to use colours: on terminals, unless the user wants none. https://no-color.org */
import { coloured, plain, type Paint } from '../text/style.ts'
import type { Io } from './io.ts'

/** What is to be printed to the standard output, or what stands in its place. */
export function paintFor ({ stdout, env }: Pick<Io, 'stdout' | 'env'>): Paint {
  const isWanted = (env['NO_COLOR'] ?? '') === ''
  return isWanted && stdout.hasColors?.() === true ? coloured : plain
}
