/** CorsPolicy → CompiledCorsPolicy. */
import type { CompiledCorsPolicy, CorsRoutedMethods } from '../types/decision.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { CorsPolicyIssue } from '../types/report.ts'
import { compileValidPolicy } from './compile/valid-policy.ts'
import { CorsPolicyError, preview } from './errors.ts'
import { isToken } from './standard/headers.ts'
import { scopePolicy, validatePolicy } from './validate.ts'
import { snapshot } from './validate/snapshot.ts'

/**
 * Compiles the policy at the top level of a document, for one URL.
 *
 * @param policy  a policy or document; validated first unless validatePolicy returned it
 * @param url     the routed methods of the URL. Default: the methods of the policy, or the common methods if it does not list any
 * @returns       frozen
 * @throws        CorsPolicyError with every issue of the policy or of `url`, or with `scope-has-no-policy` if the document has
 *                only named policies; compile one of these instead
 */
export function compilePolicy (policy: CorsPolicy | CorsPolicyDocument, url?: CorsRoutedMethods): CompiledCorsPolicy {
  const document = validatePolicy(policy)
  const scope = scopePolicy(document)
  if (scope === undefined) {
    throw new CorsPolicyError('FST_CORS_POLICY_INVALID', [{
      id: 'scope-has-no-policy',
      path: '',
      value: policy,
      message: 'The document has only named policies. Use one of its `policies`.'
    }])
  }
  return compileValidPolicy(scope, url === undefined ? undefined : readRoutedMethods(url))
}

/** Copies and validates the routed methods of a URL, because they are sent in header values. */
function readRoutedMethods (url: unknown): CorsRoutedMethods {
  const issues: CorsPolicyIssue[] = []
  const copy = snapshot(url, '', issues)
  if (issues.length === 0) issues.push(...issuesOfRoutedMethods(copy))
  if (issues.length > 0) throw new CorsPolicyError('FST_CORS_POLICY_INVALID', issues)
  return copy as CorsRoutedMethods
}

function issuesOfRoutedMethods (url: unknown): CorsPolicyIssue[] {
  const { methods, variesByMethod } = Object(url) as Readonly<Record<string, unknown>>
  const issues = Array.isArray(methods)
    ? methods.flatMap((method: unknown, i) => isMethod(method) ? [] : [invalidMethod(i, method)])
    : [{ id: 'wrong-type', path: '/methods', value: methods, message: `The value must be a list of the methods that have a route at the URL, but it is ${preview(methods)}. Use a list such as ["GET"].` }]
  if (variesByMethod === undefined || typeof variesByMethod === 'boolean') return issues
  return [...issues, { id: 'wrong-type', path: '/variesByMethod', value: variesByMethod, message: `The value must be true or false, but it is ${preview(variesByMethod)}.` }]
}

function isMethod (method: unknown): boolean {
  return typeof method === 'string' && isToken(method) && method !== '*'
}

function invalidMethod (index: number, value: unknown): CorsPolicyIssue {
  return { id: 'method-is-not-a-token', path: `/methods/${index}`, value, message: `${preview(value)} is not a method. Use the name of a method that has a route at the URL.` }
}
