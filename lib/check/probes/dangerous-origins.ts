import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { registrableDomain } from '../../validate/public-suffix-rules.ts'
import { partsOf, type OriginParts } from '../origin-parts.ts'
import { probe, type Kind } from '../probe.ts'
import { reportCandidates, type OriginCandidate, type Severities } from '../report-access.ts'
import { getFromEach } from '../requests.ts'
import { isLocalhost, type CheckTarget } from '../target.ts'

type Id = keyof typeof kinds

const LIST_ORIGINS = 'Compare the whole Origin with a list of the origins that call the endpoint.'

const kinds = {
  'null-origin-allowed': {
    why: 'Every sandboxed frame and every page from the local disk has the origin null, including those of an attacker.',
    recommendation: 'Never send Access-Control-Allow-Origin: null.',
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque'
  },
  'insecure-origin': {
    why: 'An attacker on the network can inject a script into a page that is served over plain HTTP. The script can read whatever the page can read.',
    recommendation: 'Allow only the https origin.',
    source: 'https://www.w3.org/TR/secure-contexts/#threat-active'
  },
  'any-subdomain-allowed': {
    why: 'One vulnerable subdomain, or one that points to a service that an attacker can claim, can read the response.',
    recommendation: 'List the subdomains that call the endpoint.',
    source: 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/10-Test_for_Subdomain_Takeover'
  },
  'loopback-origin-allowed': {
    why: 'Any program on the computer of the user can serve a page at such an origin. Pages in development should not use a production server.',
    recommendation: 'Allow it in development, but not in production.',
    source: 'https://www.w3.org/TR/secure-contexts/#localhost'
  },
  'private-network-origin-allowed': {
    why: 'In another network, the same address belongs to another machine, whose pages can also read the response.',
    recommendation: LIST_ORIGINS,
    source: 'https://www.rfc-editor.org/rfc/rfc1918.html#section-3'
  },
  'shared-hosting-origin': {
    why: 'Anyone can publish a page at such an origin, and the page can read the response.',
    recommendation: LIST_ORIGINS,
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin'
  },
  'public-suffix-wildcard': {
    why: 'Anyone can register a name below such a suffix, and pages at that name can read the response.',
    recommendation: LIST_ORIGINS,
    source: 'https://publicsuffix.org/learn/'
  },
  'application-origin-allowed': {
    why: 'The server compares the scheme but not the rest of the origin, so any extension or application can read the response.',
    recommendation: 'List the whole origin of each extension and application that calls the endpoint.',
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin'
  },
  'file-scheme-allowed': {
    why: 'Pages from the local disk have the origin null. A server that allows file: does not compare the whole origin.',
    recommendation: LIST_ORIGINS,
    source: 'https://fetch.spec.whatwg.org/#origin-header'
  }
} satisfies Record<string, Kind>

/** Checks that origins at which untrusted parties can have pages are not allowed. */
export const dangerousOrigins = probe({
  id: 'dangerous-origins',
  title: 'pages from origins that an attacker can control cannot read the response',
  area: 'access',
  kinds,
  plan: target => ({ origins: getFromEach([...target.untrusted, ...candidates(target).map(({ origin }) => origin)]) }),
  judge: (target, { origins }, report) => reportCandidates(report, candidates(target), target, origins)
})

const LOOPBACK = ['http://localhost', 'http://localhost:3000', 'https://localhost', 'http://127.0.0.1:8080', 'http://[::1]']
const PRIVATE = ['http://10.0.0.1', 'http://192.168.1.1']
const HOSTING = ['https://codepen.io', 'https://jsfiddle.net', 'https://s3.amazonaws.com', 'https://storage.googleapis.com']
/** Synthetic origins in the usual form of their schemes. */
const APPLICATIONS = ['chrome-extension://hjklmnopabcdefghijklmnopabcdefgi', 'moz-extension://6f1c9a52-0d3e-4b7a-9c48-2e5d7b90a1f3', 'capacitor://f1c9a520d3e4', 'app://f1c9a520d3e4']

const SUFFIXES = [
  'github.io', 'gitlab.io', 'pages.dev', 'workers.dev', 'vercel.app', 'netlify.app', 'web.app', 'firebaseapp.com', 'run.app', 'onrender.com', 'herokuapp.com',
  'azurewebsites.net', 'blob.core.windows.net', 'cloudfront.net', 's3.amazonaws.com', 'amplifyapp.com', 'ngrok-free.app', 'surge.sh', 'fly.dev'
]

const ERROR = ['error', 'warning'] as const
const WARNING = ['warning', 'info'] as const

function candidates (target: CheckTarget): ReadonlyArray<OriginCandidate<Id>> {
  const { allowed, synthetic, url } = target
  const name = synthetic('subdomain')
  const secure = allowed.filter(origin => /^https:\/\/(?!localhost\b|127\.|\[::1\])/.test(origin)).slice(0, 2)
  const insecure = secure.map(origin => origin.replace('https:', 'http:'))
  const table: ReadonlyArray<readonly [id: Id, severities: Severities, cause: string, origins: readonly string[]]> = [
    ['null-origin-allowed', ERROR, 'every sandboxed frame has this origin', ['null']],
    ['insecure-origin', ERROR, 'an attacker on the network can inject a script into its pages', insecure],
    ['any-subdomain-allowed', WARNING, 'the subdomain is random, so every subdomain is allowed',
      parentOrigins(target).flatMap(({ protocol, host }) => [`${protocol}//${name}.${host}`, `${protocol}//${name}.${name}.${host}`])],
    ['loopback-origin-allowed', WARNING, 'any program on the computer of the user can serve pages there', isLocalhost(target) ? [] : LOOPBACK],
    ['private-network-origin-allowed', WARNING, 'it is another machine in every private network', isPrivateNetworkHost(url.hostname) ? [] : PRIVATE],
    ['shared-hosting-origin', ERROR, 'anyone can publish a page there', HOSTING],
    ...SUFFIXES.map(suffix => ['public-suffix-wildcard', ERROR, `anyone can register a name below ${suffix}`, [`https://${name}.${suffix}`]] as const),
    ['application-origin-allowed', ERROR, 'the identifier is random, so every origin of this scheme is allowed', APPLICATIONS],
    ['file-scheme-allowed', WARNING, 'no browser sends this origin, so the comparison is too loose', ['file://']]
  ]
  return table.flatMap(([id, severities, cause, origins]) => origins.map(origin => ({ id, origin, severities, cause })))
}

/** Maximum number of names for which subdomains are tested. */
const PARENTS = 8

/** Names that may have subdomains: each host, its parent, and its registrable domain. */
function parentOrigins ({ allowed, url }: CheckTarget): readonly OriginParts[] {
  const own = partsOf(`https://${url.hostname}`)
  const parents = [...allowed.filter(origin => /^https?:/.test(origin)).map(partsOf), own].flatMap(({ protocol, hostname, port }) =>
    [...new Set([hostname, hostname.slice(hostname.indexOf('.') + 1), registrableDomain(hostname)])]
      .filter(name => name !== undefined && registrableDomain(name) !== undefined)
      .map(name => `${protocol}//${name}${port === '' ? '' : `:${port}`}`))
  return [...new Set(parents)].slice(0, PARENTS).map(partsOf)
}
