/** What is legal in a policy and yet unwise. */
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { Finding } from '../../types/report.ts'
import { validatePolicy } from '../validate.ts'
import { inOrder } from '../validate/order.ts'
import { deepFreeze } from './deep-freeze.ts'
import { judgeDocument, judgePolicy } from './lint/judge.ts'
import { LintedPolicies, policiesOf } from './lint/policies.ts'
import type { LintedDocument } from './lint/subject.ts'
import type { Rule } from './lint/rule.ts'
import { decoratorOf, type LoadedApplication } from './loaded-application.ts'
import { RULES } from './rules/index.ts'

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
export function lintPolicy (document: CorsPolicy | CorsPolicyDocument, options: LintOptions = {}): readonly Finding[] {
  return lintDocument(document, options, RULES)
}

/** The same by some of the rules. */
export function lintDocument (
  document: CorsPolicy | CorsPolicyDocument, { production = process.env['NODE_ENV'] === 'production' }: LintOptions, rules: readonly Rule[]
): readonly Finding[] {
  const valid = validatePolicy(document)
  const privateSuffixes = valid.privateSuffixes ?? []
  const findings: Finding[] = []
  const names = new Map(Object.entries(valid.policies ?? {}))
  const written = policiesOf(valid, { names, privateSuffixes }, null)
  const policies = new LintedPolicies(written, privateSuffixes, production)
  const subjects = written.map(one => [one, policies.subjectOf(one, null)] as const)
  const subject: LintedDocument = { document: valid, names, chosenNames: null, coversRoutes: true, idlePatterns: [], paths: null }
  for (const rule of rules) {
    if (rule.about === 'policy') for (const [one, subject] of subjects) judgePolicy(rule, one, subject, findings)
    if (rule.about === 'document') judgeDocument(rule, null, subject, findings)
  }
  return deepFreeze(inOrder(findings, valid, ''))
}

/**
 * The same for an application that is ready: its policies, and what they are for its routes.
 *
 * @param app  on which the plugin is registered, or in a scope of which
 * @returns    registration by registration, each in the order of its document, then about routes, then about the whole
 * @throws     TypeError where the application has not registered the plugin; CorsPolicyError FST_CORS_NOT_READY before it is ready
 */
export async function lintApp (app: object): Promise<readonly Finding[]> {
  const decorator = decoratorOf(Object(app) as LoadedApplication)
  if (decorator?.lint === undefined) throw new TypeError('lintApp: the application has not registered fastify-cors-policy, or a version that cannot lint.')
  return decorator.lint()
}
