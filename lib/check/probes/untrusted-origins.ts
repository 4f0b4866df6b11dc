import { accessOf, accessWords, accessForAnyOrigin, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { allowsOrigin } from '../../browser/said.ts'
import { probe } from '../probe.ts'
import { lostUrl, requestFrom } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

/** Whether anybody gets in. */
export const untrustedOrigins = probe({
  id: 'untrusted-origins',
  title: 'pages of origins that nobody has listed may not read the answer',
  area: 'access',
  kinds: {
    'origin-reflected': {
      why: 'The server repeats whatever origin asks. Any site that a user visits reads what the server answers that user, with the cookies where credentials are allowed: that is no same-origin policy at all.',
      recommendation: 'Compare Origin with a list, as a whole, and answer it only if it is there. Where everybody may read, answer "*", which goes without credentials.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials'
    },
    'unlisted-origin-allowed': {
      why: 'The server compares a part of the origin, or by a pattern that means more than was meant. Whoever registers a name that fits reads what was for the allowed ones.',
      recommendation: 'Compare the origin as a whole and byte for byte. In a regular expression begin with ^, end with $, and let nothing stand for names that you do not hold.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'wildcard-origin': {
      why: 'Every site may read the answers that come without credentials. That is right for what is public, and wrong for what only a network or an address protects.',
      recommendation: 'Leave it so for public data. List the origins otherwise.',
      source: 'https://fetch.spec.whatwg.org/#basic-safe-cors-protocol-setup'
    }
  },
  plan: target => Object.fromEntries(target.untrusted.flatMap(origin => [
    [origin, requestFrom(origin)],
    [`${origin} lost`, { method: 'GET', url: lostUrl(target), headers: [['Origin', origin]] }]
  ])),
  judge (target, seen, report) {
    const [one, other] = target.untrusted
    const [wanted, access] = [wantedAccess(target, one), accessForAnyOrigin(target, seen)]
    if (access > wanted) {
      const answer = seen.answer(one)!
      const isStar = allowsOrigin(answer.headers, '*')
      report(isStar ? 'wildcard-origin' : 'origin-reflected', {
        severity: access === WITH_CREDENTIALS ? 'error' : isStar ? 'info' : 'warning',
        message: `Pages of any origin may read the answer, ${accessWords(access)}${isStar ? '' : ': the server repeats whatever origin asks'}.`,
        expected: ['no access-control-allow-origin'],
        seen: corsLines(answer),
        shownBy: [other, one]
      })
      return
    }
    for (const origin of target.untrusted) {
      const access = accessOf(origin, target, seen.answer(origin))
      if (access <= wanted) continue
      report('unlisted-origin-allowed', {
        severity: access === WITH_CREDENTIALS ? 'error' : 'warning',
        subject: origin,
        message: `A page of ${origin} may read the answer, ${accessWords(access)}: nobody has listed it, and it is not that every origin is let in.`,
        expected: ['no access-control-allow-origin'],
        seen: corsLines(seen.answer(origin)!),
        shownBy: [origin]
      })
    }
    // A document may have another policy where nothing is found.
    const lost = Math.min(...target.untrusted.map(origin => accessOf(origin, target, seen.answer(`${origin} lost`)))) as Access
    if (lost !== WITH_CREDENTIALS || target.written !== undefined) return
    report('origin-reflected', {
      severity: 'warning',
      subject: 'not found',
      message: `Pages of any origin may read the ${seen.answer(`${one} lost`)!.status} where nothing is found, ${accessWords(lost)}: other paths may be as open.`,
      expected: ['no access-control-allow-origin'],
      seen: corsLines(seen.answer(`${one} lost`)!),
      shownBy: [`${other} lost`, `${one} lost`]
    })
  }
})
