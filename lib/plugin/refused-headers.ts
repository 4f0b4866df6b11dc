/** The request headers that a preflight requests although the policy does not allow them. The decision does not depend on them. */
import type { CorsDecision } from '../../types/decision.ts'
import { isToken } from '../standard/headers.ts'

/** Attackers choose the field, so only its beginning is read. */
const MAX_LENGTH = 1024
const MAX_NAMES = 32

/** The number of different fields whose result is kept for each policy. Pages of one application send few. */
const MAX_KNOWN = 64

const NONE: readonly string[] = Object.freeze([])

const known = new WeakMap<CorsDecision, Map<string, readonly string[]>>()

/**
 * Returns the names that an approved preflight requests and the policy does not allow, in lower case. Browsers then block the request.
 * https://fetch.spec.whatwg.org/#cors-preflight-fetch
 *
 * @param field  `Access-Control-Request-Headers`, as sent
 */
export function refusedHeaders (approval: CorsDecision, field: string | undefined): readonly string[] {
  if (field === undefined || field === '' || approval.allowOrigin === undefined) return NONE
  let byField = known.get(approval)
  if (byField === undefined) known.set(approval, byField = new Map())
  const before = byField.get(field)
  if (before !== undefined) return before
  const refused = requestedHeaderNames(field).filter((name) => !isAllowed(approval.allowHeaders, name))
  if (byField.size < MAX_KNOWN && field.length <= MAX_LENGTH) byField.set(field, refused)
  return refused
}

/** Returns the names in `Access-Control-Request-Headers`, in lower case; of a long field only the first ones. */
export function requestedHeaderNames (field: string): string[] {
  const names = field.slice(0, MAX_LENGTH).toLowerCase().split(',', MAX_NAMES).map((name) => name.trim())
  // The last name can be cut.
  if (field.length > MAX_LENGTH) names.pop()
  return names.filter(isToken)
}

/** "*" does not cover Authorization: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name */
function isAllowed (allowed: string | undefined, name: string): boolean {
  if (allowed === undefined) return false
  const names = allowed.split(', ')
  return names.includes(name) || (names.includes('*') && name !== 'authorization')
}
