/** The CORS check of preflights and actual responses: https://fetch.spec.whatwg.org/#concept-cors-check */
import type { CredentialsMode, HeaderLine } from '../../types/browser.ts'
import type { CorsFinding } from './failures.ts'
import { getValue } from './header-values.ts'
import { parseUrl } from './url.ts'

/**
 * Returns why a response fails the CORS check. Undefined if it passes.
 *
 * @param origin       the value of `Origin`, including `null`
 * @param credentials  the credentials mode of the actual request, also for its preflight
 */
export function corsCheck (
  origin: string, credentials: CredentialsMode, headers: readonly HeaderLine[]
): CorsFinding | undefined {
  const allowed = getValue(headers, 'access-control-allow-origin')
  if (allowed === undefined) return { code: 'allow-origin-missing', parameter: '' }
  if (credentials !== 'include' && allowed === '*') return undefined
  if (allowed !== origin) return mismatch(allowed)
  if (credentials !== 'include') return undefined
  const allowCredentials = getValue(headers, 'access-control-allow-credentials')
  if (allowCredentials === 'true') return undefined
  return allowCredentials === undefined
    ? { code: 'allow-credentials-missing', parameter: '' }
    : { code: 'allow-credentials-is-not-true', parameter: allowCredentials }
}

/** The standard does not distinguish mismatches. These are the differences that Chromium reports. */
function mismatch (allowed: string): CorsFinding {
  if (allowed === '*') return { code: 'wildcard-with-credentials', parameter: '' }
  if (/[ ,]/.test(allowed)) return { code: 'allow-origin-lists-several', parameter: allowed }
  const isUrl = parseUrl(decodeUtf8(allowed)) !== undefined
  return { code: isUrl || allowed === 'null' ? 'allow-origin-differs' : 'allow-origin-is-not-a-url', parameter: allowed }
}

/** Each character of a value is a byte. */
function decodeUtf8 (value: string): string {
  return new TextDecoder().decode(Uint8Array.from(value, char => char.charCodeAt(0)))
}

/** Whether a response allows pages of any origin, without credentials. */
export function allowsAnyOrigin (headers: readonly HeaderLine[]): boolean {
  return getValue(headers, 'access-control-allow-origin') === '*'
}
