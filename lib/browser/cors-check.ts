/** The CORS check, of preflights and of actual responses alike: https://fetch.spec.whatwg.org/#concept-cors-check */
import type { CredentialsMode, HeaderLine } from '../../types/browser.ts'
import type { CorsFinding } from './failures.ts'
import { getValue } from './header-values.ts'
import { parseUrl } from './url.ts'

/**
 * Why an answer must not be shared with the page; undefined where it may.
 *
 * @param origin       the request's origin as `Origin` says it, `null` included
 * @param credentials  the mode of the actual request, for its preflight too
 */
export function corsCheck (
  origin: string, credentials: CredentialsMode, headers: readonly HeaderLine[]
): CorsFinding | undefined {
  const allowed = getValue(headers, 'access-control-allow-origin')
  if (allowed === undefined) return { code: 'allow-origin-missing', parameter: '' }
  if (credentials !== 'include' && allowed === '*') return undefined
  if (allowed !== origin) return mismatch(allowed)
  if (credentials !== 'include') return undefined
  const consent = getValue(headers, 'access-control-allow-credentials')
  if (consent === 'true') return undefined
  return consent === undefined
    ? { code: 'allow-credentials-missing', parameter: '' }
    : { code: 'allow-credentials-is-not-true', parameter: consent }
}

/** To the standard every mismatch is the same; these are the differences that Chromium tells developers. */
function mismatch (allowed: string): CorsFinding {
  if (allowed === '*') return { code: 'wildcard-with-credentials', parameter: '' }
  if (/[ ,]/.test(allowed)) return { code: 'allow-origin-lists-several', parameter: allowed }
  const isUrl = parseUrl(decodeUtf8(allowed)) !== undefined
  return { code: isUrl || allowed === 'null' ? 'allow-origin-differs' : 'allow-origin-is-not-a-url', parameter: allowed }
}

/** Values stand for bytes. */
function decodeUtf8 (value: string): string {
  return new TextDecoder().decode(Uint8Array.from(value, char => char.charCodeAt(0)))
}
