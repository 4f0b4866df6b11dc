import { isLocalhostName, isLoopback } from '../../standard/origin.ts'
import { isPrivateNetworkHost } from '../../standard/private-network.ts'
import { registrableDomain } from '../../validate/public-suffix-rules.ts'
import { partsOf, type OriginParts } from '../origin-parts.ts'
import { probe, type Kind } from '../probe.ts'
import { accessOf, accessWords, accessForAnyOrigin, wantedAccess, WITH_CREDENTIALS } from '../access.ts'
import type { Target } from '../target.ts'
import { requestsFrom } from '../baseline-requests.ts'
import { corsLines } from '../browser-verdict.ts'

type Id = keyof typeof kinds

/** An origin that others than its owner speak for. */
interface Danger {
  readonly origin: string
  readonly id: Id
  readonly words: string
  /** How much it matters with credentials, and without. */
  readonly severities: readonly ['error' | 'warning', 'warning' | 'info']
}

const LIST_THEM = 'Compare Origin with a list of the origins that call, as a whole.'

const kinds = {
  'null-origin-allowed': {
    why: 'Every sandboxed frame has the origin null, whoever wrote it, and so has a page of the local disk.',
    recommendation: 'Never answer Access-Control-Allow-Origin: null.',
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque'
  },
  'insecure-origin': {
    why: 'Whoever is on the way between a user and a page of plain http can put a script of their own into it, which then reads what the page may.',
    recommendation: 'Allow the https origin alone.',
    source: 'https://www.w3.org/TR/secure-contexts/#threat-active'
  },
  'any-subdomain-allowed': {
    why: 'One subdomain with a hole in it, or one that points to a service which somebody else can claim, reads what all of them may.',
    recommendation: 'List the subdomains that call.',
    source: 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/10-Test_for_Subdomain_Takeover'
  },
  'loopback-origin-allowed': {
    why: 'Any program on the user\'s machine can serve a page at such an origin, and a developer\'s page has no business with a server for users.',
    recommendation: 'Allow it where developers work, and not in production.',
    source: 'https://www.w3.org/TR/secure-contexts/#localhost'
  },
  'private-network-origin-allowed': {
    why: 'The same address is another machine in another network, whose page reads the answer as well.',
    recommendation: LIST_THEM,
    source: 'https://www.rfc-editor.org/rfc/rfc1918.html#section-3'
  },
  'shared-hosting-origin': {
    why: 'Anybody can put a page there, which then reads what the origin may.',
    recommendation: LIST_THEM,
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin'
  },
  'public-suffix-wildcard': {
    why: 'Anybody can get a name below such a suffix, and a page there reads what is allowed to all of them.',
    recommendation: LIST_THEM,
    source: 'https://publicsuffix.org/learn/'
  },
  'application-origin-allowed': {
    why: 'An extension or an application of anybody\'s reads what yours may: its scheme is compared, and not its name.',
    recommendation: 'List the extensions and applications that call, each with its whole origin.',
    source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin'
  },
  'file-scheme-allowed': {
    why: 'Pages of the local disk have the origin null. A server that takes file: compares less than the whole origin.',
    recommendation: LIST_THEM,
    source: 'https://fetch.spec.whatwg.org/#origin-header'
  }
} satisfies Record<string, Kind>

/** Whether origins get in that anybody may have. */
export const dangerousOrigins = probe<Id>({
  id: 'dangerous-origins',
  title: 'origins that strangers can have may not read the answer',
  area: 'access',
  kinds,
  plan: target => requestsFrom([...target.untrusted, ...dangers(target).map(({ origin }) => origin)]),
  judge (target, seen, report) {
    // What anybody may do is nothing of these origins' own.
    const known = accessForAnyOrigin(target, seen)
    const told = new Set<Id>()
    for (const { origin, id, words, severities } of dangers(target)) {
      const answer = seen.answer(origin)
      const access = accessOf(origin, target, answer)
      if (told.has(id) || answer === undefined || access <= Math.max(known, wantedAccess(target, origin))) continue
      told.add(id)
      report(id, {
        severity: severities[access === WITH_CREDENTIALS ? 0 : 1],
        subject: origin,
        message: `A page of ${origin} may read the answer, ${accessWords(access)}: ${words}.`,
        expected: ['no access-control-allow-origin'],
        seen: corsLines(answer),
        shownBy: [origin]
      })
    }
  }
})

