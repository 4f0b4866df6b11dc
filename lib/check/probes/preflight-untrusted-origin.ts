import { accessOf, accessWords, ANONYMOUS, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { probe, type ProbeRequests, type Seen } from '../probe.ts'
import type { Target } from '../target.ts'
import { requestFrom } from '../baseline-requests.ts'
import { corsLines, isApproved, preflightLines } from '../browser-verdict.ts'

/** A request that needs a preflight. */
interface Deed {
  readonly method: string
  readonly requestHeaders: readonly string[]
  readonly words: string
}

/** Checks that preflights from untrusted origins are not allowed. */
export const preflightUntrustedOrigin = probe({
  id: 'preflight-untrusted-origin',
  title: 'preflights from untrusted origins are not allowed',
  area: 'preflight',
  kinds: {
    'preflight-allows-any-origin': {
      why: 'The page cannot read the response, but the browser sends the request. Any site can send PUT and DELETE requests, including the cookies of the user if credentials are allowed.',
      recommendation: 'Use the same list of origins for preflights and for actual requests.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  plan: target => requests(target),
  judge (target, seen, report) {
    const [one, other] = target.untrusted
    // Access that any origin has is reported by the probe of untrusted origins.
    const known = Math.max(wantedAccess(target, one), Math.min(accessOf(one, target, seen.answer('read one')), accessOf(other, target, seen.answer('read other'))))
    for (const [i, deed] of deeds(target).entries()) {
      const access = approvalOf(target, seen, deed, i)
      if (access <= known) continue
      report('preflight-allows-any-origin', {
        severity: access === WITH_CREDENTIALS ? 'error' : 'warning',
        subject: deed.method,
        message: `A page from any origin can send ${deed.words} ${accessWords(access)}, although it ${known === NO_ACCESS ? 'cannot read the response' : 'can read only responses without credentials'}.`,
        expected: ['no access-control-allow-origin'],
        seen: corsLines(seen.answer(`${i} of one`)!),
        shownBy: [`${i} of other`, `${i} of one`]
      })
      return
    }
  }
})

function deeds ({ methods }: Target): readonly Deed[] {
  const own = methods.filter(method => !isSafelistedMethod(method) && !isForbiddenMethod(method)).slice(0, 2)
  return [
    ...[...new Set(['PUT', ...own])].map(method => ({ method, requestHeaders: [], words: `${method} requests` })),
    { method: 'POST', requestHeaders: ['content-type'], words: 'JSON POST requests' }
  ]
}

function requests (target: Target): ProbeRequests {
  const { untrusted: [one, other] } = target
  const asked = deeds(target).flatMap(({ method, requestHeaders }, i) => [[`${i} of one`, one] as const, [`${i} of other`, other] as const].map(([name, origin]) =>
    [name, { method: 'OPTIONS' as const, headers: preflightLines(origin, method, requestHeaders) }] as const))
  return {
    ...Object.fromEntries(asked),
    'read one': requestFrom(one),
    'read other': requestFrom(other)
  }
}

function approvalOf ({ untrusted: [one, other], url: { href } }: Target, seen: Seen, deed: Deed, i: number): Access {
  const isFor = (credentials: boolean): boolean =>
    isApproved({ ...deed, origin: one, url: href, credentials }, seen.answer(`${i} of one`)) &&
    isApproved({ ...deed, origin: other, url: href, credentials }, seen.answer(`${i} of other`))
  if (!isFor(false)) return NO_ACCESS
  return isFor(true) ? WITH_CREDENTIALS : ANONYMOUS
}
