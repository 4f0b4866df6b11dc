/** Checks the response to a preflight: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
import type { Check, CredentialsMode, ServerResponse } from '../../types/browser.ts'
import { isNonWildcardRequestHeaderName } from '../standard/headers.ts'
import { isSafelistedMethod } from '../standard/methods.ts'
import { isOkStatus } from '../standard/statuses.ts'
import { corsCheck } from './cors-check.ts'
import type { EngineFacts } from './engines.ts'
import type { PreflightFinding } from './failures.ts'
import { extractTokens } from './header-values.ts'
import { locationOf } from './redirect.ts'
import { isSameOrigin } from './url.ts'

/** The actual request of the preflight. */
export interface PreflightedRequest {
  /** The value of `Origin`. */
  readonly origin: string
  readonly url: URL
  readonly credentials: CredentialsMode
  readonly method: string
  /** Lower case, sorted. */
  readonly unsafeHeaderNames: readonly string[]
  /** Whether the request has an upload listener or a stream as body: https://fetch.spec.whatwg.org/#use-cors-preflight-flag */
  readonly useCorsPreflight: boolean
}

/** One check of the response. */
export interface PreflightStep {
  readonly check: Check
  /** Undefined if the check passed. */
  readonly finding: PreflightFinding | undefined
}

/** What a successful preflight allows. */
export interface PreflightGrant {
  readonly methods: readonly string[]
  /** Lower case. */
  readonly headerNames: readonly string[]
}

/** The checks in order, up to the first failed one. */
export interface PreflightResult {
  readonly steps: readonly PreflightStep[]
  /** Undefined if a check failed. */
  readonly grant: PreflightGrant | undefined
  /** What is cached: the grant, and in some engines also one that does not include the request. Otherwise undefined. */
  readonly cacheable: PreflightGrant | undefined
}

/** The checks of a request against a grant. */
const GRANT_CHECKS: ReadonlySet<Check> = new Set(['method-allowed', 'authorization-listed', 'headers-allowed'])

/** Checks the response to a preflight, step by step. */
export function preflightCheck (request: PreflightedRequest, response: ServerResponse, facts: EngineFacts): PreflightResult {
  const methods = extractTokens(response.headers, 'access-control-allow-methods')
  const headerNames = extractTokens(response.headers, 'access-control-allow-headers')
  const isGranted = request.useCorsPreflight && facts.grantsMethodOfUploads
  const grant = {
    methods: Array.isArray(methods) ? methods : isGranted ? [request.method] : [],
    headerNames: Array.isArray(headerNames) ? headerNames.map(name => name.toLowerCase()) : []
  }
  const first: Partial<Record<Check, () => PreflightFinding | undefined>> = {
    'cors-check': () => isOwnPreflight(request, facts) ? undefined : corsCheck(request.origin, request.credentials, response.headers),
    'preflight-redirect': () => redirectFinding(request, response, facts),
    'preflight-status': () => isOkStatus(response.status) ? undefined : { code: 'preflight-status-is-not-ok', parameter: '' }
  }
  const checks: [Check, () => PreflightFinding | undefined][] = [
    ...facts.preflightOrder.map((check): [Check, () => PreflightFinding | undefined] => [check, first[check]!]),
    ['allow-methods-syntax', () => methods === 'malformed'
      ? { code: 'allow-methods-is-malformed', parameter: '' }
      : undefined],
    ['allow-headers-syntax', () => headerNames === 'malformed'
      ? { code: 'allow-headers-is-malformed', parameter: '' }
      : undefined],
    ['method-allowed', () => methodFinding(request, grant)],
    ['authorization-listed', () => authorizationFinding(request, grant, facts)],
    ['headers-allowed', () => headerFinding(request, grant)]
  ]

  const steps: PreflightStep[] = []
  for (const [check, find] of checks) {
    const finding = find()
    steps.push({ check, finding })
    if (finding !== undefined) {
      return { steps, grant: undefined, cacheable: facts.cachesRejectedPreflights && GRANT_CHECKS.has(check) ? grant : undefined }
    }
  }
  return { steps, grant, cacheable: grant }
}

/** A preflight to the origin of the page, after redirects, is same-origin in an engine that always sends the origin of the page. */
function isOwnPreflight ({ origin, url }: PreflightedRequest, { preflightOrigin }: EngineFacts): boolean {
  return preflightOrigin === 'page' && isSameOrigin(origin, url)
}

function redirectFinding (
  { url }: PreflightedRequest, response: ServerResponse, facts: EngineFacts
): PreflightFinding | undefined {
  const location = locationOf(response, url, facts)
  if (location === 'none') return undefined
  return location === 'malformed' && facts.rejectsMalformedLocationFirst
    ? { code: 'redirect-location-is-not-a-url', parameter: '' }
    : { code: 'preflight-redirects', parameter: '' }
}

/** With credentials, "*" is not a wildcard: https://fetch.spec.whatwg.org/#http-new-header-syntax */
function isWildcard (list: readonly string[], { credentials }: PreflightedRequest): boolean {
  return credentials !== 'include' && list.includes('*')
}

function methodFinding (request: PreflightedRequest, { methods }: PreflightGrant): PreflightFinding | undefined {
  const { method } = request
  if (methods.includes(method) || isSafelistedMethod(method) || isWildcard(methods, request)) return undefined
  return { code: 'method-not-allowed', parameter: method }
}

function authorizationFinding (
  { unsafeHeaderNames }: PreflightedRequest, { headerNames }: PreflightGrant, facts: EngineFacts
): PreflightFinding | undefined {
  if (facts.wildcardCoversAuthorization) return undefined
  const name = unsafeHeaderNames.find(name => isNonWildcardRequestHeaderName(name) && !headerNames.includes(name))
  return name === undefined ? undefined : { code: 'authorization-not-listed', parameter: name }
}

function headerFinding (request: PreflightedRequest, { headerNames }: PreflightGrant): PreflightFinding | undefined {
  if (isWildcard(headerNames, request)) return undefined
  const name = request.unsafeHeaderNames.find(name => !headerNames.includes(name))
  return name === undefined ? undefined : { code: 'header-not-allowed', parameter: name }
}
