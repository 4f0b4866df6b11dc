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
  // oxlint-disable-next-line no-control-regex
  return /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/.test(value)
}

/** Whether a value has a byte that is not ASCII. */
function isUnusual (value: string): boolean {
  return /[\x80-\xff]/.test(value)
}

/** Type and subtype in lower case. Sufficient for the comparisons below: https://mimesniff.spec.whatwg.org/#parsing-a-mime-type */
function essenceOf (value: string): string {
  const semicolon = value.indexOf(';')
  return normalizeValue(semicolon === -1 ? value : value.slice(0, semicolon)).toLowerCase()
}

/** Beyond the bits of an engine. Chromium treats the largest number of 63 bits as an overflow, too. */
function isTooLarge (number: bigint, { rangeBits }: EngineFacts): boolean {
  if (rangeBits === Infinity) return false
  return number >= 2n ** BigInt(rangeBits) - (rangeBits === 63 ? 1n : 0n)
}

/** A first byte and, optionally, a last byte that is not before it: https://fetch.spec.whatwg.org/#simple-range-header-value */
function isSimpleRange (value: string, facts: EngineFacts): boolean {
  const range = (facts.allowsLooseRanges ? /^bytes=\+?(\d+)-(?:\+?(\d+))?[\v\f]*$/i : /^bytes=(\d+)-(\d+)?$/).exec(value)
  if (range === null) return false
  const first = BigInt(range[1]!)
  const last = BigInt(range[2] ?? first)
  return first <= last && !isTooLarge(last, facts)
}

/** The rule for the values of each name that can be CORS-safelisted. */
const RULES: Readonly<Record<string, (value: string, facts: EngineFacts) => boolean>> = {
  accept: (value, facts) => !hasUnsafeByte(value) && !(facts.rejectsUnusualValues && isUnusual(value)),
  'accept-language': value => /^[\dA-Za-z *,\-.;=]*$/.test(value),
  'content-language': value => /^[\dA-Za-z *,\-.;=]*$/.test(value),
  'content-type': (value, facts) => {
    const essence = essenceOf(value)
    if (facts.rejectsUnusualValues && (isUnusual(value) || value.includes(','))) return false
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
 * The names that need a preflight: sorted, lower case, without duplicates, except in engines that repeat them. If the CORS-safelisted values are too long in
 * total, all names need one.
 * https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
 */
export function unsafeRequestHeaderNames (headers: readonly HeaderLine[], facts: EngineFacts): readonly string[] {
  const unsafe = headers.filter(line => !isSafelistedRequestHeader(line, facts))
  const safe = headers.filter(line => isSafelistedRequestHeader(line, facts))
  const length = safe.reduce((sum, [, value]) => sum + normalizeValue(value).length, 0)
  const selected = length > MAX_SAFELISTED_VALUES_LENGTH && facts.limitsTotalLength ? headers : unsafe
  const names = selected.map(([name]) => name.toLowerCase())
  return Object.freeze((facts.repeatsHeaderNames ? names : [...new Set(names)]).sort())
}
