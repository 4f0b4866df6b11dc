/** Findings that have a fix → the text of the policy without them. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsLintFinding, CorsLintFix } from '../../types/report.ts'
import { issuesOrThrow } from '../errors.ts'
import { validatePolicy } from '../validate.ts'
import { edited, editsOf } from '../json/edits.ts'
import { jsonSource, type JsonSource } from '../json/source.ts'

/** A finding that has a fix. */
export type FixableFinding = CorsLintFinding & { readonly fix: CorsLintFix }

export interface FixedSource {
  readonly source: JsonSource
  /** What was done; the rest would make a policy that is refused. */
  readonly applied: readonly FixableFinding[]
}

/** Whether a finding has a fix. */
export function isFixable (finding: CorsLintFinding): finding is FixableFinding {
  return finding.fix !== null
}

/**
 * Carries out fixes all at once; what they are not about stays as it is written, comments too.
 *
 * @param source    of a valid policy
 * @param findings  of that policy, none of whose fixes relies on what another takes out: those of one rule
 */
export function applyFixes (source: JsonSource, findings: readonly FixableFinding[]): FixedSource {
  const applied = withMore([], findings, source)
  return { source: fixed(source, applied), applied }
}

/** More looks at the policy than any rules need; they end here, whatever a rule does. */
const MAX_ROUNDS = 100

/**
 * Finds and fixes, rule by rule, until nothing is left that can be fixed: what one rule takes out may be what another
 * relies on.
 *
 * @param find       what is to be fixed in a document, as it is now
 * @param onApplied  is told of each step, and of the text before it
 * @returns          how many findings were fixed
 */
export function fixEverything (
  source: JsonSource, find: (document: CorsPolicyDocument) => readonly CorsLintFinding[],
  onApplied: (applied: readonly FixableFinding[], before: JsonSource) => void
): { readonly source: JsonSource, readonly count: number } {
  const leaving = new Set<string>()
  let current = source
  let count = 0
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const document = JSON.parse(current.plain) as CorsPolicyDocument
    const findings = find(document).filter(isFixable).filter(({ id }) => !leaving.has(id))
    const [first] = findings
    if (first === undefined) break
    const { source: next, applied } = applyFixes(current, findings.filter(({ id }) => id === first.id))
    if (applied.length === 0) leaving.add(first.id)
    onApplied(applied, current)
    current = next
    count += applied.length
  }
  return { source: current, count }
}

/** As many as leave a valid policy, those before others first. */
function withMore (accepted: readonly FixableFinding[], more: readonly FixableFinding[], source: JsonSource): readonly FixableFinding[] {
  const all = [...accepted, ...more]
  if (isValid(fixed(source, all))) return all
  if (more.length === 1) return accepted
  const half = more.length >>> 1
  return withMore(withMore(accepted, more.slice(0, half), source), more.slice(half), source)
}

function fixed (source: JsonSource, findings: readonly FixableFinding[]): JsonSource {
  const text = edited(source.text, editsOf(findings.map(({ fix }) => fix), source))
  return jsonSource(source.mark + text, source.hasComments)
}

function isValid ({ plain }: JsonSource): boolean {
  try {
    validatePolicy(JSON.parse(plain))
    return true
  } catch (error) {
    return issuesOrThrow(error).length === 0
  }
}
