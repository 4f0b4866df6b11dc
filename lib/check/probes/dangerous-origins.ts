import { isLocalhostName, isLoopback } from '../../standard/origin.ts'
import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { registrableDomain } from '../../validate/public-suffix-rules.ts'
import { partsOf, type OriginParts } from '../origin-parts.ts'
import { probe, type Kind } from '../probe.ts'
import { accessOf, accessPhrase, accessForAnyOrigin, wantedAccess, WITH_CREDENTIALS } from '../access.ts'
import type { CheckTarget } from '../target.ts'
import { requestsFrom } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

/** An origin at which untrusted parties can have pages. */
interface DangerousOrigin {
  readonly origin: string
  readonly id: Id
  readonly cause: string
  /** Severity with credentials, and without. */
  readonly severities: readonly ['error' | 'warning', 'warning' | 'info']
}

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
export const dangerousOrigins = probe<Id>({
  id: 'dangerous-origins',
  title: 'pages from origins that an attacker can control cannot read the response',
  area: 'access',
  kinds,
  plan: target => requestsFrom([...target.untrusted, ...dangerousCandidates(target).map(({ origin }) => origin)]),
  judge (target, responses, report) {
    // Access that any origin has is reported by the probe of untrusted origins.
    const known = accessForAnyOrigin(target, responses)
    const reported = new Set<Id>()
    for (const { origin, id, cause, severities } of dangerousCandidates(target)) {
      const response = responses.get(origin)
      const access = accessOf(origin, target, response)
      if (reported.has(id) || response === undefined || access <= Math.max(known, wantedAccess(target, origin))) continue
      reported.add(id)
      report(id, {
        severity: severities[access === WITH_CREDENTIALS ? 0 : 1],
        subject: origin,
        message: `A page from ${origin} can read the response ${accessPhrase(access)}: ${cause}.`,
        expected: ['no access-control-allow-origin'],
        actual: corsLines(response),
        evidence: [origin]
      })
    }
  }
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

function dangerousCandidates (target: CheckTarget): DangerousOrigin[] {
  const { synthetic, url } = target
  const name = synthetic('subdomain')
  const isLocal = isLoopback(url.hostname) || isLocalhostName(url.hostname)
  return [
    { origin: 'null', id: 'null-origin-allowed', cause: 'every sandboxed frame has this origin', severities: ['error', 'warning'] },
    ...target.allowed.filter(origin => /^https:\/\/(?!localhost\b|127\.|\[::1\])/.test(origin)).slice(0, 2).map((origin): DangerousOrigin =>
      ({ origin: origin.replace('https:', 'http:'), id: 'insecure-origin', cause: 'an attacker on the network can inject a script into its pages', severities: ['error', 'warning'] })),
    ...parentOrigins(target).flatMap(({ protocol, host }) => [`${protocol}//${name}.${host}`, `${protocol}//${name}.${name}.${host}`]).map((origin): DangerousOrigin =>
      ({ origin, id: 'any-subdomain-allowed', cause: 'the subdomain is random, so every subdomain is allowed', severities: ['warning', 'info'] })),
    ...(isLocal ? [] : LOOPBACK).map((origin): DangerousOrigin =>
      ({ origin, id: 'loopback-origin-allowed', cause: 'any program on the computer of the user can serve pages there', severities: ['warning', 'info'] })),
    ...(isPrivateNetworkHost(url.hostname) ? [] : PRIVATE).map((origin): DangerousOrigin =>
      ({ origin, id: 'private-network-origin-allowed', cause: 'it is another machine in every private network', severities: ['warning', 'info'] })),
    ...HOSTING.map((origin): DangerousOrigin => ({ origin, id: 'shared-hosting-origin', cause: 'anyone can publish a page there', severities: ['error', 'warning'] })),
    ...SUFFIXES.map((suffix): DangerousOrigin => ({ origin: `https://${name}.${suffix}`, id: 'public-suffix-wildcard', cause: `anyone can register a name below ${suffix}`, severities: ['error', 'warning'] })),
    ...APPLICATIONS.map((origin): DangerousOrigin =>
      ({ origin, id: 'application-origin-allowed', cause: 'the identifier is random, so every origin of this scheme is allowed', severities: ['error', 'warning'] })),
    { origin: 'file://', id: 'file-scheme-allowed', cause: 'no browser sends this origin, so the comparison is too loose', severities: ['warning', 'info'] }
  ]
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
