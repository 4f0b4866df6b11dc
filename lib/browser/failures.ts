/** Facts about every failure: its check, the section of the standard, and its name in the developer tools of Chromium. */
import type { Check, CorsCheckCode, Failure, FailureCode, PreflightCode, SimulatedStep } from '../../types/browser.ts'

interface FailureFacts {
  readonly check: Check
  readonly section: string
  /** `Network.CorsError`, without the prefix `Preflight` for failed CORS checks of preflights. */
  readonly corsError?: string
}

const FETCH = 'https://fetch.spec.whatwg.org/'
const CONSTRUCTION = { check: 'request-construction', section: `${FETCH}#dom-request` } as const
const CORS_CHECK = { check: 'cors-check', section: `${FETCH}#concept-cors-check` } as const
const PREFLIGHT = `${FETCH}#cors-preflight-fetch`
const REDIRECT = `${FETCH}#http-redirect-fetch`
const MAIN = `${FETCH}#main-fetch`

const FAILURES: Readonly<Record<FailureCode, FailureFacts>> = {
  'url-is-malformed': CONSTRUCTION,
  'url-has-credentials': CONSTRUCTION,
  'method-is-not-a-token': CONSTRUCTION,
  'method-is-forbidden': CONSTRUCTION,
  'method-needs-cors-mode': CONSTRUCTION,
  'header-is-malformed': { check: 'request-construction', section: `${FETCH}#headers-validate` },
  'stream-with-get-or-head': CONSTRUCTION,
  'stream-needs-cors-mode': CONSTRUCTION,
  'stream-is-not-supported': CONSTRUCTION,
  'cache-mode-needs-same-origin-mode': CONSTRUCTION,
  // Chromium blocks it in fetch() without a report in the developer tools.
  'url-is-cross-origin': { check: 'request-mode', section: MAIN },
  'scheme-is-not-http': { check: 'request-scheme', section: MAIN },
  'port-is-blocked': { check: 'request-port', section: `${FETCH}#block-bad-port` },
  'mixed-content': { check: 'mixed-content', section: 'https://w3c.github.io/webappsec-mixed-content/#should-block-fetch' },
  'local-network': { check: 'local-network', section: 'https://wicg.github.io/local-network-access/' },
  'local-network-needs-https': { check: 'local-network', section: 'https://wicg.github.io/local-network-access/' },
  'no-response': { check: 'response-received', section: `${FETCH}#http-network-fetch` },

  'allow-origin-missing': { ...CORS_CHECK, corsError: 'MissingAllowOriginHeader' },
  'allow-origin-lists-several': { ...CORS_CHECK, corsError: 'MultipleAllowOriginValues' },
  'allow-origin-is-not-a-url': { ...CORS_CHECK, corsError: 'InvalidAllowOriginValue' },
  'allow-origin-differs': { ...CORS_CHECK, corsError: 'AllowOriginMismatch' },
  'wildcard-with-credentials': { ...CORS_CHECK, corsError: 'WildcardOriginNotAllowed' },
  'allow-credentials-missing': { ...CORS_CHECK, corsError: 'InvalidAllowCredentials' },
  'allow-credentials-is-not-true': { ...CORS_CHECK, corsError: 'InvalidAllowCredentials' },

  'preflight-redirects': { check: 'preflight-redirect', section: PREFLIGHT, corsError: 'PreflightDisallowedRedirect' },
  'preflight-status-is-not-ok': { check: 'preflight-status', section: PREFLIGHT, corsError: 'PreflightInvalidStatus' },
  'allow-methods-is-malformed': {
    check: 'allow-methods-syntax', section: PREFLIGHT, corsError: 'InvalidAllowMethodsPreflightResponse'
  },
  'allow-headers-is-malformed': {
    check: 'allow-headers-syntax', section: PREFLIGHT, corsError: 'InvalidAllowHeadersPreflightResponse'
  },
  'method-not-allowed': { check: 'method-allowed', section: PREFLIGHT, corsError: 'MethodDisallowedByPreflightResponse' },
  // Chromium has no such step. It reports this error only without "*".
  'authorization-not-listed': {
    check: 'authorization-listed', section: PREFLIGHT, corsError: 'HeaderDisallowedByPreflightResponse'
  },
  'header-not-allowed': { check: 'headers-allowed', section: PREFLIGHT, corsError: 'HeaderDisallowedByPreflightResponse' },

  'redirect-location-is-not-a-url': { check: 'redirect-location', section: REDIRECT },
  'redirect-scheme-is-not-http': { check: 'redirect-scheme', section: REDIRECT, corsError: 'CorsDisabledScheme' },
  'too-many-redirects': { check: 'redirect-count', section: REDIRECT },
  'redirect-has-credentials': { check: 'redirect-credentials', section: REDIRECT, corsError: 'RedirectContainsCredentials' },
  'redirect-of-a-stream': { check: 'redirect-body', section: REDIRECT }
}

/** Every code, in the order of the checks. Frozen. */
export const FAILURE_CODES: readonly FailureCode[] = Object.freeze(Object.keys(FAILURES) as FailureCode[])

/** A failed check, regardless of whether a preflight or an actual response fails it. */
export interface StepFailure<Code extends FailureCode = FailureCode> {
  readonly code: Code
  /** The value, method or header name that causes the failure, or ''. */
  readonly parameter: string
}

/** The check of a failure. */
export function checkOf (code: FailureCode): Check {
  return FAILURES[code].check
}

/** URL of the section of the Fetch standard with the failed step. */
export function sectionOf (code: FailureCode): string {
  return FAILURES[code].section
}

/** The name of a failure in Chromium, `Network.CorsError` of its DevTools protocol. Otherwise undefined. */
export function corsErrorOf (code: FailureCode, subject: SimulatedStep['subject']): string | undefined {
  const { check, corsError } = FAILURES[code]
  return subject === 'preflight' && check === 'cors-check' ? `Preflight${corsError}` : corsError
}

/** Makes the failure of a step. Frozen. */
export function failureOf (finding: StepFailure, subject: SimulatedStep['subject']): Failure {
  return Object.freeze({ ...finding, corsError: corsErrorOf(finding.code, subject) })
}

/** A failed CORS check. */
export type CorsFinding = StepFailure<CorsCheckCode>

/** A failed check of a preflight. */
export type PreflightFinding = StepFailure<PreflightCode>
