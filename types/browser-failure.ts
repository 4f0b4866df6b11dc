/** What a browser checks of a conversation under the CORS protocol, and every way in which a check fails. */

/** What the browser checks, in the order in which it may. */
export type Check =
  | 'request-construction'
  | 'request-mode'
  | 'request-scheme'
  | 'answer'
  | 'preflight-redirect'
  | 'cors-check'
  | 'preflight-status'
  | 'allow-methods-syntax'
  | 'allow-headers-syntax'
  | 'method-allowed'
  | 'authorization-listed'
  | 'headers-allowed'
  | 'redirect-location'
  | 'redirect-scheme'
  | 'redirect-count'
  | 'redirect-credentials'
  | 'redirect-body'

/** Why the CORS check fails; the check is the same for preflights and actual responses. */
export type CorsCheckCode =
  /** `Access-Control-Allow-Origin` is absent. */
  | 'allow-origin-missing'
  /** It holds a space or a comma: several origins, or several lines. */
  | 'allow-origin-lists-several'
  /** It is neither "*" nor `null` nor any URL. */
  | 'allow-origin-is-not-a-url'
  /** It differs from the request's origin by a byte at least. */
  | 'allow-origin-differs'
  /** It is "*", and the credentials mode is `include`. */
  | 'wildcard-with-credentials'
  /** `Access-Control-Allow-Credentials` is absent, and the credentials mode is `include`. */
  | 'allow-credentials-missing'
  /** It is there, and is not `true`. */
  | 'allow-credentials-is-not-true'

/** Why a redirect leads nowhere; to preflights Chromium alone says so. */
export type LocationCode = 'redirect-location-is-not-a-url'

/** Why a preflight fails. */
export type PreflightCode =
  | CorsCheckCode
  | LocationCode
  /** The answer is a redirect, which preflights do not follow. */
  | 'preflight-redirects'
  /** The status is not in the range 200 to 299. */
  | 'preflight-status-is-not-ok'
  /** `Access-Control-Allow-Methods` holds something that is no token. */
  | 'allow-methods-is-malformed'
  /** `Access-Control-Allow-Headers` does. */
  | 'allow-headers-is-malformed'
  /** The method is neither listed nor CORS-safelisted nor covered by "*". */
  | 'method-not-allowed'
  /** `Authorization` is not listed by name, and "*" does not cover it. */
  | 'authorization-not-listed'
  /** A CORS-unsafe request-header name is neither listed nor covered by "*". */
  | 'header-not-allowed'

/** Why a redirect is not followed. */
export type RedirectCode =
  | LocationCode
  | 'redirect-scheme-is-not-http'
  | 'too-many-redirects'
  /** The `Location` has a user name or a password, and is not for the page's own origin reached by way of it alone. */
  | 'redirect-has-credentials'
  /** The body is a stream, which cannot be sent again. */
  | 'redirect-of-a-stream'

/** Why nothing is sent, or nothing comes back. */
export type RequestCode =
  | 'url-is-malformed'
  /** The URL has a user name or a password. */
  | 'url-has-credentials'
  | 'method-is-not-a-token'
  | 'method-is-forbidden'
  /** Without the CORS protocol only GET, HEAD and POST can be asked for. */
  | 'method-needs-cors-mode'
  | 'header-is-malformed'
  /** The body is a stream, and the method GET or HEAD. */
  | 'stream-with-get-or-head'
  | 'stream-needs-cors-mode'
  /** The mode is `same-origin`, and the URL is not of the page's origin. */
  | 'url-is-cross-origin'
  | 'scheme-is-not-http'
  /** The server could not be reached, or closed the connection. */
  | 'no-answer'

/** The kind of a failing step. Stable: kebab-case, never reused. */
export type FailureCode = RequestCode | PreflightCode | RedirectCode

/** A step that did not pass. */
export interface Failure {
  /** In which way the step fails. */
  readonly code: FailureCode
  /** The value, method or header name at fault; '' where the code says it all. */
  readonly parameter: string
  /** Chromium's name for it, as its developer tools report it; undefined where it has none. */
  readonly corsError: string | undefined
}
