import { responseAllowsOrigin } from '../../browser/header-values.ts'
import { accessForAnyOrigin, accessOf, NO_ACCESS, wantedAccess } from '../access.ts'
import { bypassCandidates, isSibling, malformedVariants, siblingSubdomain } from '../origin-bypasses.ts'
import { probe } from '../probe.ts'
import { reportCandidates } from '../report-access.ts'
import { getFromEach } from '../requests.ts'

/** Checks that origins similar to an allowed one are not allowed. */
export const originConfusion = probe({
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
  skip: ({ plainPolicy }) => plainPolicy !== undefined && plainPolicy !== false && plainPolicy.origins === '*' ? 'the policy allows every origin' : null,
  plan: target => {
    const variants = [...bypassCandidates(target), ...malformedVariants(target)].map(({ origin }) => origin)
    return { origins: getFromEach([...target.untrusted, siblingSubdomain(target), ...variants]) }
  },
  judge (target, { origins }, report) {
    const sibling = siblingSubdomain(target)
    // If every sibling of the allowed name is allowed, the probe of dangerous origins reports it.
    const siblingAccess = accessOf(sibling, target, origins.get(sibling))
    const bypasses = bypassCandidates(target).map(variant => ({
      ...variant,
      ...variant.group === 'port' ? ANY_PORT : BYPASS,
      known: isSibling(variant.origin, target) ? siblingAccess : NO_ACCESS
    }))
    reportCandidates(report, bypasses, target, origins)
    const [one, other] = target.untrusted
    if (accessForAnyOrigin(target, origins.get(one), origins.get(other)) !== NO_ACCESS) return
    for (const { origin, cause, group } of malformedVariants(target)) {
      const response = origins.get(origin)
      if (response === undefined || !responseAllowsOrigin(response.headers, origin) || wantedAccess(target, origin) !== NO_ACCESS) continue
      report('non-canonical-origin-allowed', {
        severity: 'info',
        subject: origin,
        message: `The origin ${JSON.stringify(origin.slice(0, 80))} is allowed: ${cause}.`,
        expected: ['no access-control-allow-origin'],
        evidence: [response],
        once: group
      })
    }
  }
})

const ANY_PORT = { id: 'any-port-allowed', severities: ['warning', 'info'] } as const
const BYPASS = { id: 'origin-match-bypass', severities: ['error', 'warning'] } as const
