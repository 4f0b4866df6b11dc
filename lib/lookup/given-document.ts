/** A document that a command gives an application in place of that of its store, which the command must not need. */
import { withSetting } from '../command-setting.ts'

/** Set while such a command runs. */
const GIVEN = Symbol.for('fastify-cors-policy.document')

interface Given {
  readonly document: unknown
  isTaken: boolean
}

/** Returns the document for the first registration of an application, if a command gives one. */
export function takeGivenDocument (): Pick<Given, 'document'> | undefined {
  const given = (globalThis as { [GIVEN]?: Given })[GIVEN]
  if (given !== undefined) given.isTaken = true
  return given
}

/** Gives a document to the applications that start during `work`. Returns its result, and whether an application has taken the document. */
export async function withGivenDocument<T> (document: unknown, work: () => Promise<T>): Promise<{ readonly result: T, readonly isTaken: boolean }> {
  const given: Given = { document, isTaken: false }
  const result = await withSetting(GIVEN, given, work)
  return { result, isTaken: given.isTaken }
}
