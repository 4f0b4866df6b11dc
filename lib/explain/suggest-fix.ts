/** Suggests the change of a policy that fixes one failure. */
import type { Failure } from '../../types/browser.ts'
import type { ExplainedRequest } from '../../types/explanation.ts'
import type { CorsPolicy } from '../../types/policy.ts'

/** The parts of a failure that matter here. */
export type Failing = Pick<Failure, 'code' | 'parameter'>

export interface SuggestedFix {
  /** Fields to replace. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

const CREDENTIALS = 'Set `credentials` to true, which gives every allowed origin access to the user\'s session, or send the request ' +
  'without credentials.'

/** The smallest change that fixes the failure, with the least additional access. Otherwise undefined. */
export function suggestFix (policy: CorsPolicy, failure: Failing, request: ExplainedRequest): SuggestedFix | undefined {
  const { origins, methods } = policy
  const { origin } = request
  switch (failure.code) {
    case 'allow-origin-missing':
      if (origins === '*' || origins.includes(origin)) return undefined
      return { fields: { origins: [...origins, origin] }, message: `Add ${quoted(origin)} to \`origins\`.` }
    case 'wildcard-with-credentials':
      return {
        fields: { origins: [origin], credentials: true, ...withoutWildcards(policy) },
        message: `List ${quoted(origin)} in \`origins\` instead of "*", which removes access for all other origins, and set ` +
          '`credentials` to true. Alternatively, send the request without credentials.'
      }
    case 'allow-credentials-missing':
      return { fields: { credentials: true, ...withoutWildcards(policy) }, message: CREDENTIALS }
    case 'method-not-allowed':
      if (methods === undefined || methods.includes(failure.parameter)) return undefined
      return { fields: { methods: [...methods, failure.parameter] }, message: `Add ${quoted(failure.parameter)} to \`methods\`.` }
    case 'header-not-allowed':
    case 'authorization-not-listed':
      return allowHeader(policy, spellingOf(failure.parameter, request))
    default: return undefined
  }
}

function allowHeader ({ allowedHeaders = [] }: CorsPolicy, name: string): SuggestedFix {
  const names = typeof allowedHeaders === 'string' ? [allowedHeaders] : allowedHeaders
  return { fields: { allowedHeaders: [...names, name] }, message: `Add ${quoted(name)} to \`allowedHeaders\`.` }
}

/** Removes wildcards, which are not allowed with credentials. Names that the request needs are added in a later step. */
function withoutWildcards ({ allowedHeaders, exposedHeaders }: CorsPolicy): Record<string, unknown> {
  return {
    ...(allowedHeaders !== undefined && { allowedHeaders: [...allowedHeaders].filter(name => name !== '*') }),
    ...(exposedHeaders === '*' && { exposedHeaders: [] })
  }
}

/** The name in the spelling of the page. */
function spellingOf (name: string, { headers }: ExplainedRequest): string {
  return headers.find(([given]) => given.toLowerCase() === name)![0]
}

function quoted (text: string): string {
  return JSON.stringify(text)
}
