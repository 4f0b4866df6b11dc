/**
 * What engines do with cookies where they differ: measured over https in Chromium 156, Firefox 153 ESR and WebKitGTK 2.50. Browsers that
 * are built on an engine can have other settings: Debian's Chromium blocks third-party cookies. Chrome and Safari themselves were not
 * measured. `safari` is WebKitGTK, with its option to block third-party cookies on (the default here, as nearest to Safari) or off.
 */
import type { CookieJudgment } from '../../types/cookie.ts'

/** The behavior of one engine with one setting. */
export interface CookieFacts extends Pick<CookieJudgment, 'engine' | 'thirdPartyCookies' | 'isDefault'> {
  /** A cookie without `SameSite` is `Lax`. Otherwise it is `None`. */
  readonly isLaxByDefault: boolean
  /** `SameSite` compares schemes too. */
  readonly comparesSchemes: boolean
  /** `SameSite=None` needs `Secure`. */
  readonly noneNeedsSecure: boolean
  /** `Partitioned` has a meaning. */
  readonly knowsPartitioned: boolean
  /** The key of such a cookie includes whether the page is of another site. */
  readonly partitionHasAncestor: boolean
  /** Plain HTTP on the loopback interface can set and receive `Secure` cookies. */
  readonly trustsLoopback: boolean
  /** Cookies of other sites are stored. */
  readonly storesThirdParty: boolean
  /** A response with `Activate-Storage-Access` can make a permission of the user apply to a request of a page. */
  readonly hasStorageAccessHeaders: boolean
  /** What a redirect by another site does to the request. */
  readonly redirectByOtherSite: 'nothing' | 'cross-site' | 'no-cookies'
}

const CHROMIUM = {
  engine: 'chromium',
  isLaxByDefault: true,
  comparesSchemes: true,
  noneNeedsSecure: true,
  knowsPartitioned: true,
  partitionHasAncestor: true,
  trustsLoopback: true,
  hasStorageAccessHeaders: true,
  redirectByOtherSite: 'nothing'
} as const

const WEBKIT = {
  engine: 'safari',
  isLaxByDefault: false,
  comparesSchemes: false,
  noneNeedsSecure: false,
  knowsPartitioned: false,
  partitionHasAncestor: false,
  trustsLoopback: false,
  hasStorageAccessHeaders: false,
  storesThirdParty: false
} as const

/** The measured settings, the defaults of the engines first. */
export const COOKIE_BROWSERS: readonly CookieFacts[] = Object.freeze([
  { ...CHROMIUM, thirdPartyCookies: 'allowed', isDefault: true, storesThirdParty: true },
  {
    engine: 'firefox',
    thirdPartyCookies: 'partitioned',
    isDefault: true,
    isLaxByDefault: false,
    comparesSchemes: false,
    noneNeedsSecure: true,
    knowsPartitioned: true,
    partitionHasAncestor: false,
    trustsLoopback: true,
    hasStorageAccessHeaders: true,
    storesThirdParty: true,
    redirectByOtherSite: 'cross-site'
  },
  { ...WEBKIT, thirdPartyCookies: 'blocked', isDefault: true, redirectByOtherSite: 'no-cookies' },
  { ...CHROMIUM, thirdPartyCookies: 'blocked', isDefault: false, storesThirdParty: false },
  { ...WEBKIT, thirdPartyCookies: 'allowed', isDefault: false, redirectByOtherSite: 'cross-site' }
])
