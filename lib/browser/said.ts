/** Reads CORS headers of a response, independent of a request. */
import type { HeaderLine } from '../../types/browser.ts'
import { getValue } from './header-values.ts'

/** Whether the response allows credentials: https://fetch.spec.whatwg.org/#http-access-control-allow-credentials */
export function responseAllowsCredentials (headers: readonly HeaderLine[]): boolean {
  return getValue(headers, 'access-control-allow-credentials') === 'true'
}

/** Whether `Access-Control-Allow-Origin` is exactly this value: https://fetch.spec.whatwg.org/#http-access-control-allow-origin */
export function responseAllowsOrigin (headers: readonly HeaderLine[], origin: string): boolean {
  return getValue(headers, 'access-control-allow-origin') === origin
}
