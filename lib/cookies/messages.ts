/** Sentences about what browsers do with a cookie, and what to do. */
import type { CookieSendReason, CookieStoreReason } from '../../types/cookie.ts'
import type { CookieSituation } from './judge.ts'
import { missingForPrefix } from './set-cookie.ts'
import { isLoopbackPlace, isSameDomain } from './sites.ts'

type Reason = CookieStoreReason | CookieSendReason

/** Why the cookie is not stored. */
const STORE: Readonly<Record<CookieStoreReason, string>> = {
  expired: 'it is expired, which deletes the cookie',
  'none-without-secure': 'SameSite=None needs Secure',
  'partitioned-without-secure': 'Partitioned needs Secure',
  'prefix-unmet': 'the prefix of its name needs %',
  'secure-over-http': 'it has Secure, but plain HTTP sets it',
  'domain-does-not-cover': 'its Domain does not cover the host that sets it, or is a public suffix',
  'set-without-credentials': 'it is set by a response to a request without credentials',
  'same-site-when-set': 'a page of another site sets it, and its SameSite does not allow that',
  'third-party-not-stored': 'a page of another site sets it'
}

/** Why the stored cookie is not sent. */
const SEND: Readonly<Record<CookieSendReason, string>> = {
  'sent-without-credentials': 'the request has no credentials',
  'other-host': 'it belongs to another host',
  'other-path': 'it belongs to another path',
  'secure-request-only': 'it has Secure, but the request is plain HTTP',
  'same-site-when-sent': 'the page is of another site, and its SameSite does not allow that',
  'redirected-by-other-site': 'another site redirects to the URL',
  'third-party-not-sent': 'the page is of another site',
  'other-partition': 'it was not set in this page, and pages of another site have separate cookies'
}

/** The sentence of a judgment. */
export function cookieMessage (situation: CookieSituation, stored: CookieStoreReason | undefined, sent: CookieSendReason | undefined): string {
  if (stored !== undefined) return `The cookie is not stored: ${STORE[stored].replace('%', missingForPrefix(situation.cookie) ?? '')}.`
  return sent === undefined ? 'The cookie is stored and sent.' : `The cookie is stored, but not sent: ${SEND[sent]}.`
}

const INCLUDE = 'Use credentials: \'include\' for this request and for the one that logs in. Without it, browsers neither send cookies to ' +
  'another origin nor store them.'
const OTHER_SITE = 'Use SameSite=None; Secure; Partitioned, because the page and the API are two sites.'
const IN_PAGE = 'Set the cookie with Partitioned, by a response to a request of the page or in a frame of the page. Browsers keep a cookie ' +
  'apart if a visit sets it, such as a login in another tab.'
const ONE_SITE = 'Serve the API on the site of the page, such as https://api.example.com for https://www.example.com, or send a token in ' +
  'Authorization. No cookie of another site works in Safari.'

const ADVICE: Readonly<Record<Reason, string>> = {
  expired: 'Use a Max-Age or Expires in the future, or remove both.',
  'none-without-secure': 'Add Secure.',
  'partitioned-without-secure': 'Add Secure.',
  'prefix-unmet': 'Add what the prefix of the name needs: Secure, and for __Host- also Path=/ without Domain.',
  'secure-over-http': 'Set the cookie over https.',
  'domain-does-not-cover': 'Remove Domain, or use a parent of the host that is not a public suffix.',
  'set-without-credentials': INCLUDE,
  'sent-without-credentials': INCLUDE,
  'same-site-when-set': OTHER_SITE,
  'same-site-when-sent': OTHER_SITE,
  'third-party-not-stored': '',
  'third-party-not-sent': '',
  'other-partition': IN_PAGE,
  'other-host': 'Set the cookie at the host of the API, or with a Domain that covers both hosts.',
  'other-path': 'Add Path=/.',
  'secure-request-only': 'Send the request over https.',
  'redirected-by-other-site': 'Send the request to its final URL, without a redirect by another site.'
}

/** What to do about the reasons, each piece of advice once. */
export function cookieAdvice (situation: CookieSituation, reasons: ReadonlySet<Reason>): string[] {
  const { page, url, cookie } = situation
  const isThirdParty = reasons.has('third-party-not-stored') || reasons.has('third-party-not-sent')
  const sites: string[] = []
  if (page !== undefined && page.hostname !== url.hostname && isLoopbackPlace(page) && isLoopbackPlace(url)) {
    sites.push(`Use one name for the page and the API: ${page.hostname} and ${url.hostname} are two sites.`)
  } else if (isSameDomain(page, url) && page!.protocol !== url.protocol) {
    sites.push('Serve the page and the API over https: for Chromium, http and https are two sites.')
  }
  const isUnpartitioned = isThirdParty && !cookie.attributes.has('partitioned')
  const advice = [...[...reasons].map(reason => ADVICE[reason]), isUnpartitioned ? OTHER_SITE : '', isThirdParty ? ONE_SITE : '']
  return [...sites, ...new Set(advice.filter(text => text !== ''))]
}
