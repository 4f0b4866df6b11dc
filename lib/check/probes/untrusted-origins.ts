import { responseAllowsOrigin } from '../../browser/header-values.ts'
import { accessForAnyOrigin, accessOf, accessPhrase, ANONYMOUS, wantedAccess } from '../access.ts'
import { probe } from '../probe.ts'
import { reportAccess } from '../report-access.ts'
import { get } from '../requests.ts'

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
  plan: target => ({
    one: get(target.untrusted[0]),
    oneAtUnknownUrl: get(target.untrusted[0], { url: target.unknownUrl }),
    other: get(target.untrusted[1]),
    otherAtUnknownUrl: get(target.untrusted[1], { url: target.unknownUrl })
  }),
  judge (target, { one, oneAtUnknownUrl, other, otherAtUnknownUrl }, report) {
    const limit = wantedAccess(target, target.untrusted[0])
    const access = accessForAnyOrigin(target, one, other)
    const isStar = one !== undefined && responseAllowsOrigin(one.headers, '*')
    reportAccess(report, {
      id: isStar ? 'wildcard-origin' : 'origin-reflected',
      message: `Pages from any origin can read the response ${accessPhrase(access)}${isStar ? '' : ': the server reflects the Origin header'}.`,
      severities: ['error', isStar ? 'info' : 'warning'],
      access,
      limit,
      responses: [other, one],
      once: ANY_ORIGIN
    })
    for (const [origin, response] of [[target.untrusted[0], one], [target.untrusted[1], other]] as const) {
      const access = accessOf(origin, target, response)
      reportAccess(report, {
        id: 'unlisted-origin-allowed',
        subject: origin,
        message: `A page from the random origin ${origin} can read the response ${accessPhrase(access)}, although not every origin is allowed.`,
        severities: ['error', 'warning'],
        access,
        limit,
        responses: [response],
        unless: ANY_ORIGIN
      })
    }
    // A policy document may have another policy for unknown URLs.
    if (target.plainPolicy !== undefined) return
    const accessAtUnknownUrl = accessForAnyOrigin(target, oneAtUnknownUrl, otherAtUnknownUrl)
    reportAccess(report, {
      id: 'origin-reflected',
      subject: 'not found',
      message: `Pages from any origin can read the ${oneAtUnknownUrl?.status} response for a URL that does not exist, ` +
        `${accessPhrase(accessAtUnknownUrl)}. Other paths may allow any origin too.`,
      severities: ['warning', 'warning'],
      access: accessAtUnknownUrl,
      limit: ANONYMOUS,
      responses: [otherAtUnknownUrl, oneAtUnknownUrl],
      unless: ANY_ORIGIN
    })
  }
})

/** The key of the finding that covers the other ones. */
const ANY_ORIGIN = 'any origin'
