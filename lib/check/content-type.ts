/** What an answer holds. */
import type { HeaderLine } from '../../types/browser.ts'
import { getValue } from '../browser/header-values.ts'

/** Lower case, without parameters; '' where nothing is said. */
export function mediaTypeOf (headers: readonly HeaderLine[]): string {
  return (getValue(headers, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()
}

/** Whether a browser draws it as a page, with scripts. */
export function isPage (headers: readonly HeaderLine[]): boolean {
  return ['text/html', 'application/xhtml+xml', 'image/svg+xml'].includes(mediaTypeOf(headers))
}
