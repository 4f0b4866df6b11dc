/** What a rule is: what it says, how it finds it, and examples that are its tests and its documentation. */
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsSeverity } from '../../types/report.ts'
import type { LintedApplication, LintedDocument, LintedPolicy } from './subject.ts'

/** A change that leaves every decision as it is. */
export type RuleFix = { readonly op: 'remove' } | { readonly op: 'replace', readonly value: unknown }

export interface ReportOptions {
  /** What is done to the value at the path. */
  readonly fix?: RuleFix
  /** Nothing is said where an override inherits the field. */
  readonly writtenOnly?: boolean
  /** A route, as `GET /orders`, where the path points into its options. */
  readonly place?: string
}

/**
 * Adds a finding.
 *
 * @param path     JSON Pointer in what the rule was given, '' for the whole of it
 * @param message  what is unwise about the value there, as a predicate (`is listed twice.`), and what to do: sentences in the
 *                 present tense; the value is printed before it
 */
export type Report = (path: string, message: string, options?: ReportOptions) => void

/** What every rule says of itself. */
interface RuleText {
  /** Kebab-case, reads as a statement; unique among rules and issues, never reused. */
  readonly id: string
  readonly severity: CorsSeverity
  /** What it finds, in one line without a full stop. */
  readonly summary: string
  /** What happens in a browser, and why that matters. */
  readonly why: string
  /** What to do. */
  readonly recommendation: string
  /** When the finding can be ignored with a clear conscience. */
  readonly exceptions: string
  /** Where it is written: an address of a standard or of a primary source. */
  readonly source: string
}

/** Looks at one policy at a time. */
export interface PolicyRule extends RuleText {
  readonly about: 'policy'
  /**
   * The fields that it reads. An override that sets none of them is not looked at, as what it inherits is judged where it is
   * written. `routes` for rules that compare a policy with the routes under it, and look at every one.
   */
  readonly reads: ReadonlyArray<keyof CorsPolicy> | 'routes'
  check (subject: LintedPolicy, report: Report): void
  /** Documents; of rules that read routes, code. */
  readonly bad: ReadonlyArray<CorsPolicyDocument | string>
  readonly good: ReadonlyArray<CorsPolicyDocument | string>
}

/** Looks at a document as a whole. */
export interface DocumentRule extends RuleText {
  readonly about: 'document'
  check (subject: LintedDocument, report: Report): void
  readonly bad: ReadonlyArray<CorsPolicyDocument | string>
  readonly good: ReadonlyArray<CorsPolicyDocument | string>
}

/**
 * Looks at an application. Its examples are code with `app`, a Fastify instance, `corsPlugin`, `handler`, and the plugins
 * `helmet`, `websocket`, `cors`, `etag`, `rateLimit` and `fastifyStatic`.
 */
export interface ApplicationRule extends RuleText {
  readonly about: 'application'
  check (subject: LintedApplication, report: Report): void
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

export type Rule = PolicyRule | DocumentRule | ApplicationRule
