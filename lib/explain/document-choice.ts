/** The policy that a document selects for a route or for not-found responses, without `config.cors`. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyContext } from '../../types/resolution.ts'
import { scopePolicy, validateOverride } from '../validate.ts'
import { RouteKeys } from '../validate/covering-pattern.ts'

export interface DocumentChoice {
  readonly policy: CorsPolicy | false
  readonly name: string | undefined
  /** The key of `routes` that applies. Otherwise undefined. */
  readonly key: string | undefined
}

type ChoiceContext = Pick<PolicyContext, 'document' | 'names' | 'privateSuffixes' | 'paths' | 'caseSensitive'>

/** The choice for a route with these paths, or, without paths, for responses of the not-found handler. */
export function documentChoice (context: ChoiceContext): DocumentChoice {
  const { document: { routes = {}, notFound }, paths, caseSensitive } = context
  const key = paths && new RouteKeys(Object.keys(routes), caseSensitive).covering(paths)
  if (key !== undefined) return choiceOf(context, key)
  const scope = scopePolicy(context.document)
  if (paths !== undefined || notFound === undefined) return { policy: scope ?? false, name: undefined, key }
  const { policy, name } = validateOverride(notFound, scope, context, '')
  return { policy, name, key }
}

/** The choice of a key of `routes`. */
export function choiceOf (context: ChoiceContext, key: string): DocumentChoice {
  const { policy, name } = validateOverride(context.document.routes![key], scopePolicy(context.document), context, '')
  return { policy, name, key }
}
