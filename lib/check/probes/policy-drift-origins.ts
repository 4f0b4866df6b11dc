import { accessOf, accessWords, accessForAnyOrigin, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { probe } from '../probe.ts'
import { borderOrigins, sampleOrigins } from '../sample-origins.ts'
import type { Target } from '../target.ts'
import { requestsFrom } from '../baseline-requests.ts'
import { corsLines, isRedirect } from '../browser-verdict.ts'

type Id = 'policy-drift-origin-blocked' | 'policy-drift-origin-allowed' | 'policy-drift-credentials'

const source = 'https://fetch.spec.whatwg.org/#concept-cors-check'

/** Whether the server lets in whom the policy admits, and nobody else. */
export const policyDriftOrigins = probe<Id>({
  id: 'policy-drift-origins',
  title: 'the origins that the policy admits may read the answer, and no others',
  area: 'access',
  kinds: {
    'policy-drift-origin-blocked': {
      why: 'The policy says that such pages may read the answer, and their browsers keep it from them.',
      recommendation: 'Have the server answer from the policy, or take the origin out of it; see that no proxy changes the answer.',
      source
    },
    'policy-drift-origin-allowed': {
      why: 'Whoever reviews the policy believes that such pages are kept out.',
      recommendation: 'Have the server answer from the policy, or write the origin into it; see that no proxy adds the headers.',
      source
    },
    'policy-drift-credentials': {
      why: 'With credentials a page reads what the server answers the user; without, what it answers anybody. The policy and the server do not mean the same.',
      recommendation: 'Send Access-Control-Allow-Credentials: true where the policy says so, and not otherwise.',
      source
    }
  },
  skip: ({ written }) => written === undefined ? 'no policy is given' : null,
  plan: target => requestsFrom([...target.untrusted, ...candidates(target)]),
  judge (target, seen, report) {
    const known = accessForAnyOrigin(target, seen)
    for (const origin of candidates(target)) {
      const answer = seen.answer(origin)
      // Where a redirect leads is not what the policy is about.
      if (answer === undefined || isRedirect(answer)) continue
      // Where nothing is found a document may have another policy.
      if (target.written === false && answer.status === 404) continue
      const access = accessOf(origin, target, answer)
      const wanted = wantedAccess(target, origin)
      if (access === wanted || isToldElsewhere(target, origin, access, wanted, known)) continue
      report(wanted === NO_ACCESS ? 'policy-drift-origin-allowed' : access === NO_ACCESS ? 'policy-drift-origin-blocked' : 'policy-drift-credentials', {
        severity: access === NO_ACCESS || (wanted === NO_ACCESS && access === WITH_CREDENTIALS) ? 'error' : 'warning',
        subject: origin,
        message: `By the policy a page of ${origin} may read ${readable(wanted)}, and by the server ${readable(access)}.`,
        expected: expectedLines(origin, wanted),
        seen: corsLines(answer),
        shownBy: [origin]
      })
    }
  }
})

/** Those that pages have come first. */
function candidates ({ allowed, written, madeUp, untrusted, elsewhere }: Target): readonly string[] {
  // Where CORS is off everybody is a stranger.
  if (written === false) return [...new Set([...allowed, ...elsewhere, untrusted[0]])]
  return [...new Set([...allowed, ...sampleOrigins(written, madeUp), ...borderOrigins(written, madeUp)])]
}

/** By the probes of allowed origins, of untrusted and of `null`. */
function isToldElsewhere ({ allowed, credentials, written }: Target, origin: string, access: Access, wanted: Access, known: Access): boolean {
  if (written === false) return false
  if (access > wanted) return access <= known || origin === 'null'
  return allowed.includes(origin) && (access === NO_ACCESS || credentials)
}

function readable (access: Access): string {
  return access === NO_ACCESS ? 'nothing' : `what comes ${accessWords(access)}`
}

function expectedLines (origin: string, wanted: Access): readonly string[] {
  if (wanted === NO_ACCESS) return ['no access-control-allow-origin']
  return [`access-control-allow-origin: ${origin}`, wanted === WITH_CREDENTIALS ? 'access-control-allow-credentials: true' : 'no access-control-allow-credentials']
}
