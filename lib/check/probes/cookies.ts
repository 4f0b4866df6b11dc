import { valuesOf } from '../../browser/header-values.ts'
import { registrableDomain } from '../../validate/public-suffix-rules.ts'
import { partsOf } from '../origin-parts.ts'
import { probe, type Kind } from '../probe.ts'
import { isDeletion, parseSetCookie, redactSetCookie, type SetCookie } from '../set-cookie.ts'
import type { Target } from '../target.ts'
import { answered, planOf, baselineRequests } from '../baseline-requests.ts'

type Id = keyof typeof kinds

const RFC = 'https://www.rfc-editor.org/rfc/rfc6265.html'

/** The draft of its successor, which browsers follow. */
const DRAFT = 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html'

const kinds = {
  'cookie-without-secure': {
    why: 'The browser sends it over plain http too, where whoever is on the way reads it.',
    recommendation: 'Add Secure.',
    source: `${RFC}#section-4.1.2.5`
  },
  'cookie-without-httponly': {
    why: 'A script that gets into a page of the site reads it and sends it away.',
    recommendation: 'Add HttpOnly, unless scripts of the site need the cookie.',
    source: `${RFC}#section-4.1.2.6`
  },
  'cookie-without-same-site': {
    why: 'Browsers differ in what they make of it: some send the cookie with requests that other sites make.',
    recommendation: 'Write SameSite=Lax or Strict, and SameSite=None; Secure where pages of other sites need the cookie.',
    source: `${DRAFT}#name-the-samesite-attribute-2`
  },
  'cookie-rejected': {
    why: 'Browsers drop a cookie whose attributes break the rules of its name or of SameSite=None.',
    recommendation: 'SameSite=None needs Secure; so does the prefix __Secure-; __Host- needs Secure and Path=/, and takes no Domain.',
    source: `${DRAFT}#name-cookie-name-prefixes`
  },
  'cookie-not-sent-cross-site': {
    why: 'Pages of other sites send credentials, and this cookie is not among them. Some browsers keep even SameSite=None from them.',
    recommendation: 'Write SameSite=None; Secure if those pages need the cookie, and think of tokens in its place.',
    source: `${DRAFT}#name-the-samesite-attribute-2`
  }
} satisfies Record<string, Kind>

/** Browsers keep about as many for a site: those beyond are not looked at. */
const MOST = 180

/** Whether cookies are kept from those for whom they are not. */
export const cookies = probe<Id>({
  id: 'cookies',
  title: 'cookies say who may see them',
  area: 'security',
  kinds,
  plan: target => planOf(baselineRequests(target)),
  judge (target, seen, report) {
    const told = new Map<string, Set<Id>>()
    const isCrossSite = target.credentials && target.allowed.some(origin => !isSameSite(origin, target.url))
    for (const { name, answer } of answered(baselineRequests(target), seen)) {
      for (const line of valuesOf(answer.headers, 'set-cookie').slice(0, MOST)) {
        const cookie = parseSetCookie(line)
        if (isDeletion(cookie)) continue
        const toldOf = told.get(cookie.name) ?? new Set()
        if (told.size === MOST && toldOf.size === 0) continue
        for (const { id, severity, message, expected } of faultsOf(cookie, target, isCrossSite)) {
          if (toldOf.has(id)) continue
          told.set(cookie.name, toldOf.add(id))
          report(id, { severity, subject: cookie.name, message, expected: [expected], seen: [`set-cookie: ${redactSetCookie(line)}`], shownBy: [name] })
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

function faultsOf ({ name, attributes }: SetCookie, target: Target, isCrossSite: boolean): readonly Fault[] {
  const faults: Fault[] = []
  const tell = (id: Id, severity: 'warning' | 'info', message: string, expected: string): void => { faults.push({ id, severity, message: `The cookie ${name} ${message}.`, expected }) }
  const sameSite = attributes.get('samesite')?.toLowerCase() ?? ''
  const isSecure = attributes.has('secure')
  const isHost = /^__host-/i.test(name)
  if ((isHost || /^__secure-/i.test(name) || sameSite === 'none') && !isSecure) {
    tell('cookie-rejected', 'warning', 'is refused by browsers, as it is not Secure', 'Secure')
  } else if (isHost && (attributes.get('path') !== '/' || attributes.has('domain'))) {
    tell('cookie-rejected', 'warning', 'is refused by browsers: its prefix asks for Path=/ and no Domain', 'Path=/, and no Domain')
  } else if (!isSecure && target.url.protocol === 'https:') {
    tell('cookie-without-secure', 'warning', 'is sent over plain http as well', 'Secure')
  }
  if (!attributes.has('httponly')) {
    const isSession = /sess|sid$|auth|token|jwt/i.test(name) && !/csrf|xsrf/i.test(name)
    tell('cookie-without-httponly', isSession ? 'warning' : 'info', 'is read by scripts of its site', 'HttpOnly')
  }
  if (!['lax', 'strict', 'none'].includes(sameSite)) {
    tell('cookie-without-same-site', 'info', 'does not say whether other sites have it sent', 'SameSite=Lax')
  }
  if (isCrossSite && sameSite !== 'none') {
    tell('cookie-not-sent-cross-site', 'info', 'does not go with requests of pages of other sites', 'SameSite=None; Secure')
  }
  return faults
}

/** https://html.spec.whatwg.org/multipage/browsers.html#same-site */
function isSameSite (origin: string, url: URL): boolean {
  const page = partsOf(origin)
  const siteOf = (hostname: string): string => registrableDomain(hostname) ?? hostname
  return page.protocol === url.protocol && siteOf(page.hostname) === siteOf(url.hostname)
}
