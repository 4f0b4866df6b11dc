/** What a document's `routes` and `notFound` change about the scope's policy. */
import type { CorsOverride, CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import { scopePolicy } from '../../validate.ts'
import { pointer } from '../../validate/issue.ts'

/** An override, where the scope has a policy. */
export interface Override {
  /** JSON Pointer. */
  readonly path: string
  readonly written: CorsOverride
  readonly scope: CorsPolicy
}

/** Lists the overrides of a document whose scope has a policy. */
export function overridesOf (document: CorsPolicyDocument): Override[] {
  const scope = scopePolicy(document)
  if (scope === undefined) return []
  const choices = Object.entries(document.routes ?? {}).map(([pattern, choice]) => [pointer('/routes', pattern), choice] as const)
  return [...choices, ['/notFound', document.notFound] as const]
    .flatMap(([path, written]) => typeof written === 'object' ? [{ path, written, scope }] : [])
}
