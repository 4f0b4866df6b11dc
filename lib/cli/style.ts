/** Whether to use colours: on terminals, unless the user wants none. https://no-color.org */
import { styled, unstyled, type Style } from '../text/style.ts'
import type { Io } from './io.ts'

/** What is to be printed to the standard output, or what stands in its place. */
export function styleFor ({ stdout, env }: Pick<Io, 'stdout' | 'env'>): Style {
  const isWanted = (env['NO_COLOR'] ?? '') === ''
  return isWanted && stdout.hasColors?.() === true ? styled : unstyled
}
