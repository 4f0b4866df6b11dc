/** Whether a request needs a preflight: https://fetch.spec.whatwg.org/#main-fetch */
import type { HeaderLine, PageRequest, PreflightNeed, PreflightReason } from '../../types/browser.ts'
import { isSafelistedMethod } from '../standard/methods.ts'
import type { EngineFacts } from './engines.ts'
import { unsafeRequestHeaderNames } from './safelist.ts'

/** The parts of a request that determine whether it needs a preflight. */
export interface PreflightableRequest {
  /** The method as sent, after normalization. */
  readonly method: string
  /** The headers of the page, without forbidden headers. */
  readonly preflightHeaders: readonly HeaderLine[]
  /** Whether a redirect makes a preflight necessary. */
  readonly needsPreflightAgain: boolean
  readonly uploadListener: boolean
  readonly body: PageRequest['body']
}

/**
 * Returns why a cross-origin request with mode `cors` needs a preflight, and its unsafe header names. Undefined if it needs
 * none. Cookies, the URL, the response type and the size of the body do not matter. Frozen.
 */
export function needsPreflight (request: PreflightableRequest, facts: EngineFacts): PreflightNeed | undefined {
  const unsafeHeaderNames = unsafeRequestHeaderNames(request.preflightHeaders, facts)
  const reasons: PreflightReason[] = []
  if (!isSafelistedMethod(request.method)) reasons.push('method')
  if (unsafeHeaderNames.length > 0) reasons.push('headers')
  // These two are the use-CORS-preflight flag: https://fetch.spec.whatwg.org/#use-cors-preflight-flag
  if (request.uploadListener) reasons.push('upload-listener')
  if (request.body === 'stream') reasons.push('stream-body')
  if (reasons.length === 0 && request.needsPreflightAgain) reasons.push('redirect')
  return reasons.length === 0 ? undefined : Object.freeze({ reasons: Object.freeze(reasons), unsafeHeaderNames })
}
