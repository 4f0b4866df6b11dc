import { probe } from '../probe.ts'
import { isWanted, type Target } from '../target.ts'
import { converse, corsLines, preflightLines } from '../verdict.ts'

/** Whether preflights are decided as requests are. */
export const preflightStrangers = probe({
  id: 'preflight-strangers',
  title: 'preflights of origins that nobody has listed approve nothing',
  area: 'preflight',
  kinds: {
    'preflight-approves-any-origin': {
      why: 'The answer to the request is kept from the page, but the request is sent: with this approval any site can have PUT and DELETE requests made, with the user\'s cookies where credentials are allowed.',
      remedy: 'Decide preflights by the same list of origins as requests.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch'
    }
  },
  plan: target => ({ one: request(target, 0), other: request(target, 1), read: { method: 'GET', headers: [['Origin', target.strangers[0]]] } }),
  judge (target, seen, report) {
    // Where everybody may read it, this is the same once more.
    if (seen.has('any-origin-is-let-in') || seen.has('every-origin-is-allowed') || isWanted(target, target.strangers[0])) return
    const isApproved = (credentials: boolean): boolean => target.strangers.every((origin, i) => {
      const preflight = seen.answer(i === 0 ? 'one' : 'other')
      return preflight !== undefined && converse({ origin, url: target.url.href, credentials, method: 'PUT' }, { preflight }).failure?.code === 'no-answer'
    })
    if (!isApproved(false)) return
    const withCredentials = isApproved(true)
    report('preflight-approves-any-origin', {
      severity: withCredentials ? 'error' : 'warning',
      subject: 'PUT',
      message: `A page of any origin may have PUT requests sent${withCredentials ? ' with the user\'s credentials' : ''}, though it may not read the answer.`,
      expected: ['no access-control-allow-origin'],
      seen: corsLines(seen.answer('one')!),
      shownBy: ['other', 'one']
    })
  }
})

function request ({ strangers }: Target, i: 0 | 1) {
  return { method: 'OPTIONS', headers: preflightLines(strangers[i], 'PUT') } as const
}
