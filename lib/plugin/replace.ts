/** Replaces the document of a registration while the application serves requests. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { digestOf } from '../digest.ts'
import { CorsPolicyError } from '../errors.ts'
import type { Scope } from '../routes/scope.ts'
import type { Application } from './application.ts'
import { assertBooted } from './booted-application.ts'
import { rememberedBetween } from './changed-routes.ts'
import { changeDocument, readDocument } from './change-document.ts'

/**
 * Replaces a document that the application has given.
 *
 * @param input  any value, as in `validatePolicy`
 * @returns      the previous document
 * @throws       the errors of the boot, with every issue, and an error if a store has the document; the policies have not changed then
 */
export async function replaceByHand (application: Application, scope: Scope, input: unknown): Promise<CorsPolicyDocument> {
  assertBooted(application.booted)
  if (scope.store === undefined) return replaceDocument(application, scope, input)
  const { description = 'a store' } = scope.store.status()
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [{
    id: 'document-is-in-a-store',
    path: '',
    value: undefined,
    message: `The document comes from ${description}, whose next change would undo this one. Publish the document there, with its writer or with ` +
      'the command `fastify-cors-policy document publish`.'
  }])
}

/** Lets the documents of stores replace those in place; called when the application is ready. */
export function followDocuments (application: Application): void {
  for (const [scope, followed] of application.followed) {
    followed.begin((input) => {
      const document = readDocument(scope, input)
      // The same document with another version is not a change.
      if (digestOf(document) !== digestOf(scope.document)) replaceDocument(application, scope, document)
      return scope.document
    })
  }
}

/** Validates a document, resolves it against all routes, and puts it in place. Each request has the policies from before or from after. */
function replaceDocument (application: Application, scope: Scope, input: unknown): CorsPolicyDocument {
  const document = readDocument(scope, input)
  const previous = scope.document
  const before = application.booted!
  const undo = changeDocument(application.registrations.scopes, scope, document)
  try {
    scope.remembered = rememberedBetween(before, application.rebuild())
  } catch (error) {
    undo()
    throw error
  }
  scope.version++
  scope.since = new Date()
  const { remembered, version, log } = scope
  log.info({ version, digest: digestOf(document), ...(remembered !== undefined && { remembered: remembered.advice }) }, 'The CORS policy was replaced.')
  return previous
}
