import { allowsOrigin } from '../../browser/said.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { accessOf, accessWords, accessForAnyOrigin, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { isBeside, bypassCandidates, nonCanonicalSpellings, siblingSubdomain, type OriginVariant } from '../origin-bypasses.ts'
import { probe } from '../probe.ts'
import { requestsFrom } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = 'origin-match-bypass' | 'any-port-allowed' | 'non-canonical-origin-allowed'

/** Whether the comparison of origins can be fooled. */
export const originConfusion = probe<Id>({
  id: 'origin-confusion',
  title: 'origins that look like allowed ones may not read the answer',
  area: 'access',
  kinds: {
    'origin-match-bypass': {
      why: 'The server compares a part of the origin, or by a pattern that means more than was meant. Whoever registers such a name, or holds one already, reads what was for the real one.',
      recommendation: 'Compare the origin as a whole and byte for byte. In a regular expression begin with ^, end with $, and write dots as \\.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'any-port-allowed': {
      why: 'Whatever else runs on that host, at any port, reads what the allowed pages may; development servers and consoles are among it.',
      recommendation: 'Compare the origin as a whole, with its port.',
      source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-tuple'
    },
    'non-canonical-origin-allowed': {
      why: 'Hardly any page has an origin in this spelling, so that little is gained; a comparison that takes it is a loose one, and a cache may keep the answer for the wrong key.',
      recommendation: 'Compare the origin as it is sent: lower case, without the default port, without a slash.',
      source: 'https://fetch.spec.whatwg.org/#origin-header'
    }
  },
  // Nothing looks like an origin that is let in where all are.
  skip: ({ written }) => written !== undefined && written !== false && written.origins === '*' ? 'the policy lets every origin in' : null,
  plan: target => requestsFrom([...target.untrusted, siblingSubdomain(target), ...[...bypassCandidates(target), ...nonCanonicalSpellings(target)].map(({ origin }) => origin)]),
  judge (target, seen, report) {
    const accessTo = (origin: string): Access => accessOf(origin, target, seen.answer(origin))
    const tell = (id: Id, severity: CorsSeverity, { origin }: OriginVariant, message: string): void => {
      report(id, { severity, subject: origin, message, expected: ['no access-control-allow-origin'], seen: corsLines(seen.answer(origin)!), shownBy: [origin] })
    }
    // Where anybody is let in, these are nothing of their own.
    const known = accessForAnyOrigin(target, seen)
    // Nor are they where every name beside the allowed one is let in: that is found by itself.
    const sibling = accessTo(siblingSubdomain(target))
    const told = new Set<string>()
    for (const disguise of bypassCandidates(target)) {
      const { origin, words, group, unless = group } = disguise
      const access = accessTo(origin)
      if (told.has(group) || told.has(unless) || access <= Math.max(known, wantedAccess(target, origin), isBeside(origin, target) ? sibling : NO_ACCESS)) continue
      told.add(group)
      const isPort = group === 'port'
      const severities = isPort ? ['warning', 'info'] as const : ['error', 'warning'] as const
      tell(isPort ? 'any-port-allowed' : 'origin-match-bypass', severities[access === WITH_CREDENTIALS ? 0 : 1], disguise,
        `A page of ${origin} may read the answer, ${accessWords(access)}: ${words}.`)
    }
    if (known !== NO_ACCESS) return
    for (const disguise of nonCanonicalSpellings(target)) {
      const { origin, words, group } = disguise
      const answer = seen.answer(origin)
      if (told.has(group) || answer === undefined || !allowsOrigin(answer.headers, origin) || wantedAccess(target, origin) !== NO_ACCESS) continue
      told.add(group)
      tell('non-canonical-origin-allowed', 'info', disguise, `The origin ${JSON.stringify(origin.slice(0, 80))} is let in: ${words}.`)
    }
  }
})
