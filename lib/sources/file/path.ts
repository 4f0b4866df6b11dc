/** The path of a file of origins. */
import { preview } from '../../errors.ts'
import { invalidValue } from '../invalid-value.ts'

/** @throws CorsPolicyError for any other value than a path */
export function assertPath (path: unknown): asserts path is string {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return
  const message = `The path must be the path of a file, but it is ${preview(path)}.`
  throw invalidValue('', path, message)
}
