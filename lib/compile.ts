/** CorsPolicy → CompiledPolicy. */
import type { CompiledPolicy, UrlFacts } from '../types/decision.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import { compileValidPolicy } from './compile/valid-policy.ts'
import { CorsPolicyError } from './errors.ts'
import { scopePolicy, validatePolicy } from './validate.ts'

/**
 * Compiles the policy at the top level of a document, for one URL.
 *
 * @param policy  a policy or document; validated first unless validatePolicy returned it
 * @param url     what is routed at the URL; without it the answer lists the policy's own methods, or the common ones
 * @returns       frozen
 * @throws        CorsPolicyError with every issue of the policy, or `scope-has-no-policy` where the document has
 *                only named policies: compile one of those
 */
export function compilePolicy (policy: CorsPolicy | CorsPolicyDocument, url?: UrlFacts): CompiledPolicy {
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
  return compileValidPolicy(scope, url)
}
