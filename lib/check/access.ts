/** How far origins get, and how far they should. */
import type { ServerResponse } from '../../types/browser.ts'
import { decide } from '../decide.ts'
import type { Seen } from './probe.ts'
import type { Target } from './target.ts'
import { mayRead } from './browser-verdict.ts'

/** A page may read nothing; what comes without credentials; what comes with them. They are ordered. */
export const NO_ACCESS = 0
export const ANONYMOUS = 1
export const WITH_CREDENTIALS = 2

export type Access = typeof NO_ACCESS | typeof ANONYMOUS | typeof WITH_CREDENTIALS

/** How far a page gets with an answer to a simple GET. */
export function accessOf (origin: string, { url: { href } }: Target, answer: ServerResponse | undefined): Access {
  // Whoever may read it with credentials may read it without.
  if (!mayRead(origin, href, false, answer)) return NO_ACCESS
  return mayRead(origin, href, true, answer) ? WITH_CREDENTIALS : ANONYMOUS
}

/** How far a page of any origin gets: as far as each of two that nobody has. They must have been asked for under their own names. */
export function accessForAnyOrigin (target: Target, seen: Seen): Access {
  return Math.min(...target.untrusted.map(origin => accessOf(origin, target, seen.answer(origin)))) as Access
}

/** How far a page should get: what the policy says, where one is known; listed origins may do all. */
export function wantedAccess ({ policy, allowed }: Target, origin: string): Access {
  if (policy === undefined) return allowed.includes(origin) ? WITH_CREDENTIALS : NO_ACCESS
  if (policy === false) return NO_ACCESS
  const { allowOrigin, allowCredentials } = decide(policy, { method: 'GET', origin })
  return allowOrigin === undefined ? NO_ACCESS : allowCredentials === undefined ? ANONYMOUS : WITH_CREDENTIALS
}

/** In words, to end a sentence with. */
export function accessWords (access: Access): string {
  return access === WITH_CREDENTIALS ? 'with the user\'s credentials' : 'without credentials'
}
