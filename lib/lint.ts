/** What is legal in a policy and yet unwise. */
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { CorsLintFinding } from '../types/report.ts'
import { validatePolicy } from './validate.ts'
import { lintValidDocument } from './lint/document.ts'
import type { Rule } from './lint/rule.ts'
import { decoratorOf, type LoadedApplication } from './decorator.ts'
import { RULES } from './lint/rules/index.ts'

/** What `lintPolicy` takes beside the policy. */
export interface LintOptions {
  /** Whether the policy is one for production, where a developer's own machine has no business; what `NODE_ENV` says, unless it is given. */
  readonly production?: boolean
}

/**
 * Finds what is legal in a policy and yet unwise: dangerous, useless, or not what was meant.
 *
 * @returns  in the order of the document; plain JSON, frozen, the same for equal documents
 * @throws   CorsPolicyError for a document that is refused
 */
export function lintPolicy (document: CorsPolicy | CorsPolicyDocument, options: LintOptions = {}): readonly CorsLintFinding[] {
  return lintDocument(document, options, RULES)
}

/** The same by some of the rules. */
export function lintDocument (
  document: CorsPolicy | CorsPolicyDocument, { production = process.env['NODE_ENV'] === 'production' }: LintOptions, rules: readonly Rule[]
): readonly CorsLintFinding[] {
  const valid = validatePolicy(document)
  const reach = { names: new Map(Object.entries(valid.policies ?? {})), privateSuffixes: valid.privateSuffixes ?? [] }
  return lintValidDocument(valid, reach, production, rules)
}

/**
 * The same for an application that is ready: its policies, and what they are for its routes.
 *
 * @param app  on which the plugin is registered, or in a scope of which
 * @returns    registration by registration, each in the order of its document, then about routes, then about the whole
 * @throws     TypeError where the application has not registered the plugin; CorsPolicyError FST_CORS_NOT_READY before it is ready
 */
export async function lintApp (app: object): Promise<readonly CorsLintFinding[]> {
  const decorator = decoratorOf(Object(app) as LoadedApplication)
  if (decorator?.lint === undefined) throw new TypeError('lintApp: the application has not registered fastify-cors-policy, or a version that cannot lint.')
  return decorator.lint()
}
