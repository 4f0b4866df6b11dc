/** Findings that have a fix → the text of the policy without them. */
import type { Finding, FixOperation } from '../../types/report.ts'
import { validatePolicy } from '../validate.ts'
import { edited, editsOf } from './json/edits.ts'
import { jsonSource, type JsonSource } from './json/source.ts'

/** A finding that has a fix. */
export type FixableFinding = Finding & { readonly fix: FixOperation }

export interface FixedSource {
  readonly source: JsonSource
  /** What was done; the rest would make a policy that is refused. */
  readonly applied: readonly FixableFinding[]
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
  } catch {
    return false
  }
}
