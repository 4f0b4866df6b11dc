/** The text of a document in a store. */
import type { CorsPublication, CorsStoredDocument } from '../../../types/document-store.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsPolicyIssue } from '../../../types/report.ts'
import { digestOf } from '../../digest.ts'
import { CorsPolicyError } from '../../errors.ts'
import { isDeeperThan } from '../../json/nesting.ts'
import { repeatedMember, repeatedMemberIssue } from '../../json/repeated-member.ts'
import { validatePolicy } from '../../validate.ts'
import { MAX_DEPTH } from '../../validate/snapshot.ts'

/** To parse such a text would stop the process for longer than any policy takes. */
const TOO_DEEP: CorsPolicyIssue = Object.freeze({
  id: 'document-is-too-deep', path: '', value: undefined, message: `The text is nested more than ${MAX_DEPTH} levels deep.`
})

/** Parses what a store has. Objects with two members of one name are a problem, although `JSON.parse` uses the last one. */
export function storedDocument (version: string, text: string): CorsStoredDocument {
  if (isDeeperThan(MAX_DEPTH, text)) return { version, problem: TOO_DEEP }
  try {
    const document: unknown = JSON.parse(text)
    const repeated = repeatedMember(text)
    return repeated === undefined ? { version, document } : { version, problem: repeatedMemberIssue(repeated) }
  } catch (error) {
    return { version, problem: `The text is not valid JSON: ${(error as Error).message}.` }
  }
}

/** A document that is going to be published. */
export interface NewDocument {
  readonly document: CorsPolicyDocument
  readonly digest: string
  readonly text: string
}

/** @throws CorsPolicyError with every issue */
export function newDocument (input: unknown): NewDocument {
  const document = validatePolicy(input)
  return { document, digest: digestOf(document), text: `${JSON.stringify(document, null, 2)}\n` }
}

/** Parses a document to read. @throws an Error or a CorsPolicyError if it is not valid */
export function documentIn (text: string, where: string): CorsPolicyDocument {
  const stored = storedDocument('', text)
  if ('problem' in stored) throw new Error(`${where}: ${problemText(stored.problem)}`)
  return validatePolicy(stored.document)
}

/** Returns a problem with a stored document as one sentence. */
export function problemText (problem: string | CorsPolicyIssue): string {
  return typeof problem === 'string' ? problem : problem.message
}

/** Returns the document before, so that a change can be undone; undefined if it was not valid. */
export function previousIn (text: string | undefined): CorsPolicyDocument | undefined {
  if (text === undefined) return undefined
  try {
    return documentIn(text, '')
  } catch {
    return undefined
  }
}

/** @throws CorsPolicyError for a note that a store cannot have */
export function assertNote (note: unknown): asserts note is string {
  if (typeof note === 'string' && !note.includes('\0')) return
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id: 'wrong-type', path: '', value: note, message: 'The note must be a text.' }])
}

/** @throws CorsPolicyError for a value that is not the number of a version */
export function assertVersion (version: unknown): asserts version is number {
  if (Number.isSafeInteger(version) && (version as number) > 0) return
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id: 'wrong-type', path: '', value: version, message: 'The version must be a whole number above 0.' }])
}

export function publicationOf ({ digest }: NewDocument, version: number | undefined, isNew: boolean, before: string | undefined): CorsPublication {
  return { version, digest, isNew, previous: previousIn(before) }
}
