/** A document that a command gives an application in place of that of its store, which the command must not need. */

/** Set on `globalThis` while such a command runs. The command and the plugin can be copies of this module, of different versions. */
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
  Object.defineProperty(globalThis, GIVEN, { value: given, configurable: true })
  try {
    return { result: await work(), isTaken: given.isTaken }
  } finally {
    Reflect.deleteProperty(globalThis, GIVEN)
  }
}
