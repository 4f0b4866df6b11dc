/** Makes rules about parts of a policy that are checked one by one: its origin patterns, and the entries of its lists. */
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsSeverity } from '../../types/report.ts'
import type { PolicyRule, ReportOptions } from './rule.ts'
import type { LintedPattern, LintedPolicy } from './rule-input.ts'

/** The message of a finding. False or undefined for no finding. */
type Message = string | false | undefined

export interface PatternRow {
  readonly id: string
  readonly severity: CorsSeverity
  /** Whether to check only policies with credentials (true) or without (false). Undefined for both. */
  readonly credentials?: boolean
  readonly onlyInProduction?: boolean
  readonly messageFor: (pattern: LintedPattern, policy: LintedPolicy) => Message
}

/** Makes a rule that checks each origin pattern by itself. */
export function patternRule ({ id, severity, credentials, onlyInProduction = false, messageFor }: PatternRow): PolicyRule {
  return {
    id,
    severity,
    onlyInProduction,
    about: 'policy',
    // An override that adds credentials to inherited origins can be wrong. One that removes them only makes the policy safer.
    reads: credentials === true ? ['origins', 'credentials'] : ['origins'],
    check (subject, report) {
      if (credentials !== undefined && credentials !== subject.credentials) return
      for (const pattern of subject.patterns) {
        const message = messageFor(pattern, subject)
        if (typeof message === 'string') report(pattern.path, message)
      }
    }
  }
}

type ListField = 'methods' | 'allowedHeaders' | 'exposedHeaders'

/** The entries of a list. Empty if it is missing or "*". */
export function entriesOf (policy: CorsPolicy, field: ListField): readonly string[] {
  const list = policy[field] ?? []
  return typeof list === 'string' ? [] : list
}

/** The change of an entry that has no effect. */
const REMOVAL: ReportOptions = { fix: { op: 'remove' } }

export interface EntryRow {
  readonly id: string
  readonly severity: CorsSeverity
  readonly fields: readonly ListField[]
  /** Whether removing an entry changes no decision. Default: false. */
  readonly isRemovable?: boolean
  readonly messageFor: (entry: string) => Message
}

/** Makes a rule that checks each entry of some lists by itself. */
export function entryRule ({ id, severity, fields, isRemovable = false, messageFor }: EntryRow): PolicyRule {
  return {
    id,
    severity,
    about: 'policy',
    reads: fields,
    check ({ policy }, report) {
      for (const field of fields) {
        for (const [i, entry] of entriesOf(policy, field).entries()) {
          const message = messageFor(entry)
          if (typeof message === 'string') report(`/${field}/${i}`, message, isRemovable ? REMOVAL : {})
        }
      }
    }
  }
}

export interface DuplicateRow {
  readonly id: string
  readonly fields: ReadonlyArray<ListField | 'origins'>
  readonly message: string
  /** Entries with the same key are the same. Default: the entry. */
  readonly keyOf?: (entry: string) => string
}

/** Makes a rule that finds entries that are already in the same list. */
export function duplicateRule ({ id, fields, message, keyOf = entry => entry }: DuplicateRow): PolicyRule {
  return {
    id,
    severity: 'warning',
    about: 'policy',
    reads: fields,
    check ({ policy, entries: origins }, report) {
      for (const field of fields) {
        const entries = field === 'origins' ? origins : entriesOf(policy, field)
        if (new Set(entries.map(keyOf)).size === entries.length) continue
        const seen = new Set<string>()
        for (const [i, entry] of entries.entries()) {
          const key = keyOf(entry)
          if (seen.has(key)) report(`/${field}/${i}`, message, REMOVAL)
          seen.add(key)
        }
      }
    }
  }
}
