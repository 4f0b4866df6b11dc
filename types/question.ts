/** Types of the questions for `explain`. */
import type { CredentialsMode, Engine, HeaderLine } from './browser.ts'
import type { CookieSetter } from './cookie.ts'
import type { CorsSourceResult } from './decision.ts'

/** A request that a page makes with `fetch()` in the mode `cors`. */
export interface CorsPageQuestion {
  /** The serialized origin of the page, or `null`. */
  readonly origin: string
  /** The method that the page sets. Default: `GET`. */
  readonly method?: string | undefined
  /** The headers that the page sets. Must include `Content-Type`, even if the browser derives it from the body. */
  readonly headers?: Readonly<Record<string, string>> | readonly HeaderLine[] | undefined
  /** Default: `same-origin`. */
  readonly credentials?: CredentialsMode | undefined
  /** The rules that the browser follows. Default: `standard`. */
  readonly engine?: Engine | undefined
  /**
   * Whether the user has given the page the permission for servers on this computer and in the local network, which Chromium and Firefox ask
   * for. It matters only if the URL has `localhost` or such an address. Default: `denied`.
   */
  readonly localNetwork?: 'denied' | 'granted' | undefined
  /**
   * The value of a `Set-Cookie` header, to explain whether browsers store the cookie and send it with the request. It needs an absolute
   * URL. Default: no cookie.
   */
  readonly cookie?: string | undefined
  /** What sets the cookie. Default: `response`. */
  readonly cookieSetBy?: CookieSetter | undefined
  /** Absolute URL whose response sets the cookie. Default: the URL of the request. */
  readonly cookieSetAt?: string | undefined
}

/** A question about a policy document, without an application. */
export interface CorsDocumentQuestion extends CorsPageQuestion {
  /** The name of a policy in `policies`. */
  readonly policy?: string | undefined
  /**
   * The full path of a route, which selects a policy by `routes`. Default, without `policy`: the path of `url`; without it, the policy of
   * the scope.
   */
  readonly route?: string | undefined
  /** URL of the request, with http or https, or its path, of an unknown host. Default: "/" of an unknown host. */
  readonly url?: string | undefined
  /** Whether the sources of the policy have the origin. Default: unknown, and the request is assumed to be blocked. */
  readonly sourceResult?: CorsSourceResult | undefined
}

/** A question for `app.cors.explain`: what happens to this request of a page? */
export interface CorsApplicationQuestion extends CorsPageQuestion {
  /** An absolute URL with http or https, or a path with its query. The request is always cross-origin. */
  readonly url: string
  /** The value of `Host`. Default: the host of the URL. */
  readonly host?: string | undefined
}
