/** What each failing step says, in the terms of the standard. */
import type { Failure, FailureCode, SimulatedStep } from '../../types/browser.ts'
import { checkOf } from './failures.ts'

/** `%` stands for the parameter. */
const WORDS: Readonly<Record<FailureCode, string>> = {
  'url-is-malformed': 'the URL `%` cannot be parsed',
  'url-has-credentials': 'the URL includes credentials',
  'method-is-not-a-token': '`%` is no method',
  'method-is-forbidden': '`%` is a forbidden method',
  'method-needs-cors-mode': '`%` is no CORS-safelisted method, and the mode is not `cors`',
  'header-is-malformed': '`%` is no header name, or its value is no header value',
  'stream-with-get-or-head': 'the body is a stream, and the method `%`',
  'stream-needs-cors-mode': 'the body is a stream, and the mode is not `cors`',
  'url-is-cross-origin': 'the mode is `same-origin`, and the URL is of another origin',
  'scheme-is-not-http': 'the scheme of the URL is not http or https',
  'no-answer': 'no answer comes',

  'allow-origin-missing': '`Access-Control-Allow-Origin` is not there',
  'allow-origin-lists-several': '`Access-Control-Allow-Origin` holds more than one value: `%`',
  'allow-origin-is-not-a-url': '`Access-Control-Allow-Origin` is neither the origin nor `*`: `%`',
  'allow-origin-differs': '`Access-Control-Allow-Origin` is another origin: `%`',
  'wildcard-with-credentials': '`Access-Control-Allow-Origin` is `*`, which is no wildcard with credentials mode `include`',
  'allow-credentials-missing': '`Access-Control-Allow-Credentials` is not there, and the credentials mode is `include`',
  'allow-credentials-is-not-true': '`Access-Control-Allow-Credentials` is `%` and not `true`, and the credentials mode is `include`',

  'preflight-redirects': 'the answer is a redirect',
  'preflight-status-is-not-ok': 'the status is no ok status',
  'allow-methods-is-malformed': '`Access-Control-Allow-Methods` cannot be parsed',
  'allow-headers-is-malformed': '`Access-Control-Allow-Headers` cannot be parsed',
  'method-not-allowed': 'the method `%` is not in `Access-Control-Allow-Methods`',
  'authorization-not-listed': '`%` is a CORS non-wildcard request-header name, and not in `Access-Control-Allow-Headers`',
  'header-not-allowed': 'the CORS-unsafe request-header name `%` is not in `Access-Control-Allow-Headers`',

  'redirect-location-is-not-a-url': '`Location` cannot be parsed',
  'redirect-scheme-is-not-http': 'the scheme of `Location` is not http or https: `%`',
  'too-many-redirects': 'the redirect count is twenty',
  'redirect-has-credentials': '`Location` includes credentials',
  'redirect-of-a-stream': 'the body is a stream, which cannot be sent again'
}

const SUBJECTS: Readonly<Record<SimulatedStep['subject'], string>> = {
  request: 'request',
  preflight: 'preflight',
  response: 'response',
  redirect: 'redirect'
}

/** A sentence about a failing step: of what, and why it fails. */
export function failureMessage (subject: SimulatedStep['subject'], { code, parameter }: Pick<Failure, 'code' | 'parameter'>): string {
  const words = WORDS[code].replace('%', () => parameter)
  const isCorsCheck = checkOf(code) === 'cors-check'
  return `The ${isCorsCheck ? 'CORS check of the ' : ''}${SUBJECTS[subject]} fails: ${words}.`
}
