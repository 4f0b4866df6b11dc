import { probe } from '../probe.ts'
import { isWanted } from '../target.ts'
import { corsLines, mayRead } from '../verdict.ts'

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
    const { url: { href }, strangers: [one, other] } = target
    const answers = [seen.answer('one'), seen.answer('other')]
    const [answer] = answers
    const isOpen = (credentials: boolean): boolean => mayRead(one, href, credentials, answers[0]) && mayRead(other, href, credentials, answers[1])
    if (answer === undefined || !isOpen(false) || isWanted(target, one)) return
    const withCredentials = isOpen(true)
    const star = answer.headers.some(([name, value]) => name.toLowerCase() === 'access-control-allow-origin' && value === '*')
    report(star ? 'every-origin-is-allowed' : 'any-origin-is-let-in', {
      severity: withCredentials ? 'error' : star ? 'info' : 'warning',
      message: withCredentials
        ? 'Pages of any origin may read the answer, with the user\'s credentials.'
        : `Pages of any origin may read the answer, without credentials${star ? '' : ': the server repeats whatever origin asks'}.`,
      expected: ['no access-control-allow-origin'],
      seen: corsLines(answer),
      shownBy: ['other', 'one']
    })
  }
})
