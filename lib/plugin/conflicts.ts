/** What must not stand beside a registration: the names by which that is seen, and the errors. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError, type CorsPolicyErrorCode } from '../errors.ts'

/** The constraint that sends preflights to our OPTIONS route; pasted into generated code by the router, so a plain name. */
export const PREFLIGHT_CONSTRAINT = 'corsPreflight'

/** The name of our hook, by which it is found among others. */
export const ON_REQUEST_HOOK = 'corsPolicyOnRequest'

/** The error for registrations that cannot stand beside each other. */
export function duplicate (message: string): CorsPolicyError {
  return errorOf('FST_CORS_DUPLICATE', { id: 'cors-is-registered-twice', message })
}

/** The error for two copies of this package, or of a part of it, in one application. */
export function loadedTwice (message: string): CorsPolicyError {
  return errorOf('FST_CORS_LOADED_TWICE', { id: 'package-is-loaded-twice', message })
}

function errorOf (code: CorsPolicyErrorCode, issue: Pick<CorsPolicyIssue, 'id' | 'message'>): CorsPolicyError {
  return new CorsPolicyError(code, [{ path: '', value: undefined, ...issue }])
}
