/** Whether a request needs a preflight: https://fetch.spec.whatwg.org/#main-fetch */
import type { HeaderLine, PageRequest, PreflightNeed, PreflightReason } from '../../types/browser.ts'
import { isSafelistedMethod } from '../standard/methods.ts'
import type { EngineFacts } from './engines.ts'
import { unsafeRequestHeaderNames } from './safelist.ts'

/** The part of a request that decides. */
export interface PreflightableRequest {
  /** As sent: what the standard normalizes is normalized. */
  readonly method: string
  /** The page's own, without forbidden ones. */
  readonly headers: readonly HeaderLine[]
  readonly uploadListener: boolean
  readonly body: PageRequest['body']
}

/**
 * Why a cross-origin request with mode `cors` needs a preflight, and the names that it asks for; undefined where none is
 * needed. Cookies, the URL, the response's type and the size of the body have no say. Frozen.
 */
export function needsPreflight (request: PreflightableRequest, facts: EngineFacts): PreflightNeed | undefined {
  const unsafeHeaderNames = unsafeRequestHeaderNames(request.headers, facts)
  const reasons: PreflightReason[] = []
  if (!isSafelistedMethod(request.method)) reasons.push('method')
  if (unsafeHeaderNames.length > 0) reasons.push('headers')
  // These two are the use-CORS-preflight flag: https://fetch.spec.whatwg.org/#use-cors-preflight-flag
  if (request.uploadListener) reasons.push('upload-listener')
  if (request.body === 'stream') reasons.push('stream-body')
  return reasons.length === 0 ? undefined : Object.freeze({ reasons: Object.freeze(reasons), unsafeHeaderNames })
}
