/** Decides whether to use colors: on terminals, unless the user disables them. https://no-color.org */
import { styled, unstyled, type Style } from '../text/style.ts'
import type { Io } from './io.ts'

/** The style for text on the given output. */
export function styleFor ({ stdout, env }: Pick<Io, 'stdout' | 'env'>): Style {
  const isAllowed = (env['NO_COLOR'] ?? '') === ''
  return isAllowed && stdout.hasColors?.() === true ? styled : unstyled
}
