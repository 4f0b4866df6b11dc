/** Compares the findings about a policy before and after a change. */
import type { CorsLintFinding } from '../../types/report.ts'
import { keysOf } from '../validate/issue.ts'

/**
 * The findings about a changed policy that are new or have a new severity. The index of an entry is ignored, because entries
 * move when others are added or removed.
 */
export function newFindings (before: readonly CorsLintFinding[], after: readonly CorsLintFinding[]): CorsLintFinding[] {
  const known = new Map<string, number>()
  for (const finding of before) known.set(keyOf(finding), (known.get(keyOf(finding)) ?? 0) + 1)
  return after.filter(finding => {
    const left = known.get(keyOf(finding)) ?? 0
    known.set(keyOf(finding), left - 1)
    return left <= 0
  })
}

function keyOf ({ id, severity, path, value }: CorsLintFinding): string {
  const keys = keysOf(path)
  const isEntry = /^\d+$/.test(keys.at(-1) ?? '')
  return JSON.stringify([id, severity, isEntry ? keys.slice(0, -1) : keys, value])
}
