/**
 * The types of rules. A rule has only what lint needs, because every application loads it. Its explanation and its examples, which are
 * also its tests, are in `docs/rules/<id>.md`.
 */
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsSeverity } from '../../types/report.ts'
import type { LintedApplication, LintedDocument, LintedPolicy } from './rule-input.ts'

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

/** What all rules have. */
interface RuleHead {
  /** Kebab-case statement. Unique among rules and issues, never reused. */
  readonly id: string
  readonly severity: CorsSeverity
  /** Whether it finds nothing outside production. Default: false. */
  readonly onlyInProduction?: boolean
}

/** A rule that checks one policy at a time. */
export interface PolicyRule extends RuleHead {
  readonly about: 'policy'
  /**
   * The fields that the rule reads. Overrides that set none of these fields are skipped, because the policy that they inherit
   * from is checked itself. `routes` for rules that compare each policy with its routes.
   */
  readonly reads: ReadonlyArray<keyof CorsPolicy> | 'routes'
  check (subject: LintedPolicy, report: Report): void
}

/** A rule that checks a whole document. */
export interface DocumentRule extends RuleHead {
  readonly about: 'document'
  /** Whether it finds nothing without an application. Default: false. */
  readonly needsRoutes?: boolean
  check (subject: LintedDocument, report: Report): void
}

/** A rule that checks an application. */
export interface ApplicationRule extends RuleHead {
  readonly about: 'application'
  check (subject: LintedApplication, report: Report): void
}

export type Rule = PolicyRule | DocumentRule | ApplicationRule
