/** What messages about a store that was never filled say about how to fill it. */

/** The beginning of the sentence. The command shows a longer one instead. */
export const IMPORT = 'The command "origins import" initializes it'

/** Adds the sentence to an error of the system or of a database, and keeps its code. */
export function withImport (error: unknown): Error {
  const { message, code } = error as NodeJS.ErrnoException
  return Object.assign(new Error(`${message}. ${IMPORT}.`, { cause: error }), code !== undefined && { code })
}
