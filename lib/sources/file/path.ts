/** The path of a file of origins. */
import { CorsPolicyError, preview } from '../../errors.ts'

/** @throws CorsPolicyError for any other value than a path */
export function assertPath (path: unknown): asserts path is string {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return
  const message = `The path must be the path of a file, but it is ${preview(path)}.`
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [{ id: 'wrong-type', path: '', value: path, message }])
}
