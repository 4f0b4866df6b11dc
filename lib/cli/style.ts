/** Decides whether to use colors: on terminals, unless the environment decides. https://no-color.org and https://force-color.org */
import { styled, unstyled, type Style } from '../text/style.ts'
import type { Io } from './io.ts'

/** The style for text on the given output. */
export function styleFor ({ stdout, env }: Pick<Io, 'stdout' | 'env'>): Style {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '' } = env
  // The logs of CI show colors, but are not terminals. Node reads both variables in this order too.
  if (forced !== '') return forced === '0' || forced === 'false' ? unstyled : styled
  return refused === '' && stdout.hasColors?.() === true ? styled : unstyled
}
