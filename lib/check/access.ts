/** What pages from an origin can read, and what they should be able to read. */
import type { ServerResponse } from '../../types/browser.ts'
import { decide } from '../decide.ts'
import type { CheckTarget } from './target.ts'
import { canRead } from './browser-verdict.ts'

/** A page cannot read the response; can read it without credentials; can read it with credentials. The order matters. */
export const NO_ACCESS = 0
export const ANONYMOUS = 1
export const WITH_CREDENTIALS = 2

export type Access = typeof NO_ACCESS | typeof ANONYMOUS | typeof WITH_CREDENTIALS

/** The access that the response to a simple GET gives to a page. */
export function accessOf (origin: string, { url: { href } }: CheckTarget, response: ServerResponse | undefined): Access {
  // A page that can read the response with credentials can also read it without.
  if (!canRead(origin, href, false, response)) return NO_ACCESS
  return canRead(origin, href, true, response) ? WITH_CREDENTIALS : ANONYMOUS
}

/** The access of pages from any origin: what both untrusted origins have, by the responses to them. */
export function accessForAnyOrigin (target: CheckTarget, one: ServerResponse | undefined, other: ServerResponse | undefined): Access {
  return lower(accessOf(target.untrusted[0], target, one), accessOf(target.untrusted[1], target, other))
}

/** The access that both have. */
export function lower (one: Access, other: Access): Access {
  return one < other ? one : other
}

export function higher (one: Access, other: Access): Access {
  return one < other ? other : one
}

/**
 * The access that a page should have: by the policy, if there is one. Otherwise listed origins have access with credentials. If the policy
 * has sources, which are not read here, they have the listed origins.
 */
export function wantedAccess ({ policy, allowed }: CheckTarget, origin: string): Access {
  if (policy === undefined) return allowed.includes(origin) ? WITH_CREDENTIALS : NO_ACCESS
  if (policy === false) return NO_ACCESS
  const { allowOrigin, allowCredentials } = decide(policy, { method: 'GET', origin, sourceResult: allowed.includes(origin) ? 'listed' : 'not-listed' })
  return allowOrigin === undefined ? NO_ACCESS : allowCredentials === undefined ? ANONYMOUS : WITH_CREDENTIALS
}

/** Returns a phrase for the end of a sentence. */
export function accessPhrase (access: Access): string {
  return access === WITH_CREDENTIALS ? 'with the user\'s credentials' : 'without credentials'
}
