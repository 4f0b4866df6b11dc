/** Rejects origins and keys that a store may not hold. */
import { CorsPolicyError, issuesOrThrow, preview } from '../errors.ts'
import { validatePolicy } from '../validate.ts'
import { invalidValue } from './invalid-value.ts'

/** What every source and every writer takes for the origins of a tenant; undefined for origins without a key. */
export type TenantKey = string | undefined

/**
 * Validates exact origins as a policy does, so that a store never holds an entry that allows nothing.
 *
 * @throws CorsPolicyError `FST_CORS_POLICY_INVALID` with every issue; the path of an issue is the index of its origin
 */
export function assertOrigins (origins: readonly string[]): void {
  if (!Array.isArray(origins)) throw invalidValue('', origins, `The value must be a list of origins, but it is ${preview(origins)}.`)
  if (origins.length === 0) return
  try {
    validatePolicy({ origins })
  } catch (error) {
    // A fix is a change of a policy, and only a policy has sources.
    const issues = issuesOrThrow(error).map(({ id, path, value, message }) =>
      ({ id, path: path.replace('/origins', ''), value, message: message.replace('a string or a source', 'a string') }))
    throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  }
  const index = origins.findIndex((origin) => typeof origin !== 'string' || origin.includes('*'))
  if (index === -1) return
  const given = preview(origins[index])
  throw invalidValue(`/${index}`, origins[index], `${given} is not an exact origin. A source holds exact origins; list patterns in the policy.`)
}

/** Validates the key of a tenant. */
export function assertKey (key: TenantKey): void {
  if (key === undefined || (typeof key === 'string' && key !== '')) return
  throw invalidValue('', key, `The key must be a text that is not empty, or undefined for origins without a key, but it is ${preview(key)}.`)
}
