import { valuesOf } from '../../browser/header-values.ts'
import { judgeCookie } from '../../cookies.ts'
import { isDeletion, missingForPrefix, parseSetCookie, sameSiteOf, type SetCookie } from '../../cookies/set-cookie.ts'
import { isLoopbackPlace, placeOf } from '../../cookies/sites.ts'
import { baselineRequests, exchangesOf } from '../baseline-requests.ts'
import { probe, type Kind } from '../probe.ts'
import { redactSetCookie } from '../set-cookie.ts'
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
    why: 'Pages from other sites send requests with credentials, but without this cookie, so that their users are not logged in.',
    recommendation: 'Use SameSite=None; Secure; Partitioned if these pages need the cookie, serve the API on the site of the pages, or use tokens instead of cookies.',
    source: `${DRAFT}#name-the-samesite-attribute-2`
  },
  'cookie-not-sent-by-some-browsers': {
    why: 'Browsers differ in what they do with cookies of other sites: Firefox separates them for each site of a page, and Safari blocks them. Users of Chromium can block them too.',
    recommendation: 'Use Partitioned, for Chromium with third-party cookies blocked. Only an API on the site of its pages, or a token instead of a cookie, works in Safari.',
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
    for (const { response } of exchangesOf(requests)) {
      for (const line of valuesOf(response.headers, 'set-cookie').slice(0, MAX_COOKIES)) {
        const cookie = parseSetCookie(line)
        if (isDeletion(cookie) || (reported.size === MAX_COOKIES && !reported.has(cookie.name))) continue
        for (const { id, severity, message, expected } of faultsOf(cookie, target)) {
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

function faultsOf (cookie: SetCookie, target: CheckTarget): readonly Fault[] {
  const { name, attributes } = cookie
  const faults: Fault[] = []
  const add = (id: Id, severity: 'warning' | 'info', message: string, expected: string): void => { faults.push({ id, severity, message: `The cookie ${name} ${message}.`, expected }) }
  const sameSite = sameSiteOf(cookie)
  const isSecure = attributes.has('secure')
  const missing = missingForPrefix(cookie) ?? (sameSite === 'none' && !isSecure ? 'Secure' : undefined)
  if (missing === 'Secure') {
    add('cookie-rejected', 'warning', 'is rejected by browsers, because it does not have the Secure attribute', missing)
  } else if (missing !== undefined) {
    add('cookie-rejected', 'warning', 'is rejected by browsers, because its prefix requires Path=/ and no Domain', missing)
  } else if (!isSecure && target.url.protocol === 'https:') {
    add('cookie-without-secure', 'warning', 'is also sent over plain HTTP', 'Secure')
  }
  if (!attributes.has('httponly')) {
    const isSession = /sess|sid$|auth|token|jwt/i.test(name) && !/csrf|xsrf/i.test(name)
    add('cookie-without-httponly', isSession ? 'warning' : 'info', 'can be read by scripts of its site', 'HttpOnly')
  }
  if (sameSite === undefined) {
    add('cookie-without-same-site', 'info', 'does not restrict cross-site requests by a SameSite attribute', 'SameSite=Lax')
  }
  if (missing === undefined && target.credentials) faults.push(...crossSiteFaults(cookie, target))
  return faults
}

/** Reasons that depend on the site of the page. The other ones are about the request that set the cookie. */
const BY_SITE: ReadonlySet<string | null> = new Set(['same-site-when-set', 'same-site-when-sent', 'third-party-not-stored', 'third-party-not-sent'])

/** What browsers do with the cookie if pages of the allowed origins send their requests with credentials, and a response to one sets it. */
function crossSiteFaults (cookie: SetCookie, { allowed, url }: CheckTarget): readonly Fault[] {
  const failing = allowed.map(origin => judgeCookie({
    cookie, origin, page: placeOf(origin), url, setAt: url, setBy: 'response', credentials: 'include', redirected: false, storageAccess: false
  }).filter(({ reason }) => BY_SITE.has(reason)))
  const index = failing.findIndex(browsers => browsers.length > 0)
  if (index === -1) return []
  const browsers = failing[index]!
  const subject = `The cookie ${cookie.name} is not sent with requests from pages of ${allowed[index]!}`
  const expected = 'SameSite=None; Secure; Partitioned'
  if (!browsers.some(({ engine, isDefault }) => engine === 'chromium' && isDefault)) {
    const names = browsers.map(({ engine, thirdPartyCookies }) => `${engine} with third-party cookies ${thirdPartyCookies}`)
    return [{ id: 'cookie-not-sent-by-some-browsers', severity: 'info', message: `${subject} by ${names.join(', ')}.`, expected }]
  }
  // A server in development is not on the site of its pages in production.
  const isNeverSent = !isLoopbackPlace(url) && failing.every(browsers => browsers.filter(({ isDefault }) => isDefault).length === 3)
  return [{ id: 'cookie-not-sent-cross-site', severity: isNeverSent ? 'warning' : 'info', message: `${subject}.`, expected }]
}
