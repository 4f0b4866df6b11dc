/** Applies the fixes of findings to the text of a policy. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import { issuesOrThrow } from '../errors.ts'
import { validatePolicy } from '../validate.ts'
import { edited, editsOf } from '../json/edits.ts'
import { locatedJson, type LocatedJson } from '../json/located-json.ts'

/** A finding that has a fix. */
export type FixableFinding = CorsLintFinding & { readonly fix: NonNullable<CorsLintFinding['fix']> }

export interface FixedSource {
  readonly source: LocatedJson
  /** The findings whose fixes were applied. The other fixes would make the policy invalid. */
  readonly applied: readonly FixableFinding[]
}

/** Whether a finding has a fix. */
export function isFixable (finding: CorsLintFinding): finding is FixableFinding {
  return finding.fix !== null
}

/**
 * Applies fixes together. The rest of the text stays the same, including comments.
 *
 * @param source    the source of a valid policy
 * @param findings  findings of one rule about that policy; no fix depends on a part that another fix removes
 */
export function applyFixes (source: LocatedJson, findings: readonly FixableFinding[]): FixedSource {
  const applied = withMore([], findings, source)
  return { source: fixed(source, applied), applied }
}

/** More rounds than any rules need. Ends the loop even if a rule misbehaves. */
const MAX_ROUNDS = 100

/**
 * Applies fixes, rule by rule, until there is nothing left to fix. The fix of one rule can make a finding of another rule
 * obsolete.
 *
 * @param find       lints the current document
 * @param onApplied  receives the applied fixes of each round and the text before them
 * @returns          the new text and the number of fixed findings
 */
export function fixEverything (
  source: LocatedJson, find: (document: CorsPolicyDocument) => readonly CorsLintFinding[],
  onApplied: (applied: readonly FixableFinding[], before: LocatedJson) => void
): { readonly source: LocatedJson, readonly count: number } {
  const skippedRules = new Set<string>()
  let current = source
  let count = 0
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const document = JSON.parse(current.plain) as CorsPolicyDocument
    const findings = find(document).filter(isFixable).filter(({ id }) => !skippedRules.has(id))
    const [first] = findings
    if (first === undefined) break
    const { source: next, applied } = applyFixes(current, findings.filter(({ id }) => id === first.id))
    if (applied.length === 0) skippedRules.add(first.id)
    onApplied(applied, current)
    current = next
    count += applied.length
  }
  return { source: current, count }
}

/** Adds as many fixes as possible, in order, while the policy stays valid. */
function withMore (accepted: readonly FixableFinding[], more: readonly FixableFinding[], source: LocatedJson): readonly FixableFinding[] {
  const all = [...accepted, ...more]
  if (isValid(fixed(source, all))) return all
  if (more.length === 1) return accepted
  const half = more.length >>> 1
  return withMore(withMore(accepted, more.slice(0, half), source), more.slice(half), source)
}

function fixed (source: LocatedJson, findings: readonly FixableFinding[]): LocatedJson {
  const text = edited(source.text, editsOf(findings.map(({ fix }) => fix), source))
  return locatedJson(source.mark + text, source.hasComments)
}

function isValid ({ plain }: LocatedJson): boolean {
  try {
    validatePolicy(JSON.parse(plain))
    return true
  } catch (error) {
    return issuesOrThrow(error).length === 0
  }
}
