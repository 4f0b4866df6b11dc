/** The public functions of the linter. */
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { CorsLintFinding } from '../types/report.ts'
import { validatePolicy } from './validate.ts'
import { sortedFindings } from './lint/document.ts'
import type { SortedFindings } from './lint/ignores.ts'
import type { Rule } from './lint/rule.ts'
import { decoratorOf, type LoadedApplication } from './loaded-application.ts'
import { RULES } from './lint/rules/index.ts'

/** Options of `lintPolicy`. */
export interface LintOptions {
  /** Whether the policy is for production, where loopback origins are reported. Default: whether `NODE_ENV` is `production`. */
  readonly production?: boolean
}

/**
 * Checks a valid policy for parts that are dangerous, have no effect, or are probably mistakes.
 *
 * @returns  the findings in the order of the document, without those that it accepts; plain JSON, frozen, the same for equal documents
 * @throws   CorsPolicyError if the document is invalid
 */
export function lintPolicy (document: CorsPolicy | CorsPolicyDocument, options: LintOptions = {}): readonly CorsLintFinding[] {
  return lintDocument(document, options, RULES)
}

/** Checks a policy document with the given rules. */
export function lintDocument (
  document: CorsPolicy | CorsPolicyDocument, options: LintOptions, rules: readonly Rule[]
): readonly CorsLintFinding[] {
  return sortedFindingsOf(document, options, rules).findings
}

/** Checks a policy document, and returns what it accepts too. */
export function sortedFindingsOf (
  document: CorsPolicy | CorsPolicyDocument, { production = process.env['NODE_ENV'] === 'production' }: LintOptions, rules: readonly Rule[] = RULES
): Omit<SortedFindings, 'idle'> {
  const valid = validatePolicy(document)
  const reach = { names: new Map(Object.entries(valid.policies ?? {})), privateSuffixes: valid.privateSuffixes ?? [] }
  return sortedFindings(valid, reach, production, rules)
}

/**
 * Checks the policies and the routes of an application that is ready.
 *
 * @param app  an application with the plugin registered in it or in one of its scopes
 * @returns    the findings of each registration (in the order of its document, then its routes), then those of the whole application
 * @throws     TypeError if the application has not registered the plugin; CorsPolicyError FST_CORS_NOT_READY before it is ready
 */
export async function lintApp (app: object): Promise<readonly CorsLintFinding[]> {
  const decorator = decoratorOf(Object(app) as LoadedApplication)
  if (decorator?.lint === undefined) {
    throw new TypeError('lintApp: The application has not registered fastify-cors-policy, or its version does not support lint.')
  }
  return decorator.lint()
}