const LOOPBACK = ['http://localhost', 'http://localhost:3000', 'https://localhost', 'http://127.0.0.1:8080', 'http://[::1]']
const PRIVATE = ['http://10.0.0.1', 'http://192.168.1.1']
const HOSTING = ['https://codepen.io', 'https://jsfiddle.net', 'https://s3.amazonaws.com', 'https://storage.googleapis.com']
/** Made up, of the form that such have. */
const APPLICATIONS = ['chrome-extension://hjklmnopabcdefghijklmnopabcdefgi', 'moz-extension://6f1c9a52-0d3e-4b7a-9c48-2e5d7b90a1f3', 'capacitor://f1c9a520d3e4', 'app://f1c9a520d3e4']

const SUFFIXES = [
  'github.io', 'gitlab.io', 'pages.dev', 'workers.dev', 'vercel.app', 'netlify.app', 'web.app', 'firebaseapp.com', 'run.app', 'onrender.com', 'herokuapp.com',
  'azurewebsites.net', 'blob.core.windows.net', 'cloudfront.net', 's3.amazonaws.com', 'amplifyapp.com', 'ngrok-free.app', 'surge.sh', 'fly.dev'
]

function dangers (target: Target): Danger[] {
  const { madeUp, url } = target
  const name = madeUp('subdomain')
  const isLocal = isLoopback(url.hostname) || isLocalhostName(url.hostname)
  return [
    { origin: 'null', id: 'null-origin-allowed', words: 'every sandboxed frame has this origin', severities: ['error', 'warning'] },
    ...target.allowed.filter(origin => /^https:\/\/(?!localhost\b|127\.|\[::1\])/.test(origin)).slice(0, 2).map((origin): Danger =>
      ({ origin: origin.replace('https:', 'http:'), id: 'insecure-origin', words: 'anyone on the network can speak for it', severities: ['error', 'warning'] })),
    ...parentOrigins(target).flatMap(({ protocol, host }) => [`${protocol}//${name}.${host}`, `${protocol}//${name}.${name}.${host}`]).map((origin): Danger =>
      ({ origin, id: 'any-subdomain-allowed', words: 'nobody has listed it, so every subdomain is let in', severities: ['warning', 'info'] })),
    ...(isLocal ? [] : LOOPBACK).map((origin): Danger =>
      ({ origin, id: 'loopback-origin-allowed', words: 'any program on the user\'s machine can have it', severities: ['warning', 'info'] })),
    ...(isPrivateNetworkHost(url.hostname) ? [] : PRIVATE).map((origin): Danger =>
      ({ origin, id: 'private-network-origin-allowed', words: 'it is another machine in every network', severities: ['warning', 'info'] })),
    ...HOSTING.map((origin): Danger => ({ origin, id: 'shared-hosting-origin', words: 'anybody can put a page there', severities: ['error', 'warning'] })),
    ...SUFFIXES.map((suffix): Danger => ({ origin: `https://${name}.${suffix}`, id: 'public-suffix-wildcard', words: `anybody can get a name below ${suffix}`, severities: ['error', 'warning'] })),
    ...APPLICATIONS.map((origin): Danger =>
      ({ origin, id: 'application-origin-allowed', words: 'nobody has listed this one, so that others of its kind get in too', severities: ['error', 'warning'] })),
    { origin: 'file://', id: 'file-scheme-allowed', words: 'no browser sends it, and the comparison takes it', severities: ['warning', 'info'] }
  ]
}

/** Below how many names subdomains are tried. */
const PARENTS = 8

/** What may have subdomains: each host, the name above it, and the domain that was registered, as api.example.com is beside www.example.com. */
function parentOrigins ({ allowed, url }: Target): readonly OriginParts[] {
  const own = partsOf(`https://${url.hostname}`)
  const parents = [...allowed.filter(origin => /^https?:/.test(origin)).map(partsOf), own].flatMap(({ protocol, hostname, port }) =>
    [...new Set([hostname, hostname.slice(hostname.indexOf('.') + 1), registrableDomain(hostname)])]
      .filter(name => name !== undefined && registrableDomain(name) !== undefined)
      .map(name => `${protocol}//${name}${port === '' ? '' : `:${port}`}`))
  return [...new Set(parents)].slice(0, PARENTS).map(partsOf)
}
