/** What an answer says, whoever it is for: no verdict about a page. */
import type { HeaderLine } from '../../types/browser.ts'
import { getValue } from './header-values.ts'

/** Whether it lets credentials be sent: https://fetch.spec.whatwg.org/#http-access-control-allow-credentials */
export function allowsCredentials (headers: readonly HeaderLine[]): boolean {
  return getValue(headers, 'access-control-allow-credentials') === 'true'
}

/** Whether it names an origin, or "*": https://fetch.spec.whatwg.org/#http-access-control-allow-origin */
export function allowsOrigin (headers: readonly HeaderLine[], origin: string): boolean {
  return getValue(headers, 'access-control-allow-origin') === origin
}
