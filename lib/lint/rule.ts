/** The types of rules: texts, check function, and examples, which are tests and documentation. */
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsSeverity } from '../../types/report.ts'
import type { LintedApplication, LintedDocument, LintedPolicy } from './subject.ts'

/** A change that does not change any decision. */
export type RuleFix = { readonly op: 'remove' } | { readonly op: 'replace', readonly value: unknown }

export interface ReportOptions {
  /** The change of the value at the path. */
  readonly fix?: RuleFix
  /** Whether to skip the finding if an override inherits the field. */
  readonly writtenOnly?: boolean
  /** A route, such as `GET /orders`, if the path points into its options. */
  readonly place?: string
}

/**
 * Adds a finding.
 *
 * @param path     JSON Pointer into the subject of the rule; '' for the whole subject
 * @param message  complete sentences: the problem, then what to do. The value is printed before the message.
 */
export type Report = (path: string, message: string, options?: ReportOptions) => void

/** The texts of a rule. */
interface RuleText {
  /** Kebab-case statement. Unique among rules and issues, never reused. */
  readonly id: string
  readonly severity: CorsSeverity
  /** What the rule finds, in one line without a period. */
  readonly summary: string
  /** What happens in a browser, and why it matters. */
  readonly why: string
  /** What to do. */
  readonly recommendation: string
  /** When the finding can be ignored safely. */
  readonly exceptions: string
  /** URL of a standard or another primary source. */
  readonly source: string
}

/** A rule that checks one policy at a time. */
export interface PolicyRule extends RuleText {
  readonly about: 'policy'
  /**
   * The fields that the rule reads. Overrides that set none of these fields are skipped, because the policy that they inherit
   * from is checked itself. `routes` for rules that compare each policy with its routes.
   */
  readonly reads: ReadonlyArray<keyof CorsPolicy> | 'routes'
  check (subject: LintedPolicy, report: Report): void
  /** Documents, or code for rules that read routes. */
  readonly bad: ReadonlyArray<CorsPolicyDocument | string>
  readonly good: ReadonlyArray<CorsPolicyDocument | string>
}

/** A rule that checks a whole document. */
export interface DocumentRule extends RuleText {
  readonly about: 'document'
  check (subject: LintedDocument, report: Report): void
  readonly bad: ReadonlyArray<CorsPolicyDocument | string>
  readonly good: ReadonlyArray<CorsPolicyDocument | string>
}

/**
 * A rule that checks an application. Its examples are code that uses `app` (a Fastify instance), `corsPlugin`, `handler`, and
 * the plugins `helmet`, `websocket`, `cors`, `etag`, `rateLimit` and `fastifyStatic`.
 */
export interface ApplicationRule extends RuleText {
  readonly about: 'application'
  check (subject: LintedApplication, report: Report): void
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

export type Rule = PolicyRule | DocumentRule | ApplicationRule
