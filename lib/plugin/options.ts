/** What `register` was given → a validated document and the options that are not data. */
import type { Issue } from '../../types/report.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import { CorsPolicyError } from '../errors.ts'
import { scopePolicy, validatePolicy } from '../validate.ts'

export interface ReadOptions {
  readonly document: CorsPolicyDocument
  readonly policy: CorsPolicy | undefined
  readonly rescuesPreflights: boolean
}

type Names = ReadonlyMap<string, CorsPolicy> | undefined

/**
 * @param names  the policies of outer registrations, which the document may name
 * @throws       CorsPolicyError with the issues of the document and of the other options together
 */
export function readOptions (options: unknown, names: Names): ReadOptions {
  const given = options as Readonly<Record<string, unknown>>
  if (!Object.hasOwn(given, 'rescuePreflights')) return read(options, names, true)

  const { rescuePreflights, ...document } = given
  if (typeof rescuePreflights === 'boolean') return read(document, names, rescuePreflights)

  const issues: Issue[] = [{
    id: 'wrong-type',
    path: '/rescuePreflights',
    value: rescuePreflights,
    message: '`rescuePreflights` is true or false. Leave it out for true.'
  }]
  try {
    validatePolicy(document, names)
  } catch (error) {
    issues.push(...(error as CorsPolicyError).issues)
  }
  throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
}

function read (document: unknown, names: Names, rescuesPreflights: boolean): ReadOptions {
  const valid = validatePolicy(document, names)
  return { document: valid, policy: scopePolicy(valid), rescuesPreflights }
}
