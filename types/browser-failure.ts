/** The checks of a browser for the CORS protocol, and every way in which a check can fail. */

/** The checks of the browser, in order. */
export type Check =
  | 'request-construction'
  | 'request-mode'
  | 'request-scheme'
  | 'request-port'
  | 'mixed-content'
  | 'local-network'
  | 'response-received'
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

/** Why the CORS check fails. It is the same check for preflights and actual responses. */
export type CorsCheckCode =
  /** `Access-Control-Allow-Origin` is absent. */
  | 'allow-origin-missing'
  /** It contains a space or a comma: several origins or several lines. */
  | 'allow-origin-lists-several'
  /** It is not "*", `null` or a URL. */
  | 'allow-origin-is-not-a-url'
  /** It differs from the origin of the request in at least one byte. */
  | 'allow-origin-differs'
  /** It is "*", and the credentials mode is `include`. */
  | 'wildcard-with-credentials'
  /** `Access-Control-Allow-Credentials` is absent, and the credentials mode is `include`. */
  | 'allow-credentials-missing'
  /** It is present, but not `true`. */
  | 'allow-credentials-is-not-true'

/** Why a redirect has no target. For preflights, only Chromium reports it. */
export type LocationCode = 'redirect-location-is-not-a-url'

/** Why a preflight fails. */
export type PreflightCode =
  | CorsCheckCode
  | LocationCode
  /** The response is a redirect, which preflights do not follow. */
  | 'preflight-redirects'
  /** The status is not in the range 200 to 299. */
  | 'preflight-status-is-not-ok'
  /** `Access-Control-Allow-Methods` contains something that is not a token. */
  | 'allow-methods-is-malformed'
  /** `Access-Control-Allow-Headers` contains something that is not a token. */
  | 'allow-headers-is-malformed'
  /** The method is not listed, not CORS-safelisted and not covered by "*". */
  | 'method-not-allowed'
  /** `Authorization` is not listed by name. "*" does not cover it. */
  | 'authorization-not-listed'
  /** A CORS-unsafe request-header name is not listed and not covered by "*". */
  | 'header-not-allowed'

/** Why a redirect is not followed. */
export type RedirectCode =
  | LocationCode
  | 'redirect-scheme-is-not-http'
  | 'too-many-redirects'
  /** `Location` has a user name or a password, which is allowed only if all URLs have the origin of the page. */
  | 'redirect-has-credentials'
  /** The body is a stream, which cannot be sent again. */
  | 'redirect-of-a-stream'

/** Why a request is not sent or gets no response. */
export type RequestCode =
  | 'url-is-malformed'
  /** The URL has a user name or a password. */
  | 'url-has-credentials'
  | 'method-is-not-a-token'
  | 'method-is-forbidden'
  /** Without the CORS protocol, only GET, HEAD and POST are allowed. */
  | 'method-needs-cors-mode'
  | 'header-is-malformed'
  /** The body is a stream, and the method is GET or HEAD. */
  | 'stream-with-get-or-head'
  | 'stream-needs-cors-mode'
  /** The body is a stream, which the engine cannot send. */
  | 'stream-is-not-supported'
  /** The cache mode is `only-if-cached`, which is allowed only in the mode `same-origin`. */
  | 'cache-mode-needs-same-origin-mode'
  /** The mode is `same-origin`, and the URL is cross-origin. */
  | 'url-is-cross-origin'
  | 'scheme-is-not-http'
  /** The port belongs to another protocol, such as 25 to email. */
  | 'port-is-blocked'
  /** The page uses https, and the URL http. */
  | 'mixed-content'
  /** The URL is on this computer or in the local network, and the user has not given the page the permission. */
  | 'local-network'
  /** The same, and a page over http cannot have the permission. */
  | 'local-network-needs-https'
  /** The server cannot be reached, or it closes the connection. */
  | 'no-response'

/** The kind of a failure. Stable: kebab-case, never reused. */
export type FailureCode = RequestCode | PreflightCode | RedirectCode

/** The failure of a step. */
export interface Failure {
  /** The kind of the failure. */
  readonly code: FailureCode
  /** The value, method or header name that causes the failure, or ''. */
  readonly parameter: string
  /** The name of the failure in the developer tools of Chromium. Otherwise undefined. */
  readonly corsError: string | undefined
}
