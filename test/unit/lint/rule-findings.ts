/** The findings of rules about a document, and the document without what their fixes remove. */
import { validatePolicy } from '../../../lib/index.ts'
import { lintDocument } from '../../../lib/lint.ts'
import type { LintedDocument } from '../../../lib/lint/rule-input.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'

export function rulesNamed (...ids: string[]) {
  const rules = RULES.filter(({ id }) => ids.includes(id))
  if (rules.length !== ids.length) throw new Error(`not all of ${ids.join()} are rules`)
  return rules
}

export function findingsOf (document: CorsPolicyDocument, ...ids: string[]): readonly CorsLintFinding[] {
  return lintDocument(document, { production: true }, rulesNamed(...ids))
}

/** A document in the form that rules check, without an application. */
export function subjectOf (document: CorsPolicyDocument, names: LintedDocument['names'] = new Map()): LintedDocument {
  return { document, names, chosenNames: null, coversRoutes: true, idlePatterns: [], paths: null, idleIgnores: null }
}

/** The pointers that the fixes of findings remove. */
export function removedBy (findings: readonly CorsLintFinding[]): string[] {
  return findings.map(({ path, fix }) => {
    if (fix?.op !== 'remove' || fix.path !== path) throw new Error(`the fix for ${path} is ${JSON.stringify(fix)}`)
    return path
  })
}

/** The document without the members at the given pointers, which are not nested. */
export function without<T extends object> (document: T, paths: readonly string[]): T {
  const copy = structuredClone(document)
  for (const path of [...paths].reverse()) {
    const keys = path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    const parent = keys.slice(0, -1).reduce<any>((value, key) => value[key], copy)
    if (Array.isArray(parent)) parent.splice(Number(keys.at(-1)), 1)
    else delete parent[keys.at(-1)!]
  }
  return copy
}

export function isValid (document: unknown): document is CorsPolicyDocument {
  try {
    validatePolicy(document)
    return true
  } catch {
    return false
  }
}
