/** What a policy lacks where a step fails: the policy with that, and the words for it. */
import type { Failure } from '../../types/browser.ts'
import type { ExplainedRequest } from '../../types/explanation.ts'
import type { CorsPolicy } from '../../types/policy.ts'

/** What is said of a failing step. */
export type Failing = Pick<Failure, 'code' | 'parameter'>

export interface SuggestedFix {
  /** Fields to replace. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly words: string
}

const CREDENTIALS = 'Set `credentials` to true, which gives every allowed origin the user\'s session, or let the page ask without credentials.'

/** The smallest amendment that passes the failing step, narrowest in access; undefined where none does. */
export function suggestFix (policy: CorsPolicy, failure: Failing, request: ExplainedRequest): SuggestedFix | undefined {
  const { origins, methods } = policy
  const { origin } = request
  switch (failure.code) {
    case 'allow-origin-missing':
      if (origins === '*' || origins.includes(origin)) return undefined
      return { fields: { origins: [...origins, origin] }, words: `Add ${quoted(origin)} to \`origins\`.` }
    case 'wildcard-with-credentials':
      return {
        fields: { origins: [origin], credentials: true, ...withoutWildcards(policy) },
        words: `List ${quoted(origin)} in \`origins\` instead of "*", which takes access from every other origin, and set ` +
          '`credentials` to true; or let the page ask without credentials.'
      }
    case 'allow-credentials-missing':
      return { fields: { credentials: true, ...withoutWildcards(policy) }, words: CREDENTIALS }
    case 'method-not-allowed':
      if (methods === undefined || methods.includes(failure.parameter)) return undefined
      return { fields: { methods: [...methods, failure.parameter] }, words: `Add ${quoted(failure.parameter)} to \`methods\`.` }
    case 'header-not-allowed':
    case 'authorization-not-listed':
      return allowHeader(policy, spellingOf(failure.parameter, request))
    default: return undefined
  }
}

function allowHeader ({ allowedHeaders = [] }: CorsPolicy, name: string): SuggestedFix {
  const names = typeof allowedHeaders === 'string' ? [allowedHeaders] : allowedHeaders
  return { fields: { allowedHeaders: [...names, name] }, words: `Add ${quoted(name)} to \`allowedHeaders\`.` }
}

/** Lists go with credentials, wildcards do not; names that the request needs are added when it misses them. */
function withoutWildcards ({ allowedHeaders, exposedHeaders }: CorsPolicy): Record<string, unknown> {
  return {
    ...(allowedHeaders !== undefined && { allowedHeaders: [...allowedHeaders].filter(name => name !== '*') }),
    ...(exposedHeaders === '*' && { exposedHeaders: [] })
  }
}

/** As the page spells the name. */
function spellingOf (name: string, { headers }: ExplainedRequest): string {
  return headers.find(([given]) => given.toLowerCase() === name)![0]
}

function quoted (text: string): string {
  return JSON.stringify(text)
}
