/** Replaces the document of a registration while the application serves requests. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { digestOf } from '../digest.ts'
import { CorsPolicyError } from '../errors.ts'
import type { Scope } from '../routes/scope.ts'
import { lintInTurns, type Application } from './application.ts'
import { assertBooted } from './booted-application.ts'
import { rememberedBetween } from './changed-routes.ts'
import { changeDocument, documentSteps } from './change-document.ts'
import { inTurns } from './in-turns.ts'

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
    followed.begin(async (input) => {
      const document = await inTurns(documentSteps(scope, input, application.registrations.scopes))
      // The same document with another version is not a change.
      if (digestOf(document) !== digestOf(scope.document)) await replaceDocument(application, scope, document)
      return scope.document
    })
  }
}

/**
 * Validates a document, resolves it against all routes, and puts it in place. Several replacements run one after another.
 *
 * Most of the work is done while requests are served in between: before the change what can refuse it, and after it what is only logged.
 */
function replaceDocument (application: Application, scope: Scope, input: unknown): Promise<CorsPolicyDocument> {
  const replaced = application.lastReplacement.then(async () => {
    const document = await inTurns(documentSteps(scope, input, application.registrations.scopes))
    const previous = scope.document
    put(application, scope, document)
    return previous
  })
  const logged = replaced.then(async () => {
    await nextTurn()
    logReplacement(scope)
    await nextTurn()
  }, () => undefined)
  // The next replacement can remove an origin, so it does not wait for lint. If it is refused, lint begins again.
  const last: Promise<void> = logged.then(() => lintInTurns(application, () => application.lastReplacement !== last)).catch(() => undefined)
  application.lastReplacement = last
  return replaced
}

/** Puts a valid document in place, in one turn: each request has the policies from before or from after. */
function put (application: Application, scope: Scope, document: CorsPolicyDocument): void {
  const before = application.booted!
  const undo = changeDocument(application.registrations.scopes, scope, document)
  try {
    application.rebuild(scope)
  } catch (error) {
    undo()
    throw error
  }
  scope.remembered = rememberedBetween(before, application.booted!)
  // What another store has can fit now.
  for (const [other, followed] of application.followed) if (other !== scope) followed.reconsider()
  scope.version++
  scope.since = new Date()
}

function logReplacement ({ document, remembered, version, log }: Scope): void {
  log.info({ version, digest: digestOf(document), ...(remembered !== undefined && { remembered: remembered.advice }) }, 'The CORS policy was replaced.')
}
