/** Types about cookies: whether browsers store a cookie, and send it with a request of a page. Plain JSON, frozen. */
import type { CredentialsMode, Engine } from './browser.ts'

/** What a browser does with cookies of other sites: all of them, none of them, or a separate set for each site of a page. */
export type ThirdPartyCookies = 'allowed' | 'blocked' | 'partitioned'

/** What sets the cookie: a visit of its site, a response to a request of the page, or a frame in the page. */
export type CookieSetter = 'visit' | 'response' | 'frame'

/** A cookie, and a request of a page. */
export interface CookieQuestion {
  /** The value of `Set-Cookie`, such as `sid=1; SameSite=None; Secure`. */
  readonly cookie: string
  /** The serialized origin of the page in the address bar, or `null`. */
  readonly origin: string
  /** Absolute URL of the request. */
  readonly url: string
  /** The credentials mode of the request, and of the one that sets the cookie. Default: `same-origin`. */
  readonly credentials?: CredentialsMode | undefined
  /** Default: `response`. */
  readonly setBy?: CookieSetter | undefined
  /** Absolute URL whose response sets the cookie. Default: `url`. */
  readonly setAt?: string | undefined
  /** Whether the request reaches the URL by a redirect of another site. Default: false. */
  readonly redirected?: boolean | undefined
  /** Whether the user has allowed the site of the URL to use its cookies in the page (Storage Access). Default: false. */
  readonly storageAccess?: boolean | undefined
}

/** Why a browser does not store a cookie. */
export type CookieStoreReason =
  /** It is expired, so it deletes the cookie. */
  | 'expired'
  /** `SameSite=None` without `Secure`. */
  | 'none-without-secure'
  /** `Partitioned` without `Secure`. */
  | 'partitioned-without-secure'
  /** A prefix of the name, `__Secure-` or `__Host-`, demands attributes that the cookie does not have. */
  | 'prefix-unmet'
  /** `Secure`, but plain HTTP sets it. */
  | 'secure-over-http'
  /** `Domain` does not cover the host that sets it, or is a public suffix. */
  | 'domain-does-not-cover'
  /** A response to a request without credentials sets it. */
  | 'set-without-credentials'
  /** A page of another site sets it, and `SameSite` does not allow that. */
  | 'same-site-when-set'
  /** The browser stores no cookies of other sites. */
  | 'third-party-not-stored'

/** Why a browser does not send a cookie that it has stored. */
export type CookieSendReason =
  /** The request has no credentials. */
  | 'sent-without-credentials'
  /** The cookie belongs to another host. */
  | 'other-host'
  /** The cookie belongs to another path. */
  | 'other-path'
  /** `Secure`, but the request is plain HTTP. */
  | 'secure-request-only'
  /** The page is of another site, and `SameSite` does not allow that. */
  | 'same-site-when-sent'
  /** A redirect comes from another site, and `SameSite` does not allow that. */
  | 'redirected-by-other-site'
  /** The browser sends no cookies of other sites. */
  | 'third-party-not-sent'
  /** The cookie is kept for another page: it was set by a visit, or in a page of another site. */
  | 'other-partition'

/** What one browser does with the cookie. */
export interface CookieJudgment {
  /** The engine. */
  readonly engine: Exclude<Engine, 'standard'>
  /** Its setting. */
  readonly thirdPartyCookies: ThirdPartyCookies
  /** Whether this is the default setting of the browsers with this engine. */
  readonly isDefault: boolean
  /** Whether the browser stores the cookie. */
  readonly stored: boolean
  /** Whether the browser sends the cookie with the request. */
  readonly sent: boolean
  /** Why not. Null if it is sent. */
  readonly reason: CookieStoreReason | CookieSendReason | null
  /** A sentence about it. */
  readonly message: string
}

/** What browsers do with a cookie. */
export interface ExplainedCookie {
  /** The name of the cookie; '' for a cookie without a name. */
  readonly name: string
  /** What sets it. */
  readonly setBy: CookieSetter
  /** Whether the page and the URL have the same scheme and the same registrable domain. */
  readonly isSameSite: boolean
  /** One for each engine and setting, the defaults of the engines first. */
  readonly browsers: readonly CookieJudgment[]
  /** What to do, the most important first. Empty if all browsers send the cookie. */
  readonly advice: readonly string[]
}
