/** The errors for wrong arguments of a source or a writer. */
import { CorsPolicyError, preview } from '../errors.ts'

/** @param path  JSON Pointer of the value in the options; '' for an argument */
export function invalidValue (path: string, value: unknown, message: string): CorsPolicyError {
  return new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id: 'wrong-type', path, value, message }])
}

/** @param right  what to write @throws CorsPolicyError for anything else than a function */
export function assertCreatesClients (createClient: unknown, right: string): void {
  if (typeof createClient === 'function') return
  throw invalidValue('', createClient, `The first argument must be a function that returns a new client, but it is ${preview(createClient)}. Use ${right}.`)
}
