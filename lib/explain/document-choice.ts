/** What a document says of a route, or of not-found responses, before `config.cors` does. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyOrigin } from '../../types/resolution.ts'
import { scopePolicy, validateOverride } from '../validate.ts'
import { coveringPattern } from '../validate/covering-pattern.ts'

export interface DocumentChoice {
  readonly policy: CorsPolicy | false
  readonly name: string | undefined
  /** The key of `routes` that decides; undefined where none does. */
  readonly key: string | undefined
}

type Asked = Pick<PolicyOrigin, 'document' | 'names' | 'privateSuffixes' | 'paths'>

/** The choice for a route with these paths; without any, for responses of the not-found handler. */
export function documentChoice (asked: Asked): DocumentChoice {
  const { document: { routes = {}, notFound }, paths } = asked
  const key = paths && coveringPattern(new Set(Object.keys(routes)), paths)
  if (key !== undefined) return choiceOf(asked, key)
  const scope = scopePolicy(asked.document)
  if (paths !== undefined || notFound === undefined) return { policy: scope ?? false, name: undefined, key }
  const { policy, name } = validateOverride(notFound, scope, asked, '')
  return { policy, name, key }
}

/** What a key of `routes` chooses. */
export function choiceOf (asked: Asked, key: string): DocumentChoice {
  const { policy, name } = validateOverride(asked.document.routes![key], scopePolicy(asked.document), asked, '')
  return { policy, name, key }
}
