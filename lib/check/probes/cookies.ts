import { valuesOf } from '../../browser/header-values.ts'
import { registrableDomain } from '../../validate/public-suffix-rules.ts'
import { baselineRequests, exchangesOf } from '../baseline-requests.ts'
import { partsOf } from '../origin-parts.ts'
import { probe, type Kind } from '../probe.ts'
import { isDeletion, parseSetCookie, redactSetCookie, type SetCookie } from '../set-cookie.ts'
import type { CheckTarget } from '../target.ts'

type Id = keyof typeof kinds

const RFC = 'https://www.rfc-editor.org/rfc/rfc6265.html'

/** The draft of its successor, which browsers follow. */
const DRAFT = 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html'

const kinds = {
  'cookie-without-secure': {
    why: 'The browser also sends the cookie over plain HTTP, where an attacker on the network can read it.',
    recommendation: 'Add Secure.',
    source: `${RFC}#section-4.1.2.5`
  },
  'cookie-without-httponly': {
    why: 'A script that an attacker injects into a page of the site can read the cookie.',
    recommendation: 'Add HttpOnly if the scripts of the site do not need the cookie.',
    source: `${RFC}#section-4.1.2.6`
  },
  'cookie-without-same-site': {
    why: 'The default differs between browsers: some send the cookie with cross-site requests.',
    recommendation: 'Use SameSite=Lax or SameSite=Strict. Use SameSite=None; Secure if pages from other sites need the cookie.',
    source: `${DRAFT}#name-the-samesite-attribute-2`
  },
  'cookie-rejected': {
    why: 'Browsers reject a cookie whose attributes do not match its name prefix or SameSite=None.',
    recommendation: 'Add Secure for SameSite=None and for the prefix __Secure-. For the prefix __Host-, use Secure and Path=/ without Domain.',
    source: `${DRAFT}#name-cookie-name-prefixes`
  },
  'cookie-not-sent-cross-site': {
    why: 'Pages from other sites send requests with credentials, but without this cookie. Some browsers block third-party cookies even with SameSite=None.',
    recommendation: 'Use SameSite=None; Secure if these pages need the cookie, or use tokens instead of cookies.',
    source: `${DRAFT}#name-the-samesite-attribute-2`
  }
} satisfies Record<string, Kind>

/** Maximum number of cookies to check, about as many as browsers store for a site. */
const MAX_COOKIES = 180

/** Checks the attributes of cookies. */
export const cookies = probe({
  id: 'cookies',
  title: 'cookies have the attributes that restrict who can read them',
  area: 'security',
  kinds,
  plan: target => ({ requests: baselineRequests(target) }),
  judge (target, { requests }, report) {
    const reported = new Set<string>()
    const isCrossSite = target.credentials && target.allowed.some(origin => !isSameSite(origin, target.url))
    for (const { response } of exchangesOf(requests)) {
      for (const line of valuesOf(response.headers, 'set-cookie').slice(0, MAX_COOKIES)) {
        const cookie = parseSetCookie(line)
        if (isDeletion(cookie) || (reported.size === MAX_COOKIES && !reported.has(cookie.name))) continue
        for (const { id, severity, message, expected } of faultsOf(cookie, target, isCrossSite)) {
          reported.add(cookie.name)
          report(id, {
            severity,
            subject: cookie.name,
            message,
            expected: [expected],
            actual: [`set-cookie: ${redactSetCookie(line)}`],
            evidence: [response],
            once: `${id} ${cookie.name}`
          })
        }
      }
    }
  }
})

interface Fault {
  readonly id: Id
  readonly severity: 'warning' | 'info'
  readonly message: string
  readonly expected: string
}

function faultsOf ({ name, attributes }: SetCookie, target: CheckTarget, isCrossSite: boolean): readonly Fault[] {
  const faults: Fault[] = []
  const add = (id: Id, severity: 'warning' | 'info', message: string, expected: string): void => { faults.push({ id, severity, message: `The cookie ${name} ${message}.`, expected }) }
  const sameSite = attributes.get('samesite')?.toLowerCase() ?? ''
  const isSecure = attributes.has('secure')
  const isHost = /^__host-/i.test(name)
  if ((isHost || /^__secure-/i.test(name) || sameSite === 'none') && !isSecure) {
    add('cookie-rejected', 'warning', 'is rejected by browsers, because it does not have the Secure attribute', 'Secure')
  } else if (isHost && (attributes.get('path') !== '/' || attributes.has('domain'))) {
    add('cookie-rejected', 'warning', 'is rejected by browsers, because its prefix requires Path=/ and no Domain', 'Path=/, and no Domain')
  } else if (!isSecure && target.url.protocol === 'https:') {
    add('cookie-without-secure', 'warning', 'is also sent over plain HTTP', 'Secure')
  }
  if (!attributes.has('httponly')) {
    const isSession = /sess|sid$|auth|token|jwt/i.test(name) && !/csrf|xsrf/i.test(name)
    add('cookie-without-httponly', isSession ? 'warning' : 'info', 'can be read by scripts of its site', 'HttpOnly')
  }
  if (!['lax', 'strict', 'none'].includes(sameSite)) {
    add('cookie-without-same-site', 'info', 'does not restrict cross-site requests by a SameSite attribute', 'SameSite=Lax')
  }
  if (isCrossSite && sameSite !== 'none') {
    add('cookie-not-sent-cross-site', 'info', 'is not sent with requests from pages of other sites', 'SameSite=None; Secure')
  }
  return faults
}

/** https://html.spec.whatwg.org/multipage/browsers.html#same-site */
function isSameSite (origin: string, url: URL): boolean {
  const page = partsOf(origin)
  const siteOf = (hostname: string): string => registrableDomain(hostname) ?? hostname
  return page.protocol === url.protocol && siteOf(page.hostname) === siteOf(url.hostname)
}
