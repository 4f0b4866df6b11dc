import { getValue, valuesOf } from '../../browser/header-values.ts'
import { isCanonicalIPv4 } from '../../standard/origin.ts'
import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { isRedirect } from '../browser-verdict.ts'
import { parseStrictTransportSecurity } from '../strict-transport-security.ts'
import { probe, type Kind } from '../probe.ts'
import { get } from '../requests.ts'
import { isLocalhost } from '../target.ts'

type Id = keyof typeof kinds

const HEADER = 'strict-transport-security'

/** Seconds: half a year, and the minimum for the preload lists of browsers. */
const HALF_A_YEAR = 15_768_000
const FOR_PRELOAD = 31_536_000

const HSTS = 'https://www.rfc-editor.org/rfc/rfc6797.html'

const ADVICE = `Send Strict-Transport-Security: max-age=${FOR_PRELOAD}; includeSubDomains in every HTTPS response. Remove includeSubDomains if subdomains need HTTP.`

const kinds = {
  'strict-transport-security-missing': {
    why: 'A user who enters the host name or follows an http link connects over plain HTTP first, where an attacker on the network can replace the response.',
    recommendation: ADVICE,
    source: `${HSTS}#section-2.3.1`
  },
  'strict-transport-security-is-malformed': {
    why: 'Browsers ignore a value that they cannot parse.',
    recommendation: ADVICE,
    source: `${HSTS}#section-6.1`
  },
  'strict-transport-security-is-short': {
    why: 'Users who return after that time are not protected.',
    recommendation: ADVICE,
    source: `${HSTS}#section-6.1.1`
  },
  'preload-without-effect': {
    why: 'The preload list of browsers accepts only hosts with a max-age of at least a year and includeSubDomains.',
    recommendation: `Use max-age=${FOR_PRELOAD}; includeSubDomains; preload, or remove preload.`,
    source: 'https://hstspreload.org/#submission-requirements'
  },
  'plain-http': {
    why: 'An attacker on the network can read and change everything that is sent, including the CORS headers.',
    recommendation: 'Serve the endpoint over HTTPS, and redirect HTTP to HTTPS.',
    source: 'https://www.w3.org/TR/secure-contexts/#threat-active'
  },
  'http-redirects-to-https': {
    why: 'HTTPS pages cannot send requests to http URLs, and a preflight that is redirected fails.',
    recommendation: 'Use the https URL in the pages, and check that URL.',
    source: 'https://www.w3.org/TR/mixed-content/#should-block-fetch'
  }
} satisfies Record<string, Kind>

/** Checks that connections to the endpoint are encrypted. */
export const transport = probe({
  id: 'transport',
  title: 'the endpoint uses HTTPS, and makes browsers use it',
  area: 'security',
  kinds,
  plan: () => ({ plain: get() }),
  judge (target, { plain }, report) {
    // Every server that is checked responds to this request.
    const response = plain!
    const { url: { protocol, hostname } } = target
    const add = (id: Id, severity: 'warning' | 'info', message: string, expected: string): void => {
      const lines = [HEADER, 'location'].flatMap(name => valuesOf(response.headers, name).map(value => `${name}: ${value}`))
      report(id, { severity, message, expected: [expected], actual: [`status ${response.status}`, ...lines], evidence: [response] })
    }
    if (protocol === 'http:') {
      if (isRedirect(response) && /^https:/i.test(getValue(response.headers, 'location')!)) {
        add('http-redirects-to-https', 'info', 'The http URL redirects to https.', 'the https URL')
      } else if (!isLocalhost(target)) {
        add('plain-http', isPrivateNetworkHost(hostname) ? 'info' : 'warning', 'The endpoint is served over plain HTTP.', 'a redirect to https')
      }
      return
    }
    // Browsers ignore the header for IP addresses: https://www.rfc-editor.org/rfc/rfc6797.html#section-8.1.1
    if (isCanonicalIPv4(hostname) || hostname.startsWith('[')) return
    const [value] = valuesOf(response.headers, HEADER)
    const expected = `${HEADER}: max-age=${FOR_PRELOAD}; includeSubDomains`
    if (value === undefined) {
      add('strict-transport-security-missing', isLocalhost(target) ? 'info' : 'warning', 'The response has no Strict-Transport-Security, so browsers may use plain HTTP.', expected)
      return
    }
    const policy = parseStrictTransportSecurity(value)
    if (policy === undefined) {
      add('strict-transport-security-is-malformed', 'warning', 'Strict-Transport-Security is malformed, so browsers ignore it.', expected)
    } else if (policy.maxAge < HALF_A_YEAR) {
      add('strict-transport-security-is-short', 'warning', `The max-age of Strict-Transport-Security is ${policy.maxAge} seconds, which is less than half a year.`, expected)
    } else if (policy.preload && (policy.maxAge < FOR_PRELOAD || !policy.includeSubDomains)) {
      add('preload-without-effect', 'info', 'Strict-Transport-Security has preload, but its other directives do not meet the requirements of the preload list.', `${expected}; preload`)
    }
  }
})
