/** The request headers that need no preflight: https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
import type { HeaderLine } from '../../types/browser.ts'
import {
  MAX_SAFELISTED_VALUES_LENGTH, MAX_SAFELISTED_VALUE_LENGTH, isForbiddenRequestHeaderName, isMethodOverrideHeaderName,
  isNoCorsSafelistedRequestHeaderName
} from '../standard/headers.ts'
import { isForbiddenMethod } from '../standard/methods.ts'
import { isClientHint } from './client-hints.ts'
import type { EngineFacts } from './engines.ts'
import { normalizeValue, splitValue } from './header-values.ts'

/** https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte */
function hasUnsafeByte (value: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/.test(value)
}

/** Type and subtype in lower case. Sufficient for the comparisons below: https://mimesniff.spec.whatwg.org/#parsing-a-mime-type */
function essenceOf (value: string): string {
  const semicolon = value.indexOf(';')
  return normalizeValue(semicolon === -1 ? value : value.slice(0, semicolon)).toLowerCase()
}

/** Chromium stores the numbers of a range in 63 bits and treats the largest one as an overflow. */
const LIMIT = 2n ** 63n - 1n

/** A first byte and, optionally, a last byte that is not before it: https://fetch.spec.whatwg.org/#simple-range-header-value */
function isSimpleRange (value: string, facts: EngineFacts): boolean {
  const range = /^bytes=(\d+)-(\d*)$/.exec(value)
  if (range === null) return false
  const first = BigInt(range[1]!)
  const last = BigInt(range[2] === '' ? first : range[2]!)
  return first <= last && (last < LIMIT || !facts.limitsRanges)
}

/** The rule for the values of each name that can be CORS-safelisted. */
const RULES: Readonly<Record<string, (value: string, facts: EngineFacts) => boolean>> = {
  accept: value => !hasUnsafeByte(value),
  'accept-language': value => /^[\dA-Za-z *,\-.;=]*$/.test(value),
  'content-language': value => /^[\dA-Za-z *,\-.;=]*$/.test(value),
  'content-type': value => {
    const essence = essenceOf(value)
    return !hasUnsafeByte(value) && (essence === 'application/x-www-form-urlencoded' ||
      essence === 'multipart/form-data' || essence === 'text/plain')
  },
  range: isSimpleRange
}

/** Whether a request header is CORS-safelisted. Depends on its value as it is sent. */
export function isSafelistedRequestHeader (line: HeaderLine, facts: EngineFacts): boolean {
  const name = line[0].toLowerCase()
  const value = normalizeValue(line[1])
  if (value.length > MAX_SAFELISTED_VALUE_LENGTH) return false
  if (Object.hasOwn(RULES, name)) return RULES[name]!(value, facts)
  return facts.safelistsClientHints && isClientHint(name, value)
}

/** Whether a header is allowed without the CORS protocol: https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header */
export function isNoCorsSafelistedRequestHeader (line: HeaderLine, facts: EngineFacts): boolean {
  return isNoCorsSafelistedRequestHeaderName(line[0]) && isSafelistedRequestHeader(line, facts)
}

/** Whether pages cannot set a request header: https://fetch.spec.whatwg.org/#forbidden-request-header */
export function isForbiddenRequestHeader ([name, value]: HeaderLine, facts: EngineFacts): boolean {
  if (isForbiddenRequestHeaderName(name)) return true
  if (isMethodOverrideHeaderName(name)) return splitValue(value).some(isForbiddenMethod)
  return facts.dropsUserAgent && name.toLowerCase() === 'user-agent'
}

/**
 * The names that need a preflight: sorted, lower case, without duplicates. If the CORS-safelisted values are too long in
 * total, all names need one.
 * https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
 */
export function unsafeRequestHeaderNames (headers: readonly HeaderLine[], facts: EngineFacts): readonly string[] {
  const unsafe = headers.filter(line => !isSafelistedRequestHeader(line, facts))
  const safe = headers.filter(line => isSafelistedRequestHeader(line, facts))
  const length = safe.reduce((sum, [, value]) => sum + normalizeValue(value).length, 0)
  const selected = length > MAX_SAFELISTED_VALUES_LENGTH ? headers : unsafe
  return Object.freeze([...new Set(selected.map(([name]) => name.toLowerCase()))].sort())
}
