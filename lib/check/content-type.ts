/** The content type of a response. */
import type { HeaderLine } from '../../types/browser.ts'
import { getValue } from '../browser/header-values.ts'

/** The media type in lower case without parameters; '' if there is no header. */
export function mediaTypeOf (headers: readonly HeaderLine[]): string {
  return (getValue(headers, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()
}

/** Whether a browser shows the response as a page that can run scripts. */
export function isPage (headers: readonly HeaderLine[]): boolean {
  return ['text/html', 'application/xhtml+xml', 'image/svg+xml'].includes(mediaTypeOf(headers))
}
