/** The messages in the console of Chromium, exactly as in Chromium 156. */
import type { Failure } from '../../types/browser.ts'

const MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
const WILDCARD = "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the " +
  "request's credentials mode is 'include'."
const SEVERAL = "The 'Access-Control-Allow-Origin' header contains multiple values '%', but only one is allowed. " +
  'Have the server send the header with a valid value.'
const INVALID = "The 'Access-Control-Allow-Origin' header contains the invalid value '%'. Have the server send the header with " +
  'a valid value.'
const MISMATCH = "The 'Access-Control-Allow-Origin' header has a value '%' that is not equal to the supplied origin. " +
  'Have the server send the header with a valid value.'
const CREDENTIALS = "The value of the 'Access-Control-Allow-Credentials' header in the response is '%' which must be 'true' " +
  "when the request's credentials mode is 'include'."
const PREFLIGHT = "Response to preflight request doesn't pass access control check: "

/** By `corsError`. `%` is replaced with the parameter. */
const SENTENCES: ReadonlyMap<string, string> = new Map([
  ['MissingAllowOriginHeader', MISSING],
  ['WildcardOriginNotAllowed', WILDCARD],
  ['MultipleAllowOriginValues', SEVERAL],
  ['InvalidAllowOriginValue', INVALID],
  ['AllowOriginMismatch', MISMATCH],
  ['InvalidAllowCredentials', CREDENTIALS],
  ['PreflightMissingAllowOriginHeader', PREFLIGHT + MISSING],
  ['PreflightWildcardOriginNotAllowed', PREFLIGHT + WILDCARD],
  ['PreflightMultipleAllowOriginValues', PREFLIGHT + SEVERAL],
  ['PreflightInvalidAllowOriginValue', PREFLIGHT + INVALID],
  ['PreflightAllowOriginMismatch', PREFLIGHT + MISMATCH],
  ['PreflightInvalidAllowCredentials', PREFLIGHT + CREDENTIALS],
  ['PreflightInvalidStatus', `${PREFLIGHT}It does not have HTTP ok status.`],
  ['PreflightDisallowedRedirect', `${PREFLIGHT}Redirect is not allowed for a preflight request.`],
  ['InvalidAllowMethodsPreflightResponse', 'Cannot parse Access-Control-Allow-Methods response header field in preflight response.'],
  ['InvalidAllowHeadersPreflightResponse', 'Cannot parse Access-Control-Allow-Headers response header field in preflight response.'],
  ['MethodDisallowedByPreflightResponse', 'Method % is not allowed by Access-Control-Allow-Methods in preflight response.'],
  ['HeaderDisallowedByPreflightResponse',
    'Request header field % is not allowed by Access-Control-Allow-Headers in preflight response.']
])

/** By the code, for what is blocked before the CORS protocol. */
const BEFORE_CORS: ReadonlyMap<string, string> = new Map([
  ['local-network', 'Permission was denied for this request to access the `%` address space.'],
  ['local-network-needs-https', 'The request client is not a secure context and the resource is in more-private address space `%`.']
])

/**
 * The message in the console of Chromium for a failed `fetch()` without redirects. Undefined if the message is not about CORS.
 * If several header names are not allowed, Chromium shows an arbitrary one. This function uses the first one.
 */
export function consoleSentence ({ code, corsError, parameter }: Failure, url: string, origin: string): string | undefined {
  if (code === 'mixed-content') {
    return `Mixed Content: The page at '${origin}/' was loaded over HTTPS, but requested an insecure resource '${url}'. ` +
      'This request has been blocked; the content must be served over HTTPS.'
  }
  const sentence = corsError === undefined ? BEFORE_CORS.get(code) : SENTENCES.get(corsError)
  if (sentence === undefined) return undefined
  return `Access to fetch at '${url}' from origin '${origin}' has been blocked by CORS policy: ` +
    sentence.replace('%', () => parameter)
}
