/** Which requests of pages a change is about. A function decides it, and is not part of the report. */
import type { CorsMigrationChange } from '../../types/migration.ts'
import { isSafelistedMethod } from '../standard/methods.ts'

/** A request of a page whose outcome differs. */
export interface AffectedRequest {
  readonly origin: string
  readonly method: string
  /** The names of its headers that need approval, lower case. */
  readonly unsafeHeaders: readonly string[]
  readonly credentials: boolean
  /** The path with the query. */
  readonly path: string
  /** What is different: what the failed check is about, or whether a page can read a header. */
  readonly subject: 'origin' | 'credentials' | 'method' | 'header' | 'exposed'
  /** The names of the response headers that a page can read, or no longer can, lower case. */
  readonly exposed: readonly string[]
}

/** Whether a change is why the outcome of a request differs: without the change, it would not. */
export type Affects = (request: AffectedRequest) => boolean | Promise<boolean>

const known = new WeakMap<CorsMigrationChange, Affects>()

/** Adds the requests that a change is about. */
export function withAffected<Change extends CorsMigrationChange> (change: Change, affects: Affects): Change {
  known.set(change, affects)
  return change
}

/** Whether a change is about a request. Without such a function it is about none. */
export async function isAffected (change: CorsMigrationChange, request: AffectedRequest): Promise<boolean> {
  return await known.get(change)?.(request) === true
}

/** Changes about a method that a list does not have. */
export function affectsMethods (listed: readonly string[]): Affects {
  return ({ subject, method }) => subject === 'method' && !isSafelistedMethod(method) && !listed.includes(method)
}

/** Changes about a header that a list does not have, in any letter case. */
export function affectsHeaders (listed: readonly string[]): Affects {
  const names = new Set(listed.map(name => name.toLowerCase()))
  return ({ subject, unsafeHeaders }) => subject === 'header' && unsafeHeaders.some(name => !names.has(name))
}

/** Changes without credentials about a response header that a list does not have, in any letter case. */
export function affectsExposed (listed: readonly string[]): Affects {
  const names = new Set(listed.map(name => name.toLowerCase()))
  return ({ subject, exposed, credentials }) => subject === 'exposed' && !credentials && exposed.every(name => !names.has(name))
}

/** Changes about preflights that request nothing. */
export const affectsNeedlessPreflights: Affects = ({ method, unsafeHeaders }) => isSafelistedMethod(method) && unsafeHeaders.length === 0

/** Changes about preflights that request something. */
export const affectsPreflights: Affects = ({ method, unsafeHeaders }) => !isSafelistedMethod(method) || unsafeHeaders.length > 0
