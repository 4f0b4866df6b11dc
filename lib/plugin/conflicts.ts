/** Conflicts between registrations: the names that reveal them, and their errors. */
import type { FastifyInstance } from 'fastify'
import type { CorsPolicyIssue } from '../../types/report.ts'
import { CorsPolicyError, type CorsPolicyErrorCode } from '../errors.ts'
import { levelsOf } from '../fastify/instances.ts'

/** The constraint that routes preflights to our OPTIONS route. The router inserts it into generated code, so it must be an identifier. */
export const PREFLIGHT_CONSTRAINT = 'corsPreflight'

/** The name of our hook, which identifies it among other hooks. */
export const ON_REQUEST_HOOK = 'corsPolicyOnRequest'

/** The name of our hook for responses of earlier hooks. */
export const ON_SEND_HOOK = 'corsPolicyOnSend'

/** Whether @fastify/cors is active on an instance. NestJS calls it as a function, which only its request decorator shows. */
export function isUnderFastifyCors (instance: FastifyInstance): boolean {
  // An instance does not inherit what its parent registers later.
  return [...levelsOf(instance)].some((level) => level.hasPlugin('@fastify/cors') || level.hasRequestDecorator('corsPreflightEnabled'))
}

/** Creates the error for conflicting registrations. */
export function duplicate (message: string): CorsPolicyError {
  return errorOf('FST_CORS_DUPLICATE', { id: 'cors-is-registered-twice', message })
}

/** Creates the error for two copies of this package, or of one of its modules, in an application. */
export function loadedTwice (message: string): CorsPolicyError {
  return errorOf('FST_CORS_LOADED_TWICE', { id: 'package-is-loaded-twice', message })
}

function errorOf (code: CorsPolicyErrorCode, issue: Pick<CorsPolicyIssue, 'id' | 'message'>): CorsPolicyError {
  return new CorsPolicyError(code, [{ path: '', value: undefined, ...issue }])
}
