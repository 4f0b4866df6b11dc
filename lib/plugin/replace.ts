/** Replaces the document of a registration while the application serves requests. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { assertBooted } from './booted-application.ts'
import { changeDocument, readDocument } from './change-document.ts'

/**
 * Validates a document, resolves it against all routes, and puts it in place. Each request has the policies from before or from after.
 *
 * @param input  any value, as in `validatePolicy`
 * @returns      the previous document
 * @throws       the errors of the boot, with every issue; the policies have not changed then
 */
export function replaceDocument (application: Application, scope: Scope, input: unknown): CorsPolicyDocument {
  assertBooted(application.booted)
  const document = readDocument(scope, input)
  const previous = scope.document
  const undo = changeDocument(application.registrations.scopes, scope, document)
  try {
    application.rebuild()
  } catch (error) {
    undo()
    throw error
  }
  scope.version++
  scope.since = new Date()
  return previous
}
