/** Messages about failed steps, in the terms of the standard. */
import type { Failure, FailureCode, SimulatedStep } from '../../types/browser.ts'
import { checkOf } from './failures.ts'

/** `%` is replaced with the parameter. */
const MESSAGES: Readonly<Record<FailureCode, string>> = {
  'url-is-malformed': 'the URL `%` cannot be parsed',
  'url-has-credentials': 'the URL includes credentials',
  'method-is-not-a-token': '`%` is not a valid method',
  'method-is-forbidden': '`%` is a forbidden method',
  'method-needs-cors-mode': 'the method `%` is not CORS-safelisted, so the mode must be `cors`',
  'header-is-malformed': 'the header `%` has an invalid name or value',
  'stream-with-get-or-head': 'the body is a stream, which is not allowed with the method `%`',
  'stream-needs-cors-mode': 'the body is a stream, so the mode must be `cors`',
  'stream-is-not-supported': 'the body is a stream, which this browser cannot send',
  'cache-mode-needs-same-origin-mode': 'the cache mode is `only-if-cached`, so the mode must be `same-origin`',
  'url-is-cross-origin': 'the mode is `same-origin`, but the URL is cross-origin',
  'scheme-is-not-http': 'the scheme of the URL is not http or https',
  'port-is-blocked': 'browsers block the port `%`, which belongs to another protocol',
  'mixed-content': 'the page uses https and the URL http, so the browser sends nothing',
  'local-network': 'the URL is in the address space `%`, which the page cannot use without a permission of the user, and the browser sends nothing',
  'local-network-needs-https': 'the URL is in the address space `%`, which a page over http cannot use, and the browser sends nothing',
  'no-response': 'the server does not respond',

  'allow-origin-missing': '`Access-Control-Allow-Origin` is missing',
  'allow-origin-lists-several': '`Access-Control-Allow-Origin` contains more than one value: `%`',
  'allow-origin-is-not-a-url': '`Access-Control-Allow-Origin` is not a valid origin: `%`',
  'allow-origin-differs': '`Access-Control-Allow-Origin` is a different origin: `%`',
  'wildcard-with-credentials': '`Access-Control-Allow-Origin` is `*`, which is not allowed with credentials mode `include`',
  'allow-credentials-missing': '`Access-Control-Allow-Credentials` is missing, but the credentials mode is `include`',
  'allow-credentials-is-not-true': '`Access-Control-Allow-Credentials` is `%` instead of `true`, but the credentials mode is `include`',

  'preflight-redirects': 'the response is a redirect',
  'preflight-status-is-not-ok': 'the status is not an ok status',
  'allow-methods-is-malformed': '`Access-Control-Allow-Methods` cannot be parsed',
  'allow-headers-is-malformed': '`Access-Control-Allow-Headers` cannot be parsed',
  'method-not-allowed': 'the method `%` is not in `Access-Control-Allow-Methods`',
  'authorization-not-listed': '`%` is a CORS non-wildcard request-header name, but it is not in `Access-Control-Allow-Headers`',
  'header-not-allowed': 'the CORS-unsafe request-header name `%` is not in `Access-Control-Allow-Headers`',

  'redirect-location-is-not-a-url': '`Location` cannot be parsed',
  'redirect-scheme-is-not-http': 'the scheme of `Location` is not http or https: `%`',
  'too-many-redirects': 'there are more than 20 redirects',
  'redirect-has-credentials': '`Location` includes credentials',
  'redirect-of-a-stream': 'the body is a stream, which cannot be sent again'
}

const SUBJECTS: Readonly<Record<SimulatedStep['subject'], string>> = {
  request: 'request',
  preflight: 'preflight',
  response: 'response',
  redirect: 'redirect'
}

/** Returns a sentence about a failed step: what fails, and why. */
export function failureMessage (subject: SimulatedStep['subject'], { code, parameter }: Pick<Failure, 'code' | 'parameter'>): string {
  const message = MESSAGES[code].replace('%', () => parameter)
  const isCorsCheck = checkOf(code) === 'cors-check'
  return `The ${isCorsCheck ? 'CORS check of the ' : ''}${SUBJECTS[subject]} fails: ${message}.`
}
