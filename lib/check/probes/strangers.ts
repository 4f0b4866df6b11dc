import { accessOf, accessWords, wantedAccess, WITH_CREDENTIALS } from '../access.ts'
import { saysOrigin } from '../../browser/said.ts'
import { probe } from '../probe.ts'
import { corsLines } from '../verdict.ts'

/** Whether anybody gets in. */
export const strangers = probe({
  id: 'strangers',
  title: 'pages of origins that nobody has listed may not read the answer',
  area: 'access',
  kinds: {
    'any-origin-is-let-in': {
      why: 'The server repeats whatever origin asks. Any site that a user visits reads what the server answers that user, with the cookies where credentials are allowed: that is no same-origin policy at all.',
      remedy: 'Compare Origin with a list, as a whole, and answer it only if it is there. Where everybody may read, answer "*", which goes without credentials.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials'
    },
    'every-origin-is-allowed': {
      why: 'Every site may read the answers that come without credentials. That is right for what is public, and wrong for what only a network or an address protects.',
      remedy: 'Leave it so for public data. List the origins otherwise.',
      source: 'https://fetch.spec.whatwg.org/#basic-safe-cors-protocol-setup'
    }
  },
  plan: ({ strangers: [one, other] }) => ({
    one: { method: 'GET', headers: [['Origin', one]] },
    other: { method: 'GET', headers: [['Origin', other]] }
  }),
  judge (target, seen, report) {
    const [one, other] = target.strangers
    const answer = seen.answer('one')
    // One that gets in alone is listed, or luck.
    const access = Math.min(accessOf(one, target, answer), accessOf(other, target, seen.answer('other'))) as 0 | 1 | 2
    if (answer === undefined || access <= wantedAccess(target, one)) return
    const isStar = saysOrigin(answer.headers, '*')
    report(isStar ? 'every-origin-is-allowed' : 'any-origin-is-let-in', {
      severity: access === WITH_CREDENTIALS ? 'error' : isStar ? 'info' : 'warning',
      message: `Pages of any origin may read the answer, ${accessWords(access)}${isStar ? '' : ': the server repeats whatever origin asks'}.`,
      expected: ['no access-control-allow-origin'],
      seen: corsLines(answer),
      shownBy: ['other', 'one']
    })
  }
})
