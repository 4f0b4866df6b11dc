/** The error for a wrong argument of a source or a writer. */
import { CorsPolicyError } from '../errors.ts'

/** @param path  JSON Pointer of the value in the options; '' for an argument */
export function invalidValue (path: string, value: unknown, message: string): CorsPolicyError {
  return new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id: 'wrong-type', path, value, message }])
}
