import { accessOf, accessPhrase, accessForAnyOrigin, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { responseAllowsOrigin } from '../../browser/said.ts'
import { probe } from '../probe.ts'
import { unknownUrl, requestFrom } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

/** Checks that pages from untrusted origins cannot read the response. */
export const untrustedOrigins = probe({
  id: 'untrusted-origins',
  title: 'pages from untrusted origins cannot read the response',
  area: 'access',
  kinds: {
    'origin-reflected': {
      why: 'The server reflects the Origin header, so any site that a user visits can read the response. If credentials are allowed, it can read the data of the user.',
      recommendation: 'Compare the whole Origin with a list, and send it only if it is in the list. If any site may read the response, send "*", which does not allow credentials.',
      source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials'
    },
    'unlisted-origin-allowed': {
      why: 'The server compares a part of the origin, or its pattern matches too much. An attacker who registers a matching name can read the response.',
      recommendation: 'Compare the whole origin byte by byte. Begin a regular expression with ^, end it with $, and make sure that it matches only names that you own.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'wildcard-origin': {
      why: 'Any site can read responses to requests without credentials. That is correct for public data, but not for data that only a network or an IP address protects.',
      recommendation: 'Keep "*" for public data. Otherwise list the allowed origins.',
      source: 'https://fetch.spec.whatwg.org/#basic-safe-cors-protocol-setup'
    }
  },
  plan: target => Object.fromEntries(target.untrusted.flatMap(origin => [
    [origin, requestFrom(origin)],
    [`${origin} unknown URL`, { method: 'GET', url: unknownUrl(target), headers: [['Origin', origin]] }]
  ])),
  judge (target, responses, report) {
    const [one, other] = target.untrusted
    const [wanted, access] = [wantedAccess(target, one), accessForAnyOrigin(target, responses)]
    if (access > wanted) {
      const response = responses.get(one)!
      const isStar = responseAllowsOrigin(response.headers, '*')
      report(isStar ? 'wildcard-origin' : 'origin-reflected', {
        severity: access === WITH_CREDENTIALS ? 'error' : isStar ? 'info' : 'warning',
        message: `Pages from any origin can read the response ${accessPhrase(access)}${isStar ? '' : ': the server reflects the Origin header'}.`,
        expected: ['no access-control-allow-origin'],
        actual: corsLines(response),
        evidence: [other, one]
      })
      return
    }
    for (const origin of target.untrusted) {
      const access = accessOf(origin, target, responses.get(origin))
      if (access <= wanted) continue
      report('unlisted-origin-allowed', {
        severity: access === WITH_CREDENTIALS ? 'error' : 'warning',
        subject: origin,
        message: `A page from the random origin ${origin} can read the response ${accessPhrase(access)}, although not every origin is allowed.`,
        expected: ['no access-control-allow-origin'],
        actual: corsLines(responses.get(origin)!),
        evidence: [origin]
      })
    }
    // A policy document may have another policy for unknown URLs.
    const unknownUrlAccess = Math.min(...target.untrusted.map(origin => accessOf(origin, target, responses.get(`${origin} unknown URL`)))) as Access
    if (unknownUrlAccess !== WITH_CREDENTIALS || target.policySource !== undefined) return
    report('origin-reflected', {
      severity: 'warning',
      subject: 'not found',
      message: `Pages from any origin can read the ${responses.get(`${one} unknown URL`)!.status} response for a URL that does not exist, ${accessPhrase(unknownUrlAccess)}. Other paths may allow any origin too.`,
      expected: ['no access-control-allow-origin'],
      actual: corsLines(responses.get(`${one} unknown URL`)!),
      evidence: [`${other} unknown URL`, `${one} unknown URL`]
    })
  }
})
