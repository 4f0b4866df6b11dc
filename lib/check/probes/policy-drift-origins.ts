import type { ServerResponse } from '../../../types/browser.ts'
import { accessForAnyOrigin, accessOf, accessPhrase, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { isRedirect } from '../browser-verdict.ts'
import { probe } from '../probe.ts'
import { reportAccess, type AccessCase } from '../report-access.ts'
import { getFromEach } from '../requests.ts'
import { edgeOrigins, sampleOrigins, sourceNames } from '../sample-origins.ts'
import type { CheckTarget } from '../target.ts'

type Id = 'policy-drift-origin-blocked' | 'policy-drift-origin-allowed' | 'policy-drift-credentials'

const source = 'https://fetch.spec.whatwg.org/#concept-cors-check'

/** Checks that the server allows the same origins as the policy. */
export const policyDriftOrigins = probe({
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
  skip: ({ plainPolicy }) => plainPolicy === undefined ? 'no policy is given' : null,
  plan: target => ({ origins: getFromEach([...target.untrusted, ...candidates(target)]) }),
  judge (target, { origins }, report) {
    const [one, other] = target.untrusted
    const known = accessForAnyOrigin(target, origins.get(one), origins.get(other))
    for (const origin of candidates(target)) {
      const response = origins.get(origin)
      if (response === undefined || isUndecided(target, origin, response)) continue
      for (const difference of differences(target, origin, response, known)) reportAccess(report, difference)
    }
  }
})

/** The two cases of an origin: the server gives more access than the policy, or less. */
function differences (target: CheckTarget, origin: string, response: ServerResponse, known: Access): ReadonlyArray<AccessCase<Id>> {
  const access = accessOf(origin, target, response)
  const wanted = wantedAccess(target, origin)
  if (isReportedElsewhere(target, origin, access, wanted, known)) return []
  const common = {
    subject: origin,
    message: `The policy lets a page from ${origin} read ${readable(wanted)}, but the server lets it read ${readable(access)}.`,
    expected: expectedLines(origin, wanted),
    responses: [response]
  }
  const more = wanted === NO_ACCESS
    ? { id: 'policy-drift-origin-allowed', severities: ['error', 'warning'] } as const
    : { id: 'policy-drift-credentials', severities: ['warning', 'warning'] } as const
  const less = access === NO_ACCESS
    ? { id: 'policy-drift-origin-blocked', severities: ['error', 'error'] } as const
    : { id: 'policy-drift-credentials', severities: ['warning', 'warning'] } as const
  return [{ ...common, ...more, access, limit: wanted }, { ...common, ...less, access: wanted, limit: access }]
}

/** Whether the response does not show what the policy for this URL is, or the policy does not show what the response should be. */
function isUndecided (target: CheckTarget, origin: string, response: ServerResponse): boolean {
  const { plainPolicy } = target
  // A source can have the origin.
  if (origin !== 'null' && sourceNames(plainPolicy).length > 0 && wantedAccess(target, origin) === NO_ACCESS) return true
  // The redirect target, and unknown URLs of a policy document, may have another policy.
  return isRedirect(response) || (plainPolicy === false && response.status === 404)
}

/** The origins to test: allowed ones first, then origins at the edge of the policy. */
function candidates ({ allowed, plainPolicy, synthetic, untrusted, elsewhere }: CheckTarget): readonly string[] {
  // If CORS should be off, no origin is allowed.
  if (plainPolicy === false) return [...new Set([...allowed, ...elsewhere, untrusted[0]])]
  return [...new Set([...allowed, ...sampleOrigins(plainPolicy, synthetic), ...edgeOrigins(plainPolicy, synthetic)])]
}

/** Whether the probe of allowed, untrusted or dangerous origins reports the difference. */
function isReportedElsewhere ({ allowed, credentials, plainPolicy }: CheckTarget, origin: string, access: Access, wanted: Access, known: Access): boolean {
  if (plainPolicy === false) return false
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
