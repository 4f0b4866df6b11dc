/** A policy document by itself → findings. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import type { InheritedScope } from '../validate/choice.ts'
import { sortIssues } from '../validate/sort-issues.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { judgeDocument, judgePolicy } from './judge.ts'
import { LintedPolicies, policiesOf, type WrittenPolicy } from './policies.ts'
import type { Rule } from './rule.ts'
import type { LintedDocument } from './subject.ts'

/**
 * Finds what is unwise in a document without its application.
 *
 * @param document  a valid one
 * @param reach     its named policies and private suffixes, and those of outer registrations
 * @returns         in the order of the document; frozen
 */
export function lintValidDocument (
  document: CorsPolicyDocument, reach: InheritedScope, isProduction: boolean, rules: readonly Rule[]
): readonly CorsLintFinding[] {
  const subject: LintedDocument = {
    document, names: reach.names, chosenNames: null, coversRoutes: true, idlePatterns: [], paths: null
  }
  const findings: CorsLintFinding[] = []
  const judge = judgeAll(policiesOf(document, reach, null), reach, isProduction, findings)
  for (const rule of rules) {
    judge(rule)
    if (rule.about === 'document') judgeDocument(rule, null, subject, findings)
  }
  return deepFreeze(sortIssues(findings, document, ''))
}

/** Finds what is unwise in one policy, complete or an override; frozen. */
export function lintWritten (written: WrittenPolicy, reach: InheritedScope, isProduction: boolean, rules: readonly Rule[]): readonly CorsLintFinding[] {
  const findings: CorsLintFinding[] = []
  rules.forEach(judgeAll([written], reach, isProduction, findings))
  return deepFreeze(findings)
}

/** Applies a rule about policies to all of some. */
function judgeAll (
  written: readonly WrittenPolicy[], { privateSuffixes }: InheritedScope, isProduction: boolean, findings: CorsLintFinding[]
): (rule: Rule) => void {
  const policies = new LintedPolicies(written, privateSuffixes, isProduction)
  const subjects = written.map(one => [one, policies.subjectOf(one, null)] as const)
  return rule => {
    if (rule.about === 'policy') for (const [one, subject] of subjects) judgePolicy(rule, one, subject, findings)
  }
}
