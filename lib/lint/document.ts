/** Lints a policy document without its application. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import type { InheritedScope } from '../validate/choice.ts'
import { sortIssues } from '../validate/sort-issues.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { IGNORE_RULE, isAboutDocument, withoutAccepted, type SortedFindings } from './ignores.ts'
import { judgeDocument, judgePolicy } from './apply-rules.ts'
import { LintedPolicies, policiesOf, type WrittenPolicy } from './policies.ts'
import type { Rule } from './rule.ts'
import type { LintedDocument } from './rule-input.ts'

/**
 * Lints a document without its application.
 *
 * @param document  a valid document
 * @param reach     its named policies and private suffixes, including those of outer registrations
 * @returns         the findings in the order of the document, without those that it accepts; frozen
 */
export function lintValidDocument (
  document: CorsPolicyDocument, reach: InheritedScope, isProduction: boolean, rules: readonly Rule[]
): readonly CorsLintFinding[] {
  return sortedFindings(document, reach, isProduction, rules).findings
}

/** Lints a document like `lintValidDocument`, and returns what it accepts too. */
export function sortedFindings (
  document: CorsPolicyDocument, reach: InheritedScope, isProduction: boolean, rules: readonly Rule[]
): Omit<SortedFindings, 'idle'> {
  const subject: LintedDocument = {
    document, names: reach.names, chosenNames: null, coversRoutes: true, idlePatterns: [], paths: null, idleIgnores: null
  }
  const findings: CorsLintFinding[] = []
  const judge = judgeAll(policiesOf(document, reach, null), reach, isProduction, findings)
  for (const rule of rules) {
    judge(rule)
    if (rule.about === 'document') judgeDocument(rule, null, subject, findings)
  }
  const ignores = document.lint?.ignore ?? []
  const { findings: others, ignored, idle } = withoutAccepted(sortIssues(findings, document, ''), ignores)
  const idleIgnores = idle.filter(i => isAboutDocument(ignores[i]!, rules, isProduction))
  return deepFreeze({ findings: [...others, ...findingsOfIgnores({ ...subject, idleIgnores }, null, rules)], ignored })
}

/** The findings about entries that accept nothing. */
export function findingsOfIgnores (subject: LintedDocument, place: string | null, rules: readonly Rule[]): CorsLintFinding[] {
  const findings: CorsLintFinding[] = []
  if (subject.idleIgnores?.length === 0) return findings
  for (const rule of rules) if (rule.id === IGNORE_RULE && rule.about === 'document') judgeDocument(rule, place, subject, findings)
  return findings
}

/** Lints one policy or override. The result is frozen. */
export function lintWritten (
  written: WrittenPolicy, reach: InheritedScope, isProduction: boolean, rules: readonly Rule[]
): readonly CorsLintFinding[] {
  const findings: CorsLintFinding[] = []
  rules.forEach(judgeAll([written], reach, isProduction, findings))
  return deepFreeze(findings)
}

/** Returns a function that applies a policy rule to all given policies. */
function judgeAll (
  written: readonly WrittenPolicy[], { privateSuffixes }: InheritedScope, isProduction: boolean, findings: CorsLintFinding[]
): (rule: Rule) => void {
  const policies = new LintedPolicies(written, privateSuffixes, isProduction)
  const subjects = written.map(one => [one, policies.subjectOf(one, null)] as const)
  return rule => {
    if (rule.about === 'policy') for (const [one, subject] of subjects) judgePolicy(rule, one, subject, findings)
  }
}
