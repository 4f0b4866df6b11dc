import { responseAllowsOrigin } from '../../browser/said.ts'
import type { CorsSeverity } from '../../../types/report.ts'
import { accessOf, accessPhrase, accessForAnyOrigin, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { isSibling, bypassCandidates, malformedVariants, siblingSubdomain, type OriginVariant } from '../origin-bypasses.ts'
import { probe } from '../probe.ts'
import { requestsFrom } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = 'origin-match-bypass' | 'any-port-allowed' | 'non-canonical-origin-allowed'

/** Checks that origins similar to an allowed one are not allowed. */
export const originConfusion = probe<Id>({
  id: 'origin-confusion',
  title: 'pages from origins that resemble an allowed one cannot read the response',
  area: 'access',
  kinds: {
    'origin-match-bypass': {
      why: 'The server compares a part of the origin, or its pattern matches too much. An attacker who registers or owns a matching name can read the response.',
      recommendation: 'Compare the whole origin byte by byte. Begin a regular expression with ^, end it with $, and escape dots as \\.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'any-port-allowed': {
      why: 'Pages of any service on the host can read the response, including development servers and admin consoles on other ports.',
      recommendation: 'Compare the whole origin, including the port.',
      source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-tuple'
    },
    'non-canonical-origin-allowed': {
      why: 'Hardly any page has an origin in this form, so the risk is low. But the comparison is too loose, and a cache may store the response under the wrong key.',
      recommendation: 'Compare the origin exactly as browsers send it: in lower case, without the default port, and without a trailing slash.',
      source: 'https://fetch.spec.whatwg.org/#origin-header'
    }
  },
  // If every origin is allowed, no origin can imitate an allowed one.
  skip: ({ policySource }) => policySource !== undefined && policySource !== false && policySource.origins === '*' ? 'the policy allows every origin' : null,
  plan: target => requestsFrom([...target.untrusted, siblingSubdomain(target), ...[...bypassCandidates(target), ...malformedVariants(target)].map(({ origin }) => origin)]),
  judge (target, responses, report) {
    const accessTo = (origin: string): Access => accessOf(origin, target, responses.get(origin))
    const add = (id: Id, severity: CorsSeverity, { origin }: OriginVariant, message: string): void => {
      report(id, { severity, subject: origin, message, expected: ['no access-control-allow-origin'], actual: corsLines(responses.get(origin)!), evidence: [origin] })
    }
    // Access that any origin has is reported by the probe of untrusted origins.
    const known = accessForAnyOrigin(target, responses)
    // If every sibling of the allowed name is allowed, the probe of dangerous origins reports it.
    const sibling = accessTo(siblingSubdomain(target))
    const reported = new Set<string>()
    for (const variant of bypassCandidates(target)) {
      const { origin, cause, group, unless = group } = variant
      const access = accessTo(origin)
      if (reported.has(group) || reported.has(unless) || access <= Math.max(known, wantedAccess(target, origin), isSibling(origin, target) ? sibling : NO_ACCESS)) continue
      reported.add(group)
      const isPort = group === 'port'
      const severities = isPort ? ['warning', 'info'] as const : ['error', 'warning'] as const
      add(isPort ? 'any-port-allowed' : 'origin-match-bypass', severities[access === WITH_CREDENTIALS ? 0 : 1], variant,
        `A page from ${origin} can read the response ${accessPhrase(access)}: ${cause}.`)
    }
    if (known !== NO_ACCESS) return
    for (const variant of malformedVariants(target)) {
      const { origin, cause, group } = variant
      const response = responses.get(origin)
      if (reported.has(group) || response === undefined || !responseAllowsOrigin(response.headers, origin) || wantedAccess(target, origin) !== NO_ACCESS) continue
      reported.add(group)
      add('non-canonical-origin-allowed', 'info', variant, `The origin ${JSON.stringify(origin.slice(0, 80))} is allowed: ${cause}.`)
    }
  }
})
