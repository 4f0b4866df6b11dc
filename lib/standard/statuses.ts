/** Facts about response statuses: https://fetch.spec.whatwg.org/#statuses */

/** https://fetch.spec.whatwg.org/#redirect-status */
const REDIRECT: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** The maximum number of redirects that a browser follows for one request: https://fetch.spec.whatwg.org/#http-redirect-fetch */
export const MAX_REDIRECTS = 20

/** Whether a preflight can succeed with this status: https://fetch.spec.whatwg.org/#ok-status */
export function isOkStatus (status: number): boolean {
  return status >= 200 && status <= 299
}

/** Whether a browser follows the `Location` of a response with this status. */
export function isRedirectStatus (status: number): boolean {
  return REDIRECT.has(status)
}
