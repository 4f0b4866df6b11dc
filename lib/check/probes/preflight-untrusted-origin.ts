import { accessOf, accessWords, ANONYMOUS, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { isForbiddenMethod, isSafelistedMethod } from '../../standard/methods.ts'
import { probe, type ProbeRequests, type Seen } from '../probe.ts'
import type { Target } from '../target.ts'
import { requestFrom } from '../baseline-requests.ts'
import { corsLines, isApproved, preflightLines } from '../browser-verdict.ts'

/** What a page would send that needs a preflight. */
interface Deed {
  readonly method: string
  readonly requestHeaders: readonly string[]
  readonly words: string
}

/** Whether preflights are decided as requests are. */
export const preflightUntrustedOrigin = probe({
  id: 'preflight-untrusted-origin',
  title: 'preflights of origins that nobody has listed approve nothing',
  area: 'preflight',
  kinds: {
    'preflight-allows-any-origin': {
      why: 'The answer to the request is kept from the page, but the request is sent: with this approval any site can have PUT and DELETE requests made, with the user\'s cookies where credentials are allowed.',
      recommendation: 'Decide preflights by the same list of origins as requests.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  plan: target => requests(target),
  judge (target, seen, report) {
    const [one, other] = target.untrusted
    // Where everybody may read it too, this is the same once more.
    const known = Math.max(wantedAccess(target, one), Math.min(accessOf(one, target, seen.answer('read one')), accessOf(other, target, seen.answer('read other'))))
    for (const [i, deed] of deeds(target).entries()) {
      const access = approvalOf(target, seen, deed, i)
      if (access <= known) continue
      report('preflight-allows-any-origin', {
        severity: access === WITH_CREDENTIALS ? 'error' : 'warning',
        subject: deed.method,
        message: `A page of any origin may have ${deed.words} sent ${accessWords(access)}, though it may ${known === NO_ACCESS ? 'not read the answer' : 'read only what comes without them'}.`,
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
    { method: 'POST', requestHeaders: ['content-type'], words: 'POST requests with JSON' }
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
