import { getValue, valuesOf } from '../../browser/header-values.ts'
import { isCanonicalIPv4 } from '../../standard/origin.ts'
import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { parseStrictTransportSecurity } from '../strict-transport-security.ts'
import { probe, type Kind } from '../probe.ts'
import { isLocal } from '../baseline-requests.ts'
import { isRedirect } from '../browser-verdict.ts'

type Id = keyof typeof kinds

const HEADER = 'strict-transport-security'

/** Half a year, and what lists of browsers ask for. */
const ENOUGH = 15_768_000
const FOR_PRELOAD = 31_536_000

const HSTS = 'https://www.rfc-editor.org/rfc/rfc6797.html'

const ADVICE = `Answer every request over https with Strict-Transport-Security: max-age=${FOR_PRELOAD}; includeSubDomains, or with less where subdomains need http.`

const kinds = {
  'strict-transport-security-missing': {
    why: 'A user who types the name, or follows a link of http, is on plain http first, where whoever is on the way answers in the server\'s place.',
    recommendation: ADVICE,
    source: `${HSTS}#section-2.3.1`
  },
  'strict-transport-security-is-malformed': {
    why: 'Browsers ignore a value that they cannot parse, as if there were none.',
    recommendation: ADVICE,
    source: `${HSTS}#section-6.1`
  },
  'strict-transport-security-is-short': {
    why: 'Who does not come back within that time is unprotected when they do.',
    recommendation: ADVICE,
    source: `${HSTS}#section-6.1.1`
  },
  'preload-without-effect': {
    why: 'The list that browsers are shipped with takes hosts of a year and with includeSubDomains only.',
    recommendation: `Write max-age=${FOR_PRELOAD}; includeSubDomains; preload, or leave preload out.`,
    source: 'https://hstspreload.org/#submission-requirements'
  },
  'plain-http': {
    why: 'Whoever is on the way reads and changes what is sent, the headers of CORS as well.',
    recommendation: 'Serve it over https, and redirect http there.',
    source: 'https://www.w3.org/TR/secure-contexts/#threat-active'
  },
  'http-redirects-to-https': {
    why: 'Pages of https cannot ask http at all, and a preflight that is redirected fails.',
    recommendation: 'Have pages ask the https URL, and check that one.',
    source: 'https://www.w3.org/TR/mixed-content/#should-block-fetch'
  }
} satisfies Record<string, Kind>

/** Whether what is sent stays between the two. */
export const transport = probe<Id>({
  id: 'transport',
  title: 'the endpoint speaks https, and keeps browsers to it',
  area: 'security',
  kinds,
  plan: () => ({ plain: { method: 'GET', headers: [] } }),
  judge (target, seen, report) {
    // Nothing else is asked where this one is not answered.
    const answer = seen.answer('plain')!
    const { url: { protocol, hostname } } = target
    const tell = (id: Id, severity: 'warning' | 'info', message: string, expected: string): void => {
      const lines = [HEADER, 'location'].flatMap(name => valuesOf(answer.headers, name).map(value => `${name}: ${value}`))
      report(id, { severity, message, expected: [expected], seen: [`status ${answer.status}`, ...lines], shownBy: ['plain'] })
    }
    if (protocol === 'http:') {
      if (isRedirect(answer) && /^https:/i.test(getValue(answer.headers, 'location')!)) {
        tell('http-redirects-to-https', 'info', 'The URL is of http, and is redirected to https.', 'the https URL')
      } else if (!isLocal(target)) {
        tell('plain-http', isPrivateNetworkHost(hostname) ? 'info' : 'warning', 'The endpoint is served over plain http.', 'a redirect to https')
      }
      return
    }
    // Browsers heed the header for names alone: https://www.rfc-editor.org/rfc/rfc6797.html#section-8.1.1
    if (isCanonicalIPv4(hostname) || hostname.startsWith('[')) return
    const [value] = valuesOf(answer.headers, HEADER)
    const expected = `${HEADER}: max-age=${FOR_PRELOAD}; includeSubDomains`
    if (value === undefined) {
      tell('strict-transport-security-missing', isLocal(target) ? 'info' : 'warning', 'Nothing tells browsers to stay with https.', expected)
      return
    }
    const policy = parseStrictTransportSecurity(value)
    if (policy === undefined) {
      tell('strict-transport-security-is-malformed', 'warning', 'Strict-Transport-Security cannot be parsed, and is ignored.', expected)
    } else if (policy.maxAge < ENOUGH) {
      tell('strict-transport-security-is-short', 'warning', `Browsers stay with https for ${policy.maxAge} seconds, which is less than half a year.`, expected)
    } else if (policy.preload && (policy.maxAge < FOR_PRELOAD || !policy.includeSubDomains)) {
      tell('preload-without-effect', 'info', 'Strict-Transport-Security asks for what its other directives rule out: preload.', `${expected}; preload`)
    }
  }
})
