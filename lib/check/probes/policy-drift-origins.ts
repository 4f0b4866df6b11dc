import { accessOf, accessPhrase, accessForAnyOrigin, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { probe } from '../probe.ts'
import { edgeOrigins, sampleOrigins } from '../sample-origins.ts'
import type { CheckTarget } from '../target.ts'
import { requestsFrom } from '../baseline-requests.ts'
import { corsLines, isRedirect } from '../browser-verdict.ts'

type Id = 'policy-drift-origin-blocked' | 'policy-drift-origin-allowed' | 'policy-drift-credentials'

const source = 'https://fetch.spec.whatwg.org/#concept-cors-check'

/** Checks that the server allows the same origins as the policy. */
export const policyDriftOrigins = probe<Id>({
  id: 'policy-drift-origins',
  title: 'the server allows the same origins as the policy',
  area: 'access',
  kinds: {
    'policy-drift-origin-blocked': {
      why: 'The policy allows these pages to read the response, but browsers block them.',
      recommendation: 'Configure the server by the policy, or remove the origin from the policy. Make sure that no proxy changes the response.',
      source
    },
    'policy-drift-origin-allowed': {
      why: 'Reviewers of the policy expect that these pages are blocked.',
      recommendation: 'Configure the server by the policy, or add the origin to the policy. Make sure that no proxy adds the headers.',
      source
    },
    'policy-drift-credentials': {
      why: 'With credentials, a page can read data of the user; without them, only public data. The policy and the server differ in this.',
      recommendation: 'Send Access-Control-Allow-Credentials: true only if the policy allows credentials.',
      source
    }
  },
  skip: ({ policySource }) => policySource === undefined ? 'no policy is given' : null,
  plan: target => requestsFrom([...target.untrusted, ...candidates(target)]),
  judge (target, responses, report) {
    const known = accessForAnyOrigin(target, responses)
    for (const origin of candidates(target)) {
      const response = responses.get(origin)
      // The redirect target may have another policy.
      if (response === undefined || isRedirect(response)) continue
      // A policy document may have another policy for unknown URLs.
      if (target.policySource === false && response.status === 404) continue
      const access = accessOf(origin, target, response)
      const wanted = wantedAccess(target, origin)
      if (access === wanted || isReportedElsewhere(target, origin, access, wanted, known)) continue
      report(wanted === NO_ACCESS ? 'policy-drift-origin-allowed' : access === NO_ACCESS ? 'policy-drift-origin-blocked' : 'policy-drift-credentials', {
        severity: access === NO_ACCESS || (wanted === NO_ACCESS && access === WITH_CREDENTIALS) ? 'error' : 'warning',
        subject: origin,
        message: `The policy lets a page from ${origin} read ${readable(wanted)}, but the server lets it read ${readable(access)}.`,
        expected: expectedLines(origin, wanted),
        actual: corsLines(response),
        evidence: [origin]
      })
    }
  }
})

/** The origins to test: allowed ones first, then origins at the edge of the policy. */
function candidates ({ allowed, policySource, synthetic, untrusted, elsewhere }: CheckTarget): readonly string[] {
  // If CORS should be off, no origin is allowed.
  if (policySource === false) return [...new Set([...allowed, ...elsewhere, untrusted[0]])]
  return [...new Set([...allowed, ...sampleOrigins(policySource, synthetic), ...edgeOrigins(policySource, synthetic)])]
}

/** Whether the probe of allowed, untrusted or dangerous origins reports the difference. */
function isReportedElsewhere ({ allowed, credentials, policySource }: CheckTarget, origin: string, access: Access, wanted: Access, known: Access): boolean {
  if (policySource === false) return false
  if (access > wanted) return access <= known || origin === 'null'
  return allowed.includes(origin) && (access === NO_ACCESS || credentials)
}

function readable (access: Access): string {
  return access === NO_ACCESS ? 'nothing' : `the response ${accessPhrase(access)}`
}

function expectedLines (origin: string, wanted: Access): readonly string[] {
  if (wanted === NO_ACCESS) return ['no access-control-allow-origin']
  return [`access-control-allow-origin: ${origin}`, wanted === WITH_CREDENTIALS ? 'access-control-allow-credentials: true' : 'no access-control-allow-credentials']
}
