/** Whether a browser stores a cookie, and sends it with a request of a page. Pure. */
import type { CookieQuestion, CookieSendReason, CookieSetter, CookieStoreReason } from '../../types/cookie.ts'
import { registrableDomain } from '../validate/public-suffix-rules.ts'
import type { CookieFacts } from './browsers.ts'
import { domainOf, isDeletion, missingForPrefix, cookiePathOf, sameSiteOf, type SetCookie } from './set-cookie.ts'
import { domainOfSite, isLoopbackPlace, isSameDomain, isSameSite, type SitePlace } from './sites.ts'

/** A cookie and a request, with all defaults. */
export interface CookieSituation extends Required<Pick<CookieQuestion, 'origin' | 'redirected' | 'storageAccess'>> {
  readonly cookie: SetCookie
  /** Undefined for the origin `null`. */
  readonly page: SitePlace | undefined
  readonly url: URL
  readonly setAt: URL
  readonly setBy: CookieSetter
  readonly credentials: NonNullable<CookieQuestion['credentials']>
}

/** Why a browser does not store the cookie. Undefined if it does. */
export function storeReason (situation: CookieSituation, facts: CookieFacts): CookieStoreReason | undefined {
  const { cookie, setAt, setBy } = situation
  const { attributes } = cookie
  const isSecure = attributes.has('secure')
  if (isDeletion(cookie)) return 'expired'
  if (isSecure && !isTrusted(setAt, facts)) return 'secure-over-http'
  if (missingForPrefix(cookie) !== undefined) return 'prefix-unmet'
  if (facts.noneNeedsSecure && sameSiteOf(cookie) === 'none' && !isSecure) return 'none-without-secure'
  if (isPartitioned(cookie, facts) && !isSecure) return 'partitioned-without-secure'
  if (!isDomainCovered(cookie, setAt)) return 'domain-does-not-cover'
  if (setBy === 'response' && !hasCredentials(situation, setAt)) return 'set-without-credentials'
  if (setBy === 'visit' || !isCrossSite(situation, setAt, facts)) return undefined
  if (!facts.storesThirdParty && !isPartitioned(cookie, facts)) return 'third-party-not-stored'
  return isForAnySite(cookie, facts) ? undefined : 'same-site-when-set'
}

/** Why a browser does not send the cookie that it has stored. Undefined if it does. */
export function sendReason (situation: CookieSituation, facts: CookieFacts): CookieSendReason | undefined {
  const { cookie, url, setAt, redirected, storageAccess } = situation
  if (!hasCredentials(situation, url)) return 'sent-without-credentials'
  if (!belongsTo(cookie, setAt, url)) return 'other-host'
  if (!isBelow(url.pathname, cookiePathOf(cookie, setAt))) return 'other-path'
  if (cookie.attributes.has('secure') && !isTrusted(url, facts)) return 'secure-request-only'
  if (isCrossSite(situation, url, facts)) {
    const isBlocked = facts.thirdPartyCookies === 'blocked' && !(storageAccess && facts.hasStorageAccessHeaders)
    if (isBlocked && !isPartitioned(cookie, facts)) return 'third-party-not-sent'
    if (!isForAnySite(cookie, facts)) return 'same-site-when-sent'
  } else if (redirected && facts.redirectByOtherSite !== 'nothing') {
    if (facts.redirectByOtherSite === 'no-cookies' || !isForAnySite(cookie, facts)) return 'redirected-by-other-site'
  }
  return partitionWhenSet(situation, facts) === partitionWhenSent(situation, facts) ? undefined : 'other-partition'
}

/** https://fetch.spec.whatwg.org/#concept-request-credentials-mode */
function hasCredentials ({ credentials, origin }: CookieSituation, url: URL): boolean {
  return credentials === 'include' || (credentials === 'same-origin' && url.origin === origin)
}

/** Whether the connection may carry `Secure` cookies. */
function isTrusted (url: URL, { trustsLoopback }: CookieFacts): boolean {
  return url.protocol === 'https:' || (trustsLoopback && isLoopbackPlace(url))
}

function isCrossSite ({ page }: CookieSituation, url: URL, { comparesSchemes }: CookieFacts): boolean {
  return !(comparesSchemes ? isSameSite : isSameDomain)(page, url)
}

/** Whether `SameSite` allows any site. */
function isForAnySite (cookie: SetCookie, { isLaxByDefault }: CookieFacts): boolean {
  const sameSite = sameSiteOf(cookie)
  return sameSite === 'none' || (sameSite === undefined && !isLaxByDefault)
}

function isPartitioned ({ attributes }: SetCookie, { knowsPartitioned }: CookieFacts): boolean {
  return knowsPartitioned && attributes.has('partitioned')
}

/** The set of cookies that the cookie is stored in. */
function partitionWhenSet (situation: CookieSituation, facts: CookieFacts): string {
  const { page, setAt, setBy } = situation
  return setBy === 'visit'
    ? partitionOf(situation.cookie, setAt, false, facts)
    : partitionOf(situation.cookie, page, isCrossSite(situation, setAt, facts), facts)
}

/** The set of cookies that the request reads. A permission of the user leads to the cookies of visits. */
function partitionWhenSent (situation: CookieSituation, facts: CookieFacts): string {
  const { cookie, page, url, storageAccess } = situation
  const hasAccess = storageAccess && !isPartitioned(cookie, facts)
  return partitionOf(cookie, page, isCrossSite(situation, url, facts) && !hasAccess, facts)
}

function partitionOf (cookie: SetCookie, page: SitePlace | undefined, isCross: boolean, facts: CookieFacts): string {
  const site = page === undefined ? 'null' : `${page.protocol}//${domainOfSite(page)}`
  if (isPartitioned(cookie, facts)) return `${site} ${isCross && facts.partitionHasAncestor}`
  return isCross && facts.thirdPartyCookies === 'partitioned' ? site : ''
}

/** https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-domain-matching */
function isInDomain (host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && registrableDomain(host) !== undefined)
}

/** `Domain` must cover the host. A public suffix is allowed only as the host itself. */
function isDomainCovered (cookie: SetCookie, { hostname }: URL): boolean {
  const domain = domainOf(cookie)
  if (domain === undefined || domain === hostname) return true
  return isInDomain(hostname, domain) && registrableDomain(domain) !== undefined
}

function belongsTo (cookie: SetCookie, setAt: URL, { hostname }: URL): boolean {
  const domain = domainOf(cookie)
  if (domain === undefined || registrableDomain(domain) === undefined) return setAt.hostname === hostname
  return isInDomain(hostname, domain)
}

/** https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-paths-and-path-match */
function isBelow (path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
