/** CorsPolicy → CompiledCorsPolicy. */
import type { CompiledCorsPolicy, CorsRoutedMethods } from '../types/decision.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { CorsPolicyIssue } from '../types/report.ts'
import { compileValidPolicy } from './compile/valid-policy.ts'
import { CorsPolicyError } from './errors.ts'
import { isToken } from './standard/headers.ts'
import { scopePolicy, validatePolicy } from './validate.ts'
import { snapshot } from './validate/snapshot.ts'

/**
 * Compiles the policy at the top level of a document, for one URL.
 *
 * @param policy  a policy or document; validated first unless validatePolicy returned it
 * @param url     what is routed at the URL; without it the answer lists the policy's own methods, or the common ones
 * @returns       frozen
 * @throws        CorsPolicyError with every issue of the policy, or `scope-has-no-policy` where the document has
 *                only named policies: compile one of those; and for a `url` that is no such facts
 */
export function compilePolicy (policy: CorsPolicy | CorsPolicyDocument, url?: CorsRoutedMethods): CompiledCorsPolicy {
  const document = validatePolicy(policy)
  const scope = scopePolicy(document)
  if (scope === undefined) {
    throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [{
      id: 'scope-has-no-policy',
      path: '',
      value: policy,
      message: 'the document has no policy of its own to compile. Pass one of its `policies`.'
    }])
  }
  return compileValidPolicy(scope, url === undefined ? undefined : readFacts(url))
}

/** A copy of what is routed at a URL: what stands in it is sent as header values. */
function readFacts (url: unknown): CorsRoutedMethods {
  const issues: CorsPolicyIssue[] = []
  const copy = snapshot(url, '', issues)
  if (issues.length === 0) issues.push(...issuesOfFacts(copy))
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return copy as CorsRoutedMethods
}

function issuesOfFacts (url: unknown): CorsPolicyIssue[] {
  const { methods, variesByMethod } = Object(url) as Readonly<Record<string, unknown>>
  const issues = Array.isArray(methods)
    ? methods.flatMap((method: unknown, i) => isMethod(method) ? [] : [noMethod(i, method)])
    : [{ id: 'wrong-type', path: '/methods', value: methods, message: 'must be the list of methods that are routed at the URL. Write ["GET"].' }]
  if (variesByMethod === undefined || typeof variesByMethod === 'boolean') return issues
  return [...issues, { id: 'wrong-type', path: '/variesByMethod', value: variesByMethod, message: 'must be true or false.' }]
}

function isMethod (method: unknown): boolean {
  return typeof method === 'string' && isToken(method) && method !== '*'
}

function noMethod (index: number, value: unknown): CorsPolicyIssue {
  return { id: 'method-is-not-a-token', path: `/methods/${index}`, value, message: 'is no method. Write the name of one that is routed at the URL.' }
}
