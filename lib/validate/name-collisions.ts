/** Fixes that rename a member must not replace another member, whose value may be stricter. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { keysOf, withoutRename } from './issue.ts'

/**
 * Removes fixes that rename a member to the name of another member, or of another renamed member.
 *
 * @param document  the document that the paths refer to
 * @param base      the path of the document itself
 */
export function withoutCollisions (issues: readonly CorsPolicyIssue[], document: unknown, base: string): CorsPolicyIssue[] {
  const counts = new Map<string, number>()
  for (const { fix } of issues) if (fix?.op === 'move') counts.set(fix.path, (counts.get(fix.path) ?? 0) + 1)
  if (counts.size === 0) return [...issues]
  const isTaken = (path: string): boolean => counts.get(path)! > 1 || has(document, keysOf(path.slice(base.length)))
  return issues.map(issue => issue.fix?.op === 'move' && isTaken(issue.fix.path) ? withoutRename(issue, issue.fix.path) : issue)
}

function has (document: unknown, keys: readonly string[]): boolean {
  let value = document
  for (const key of keys) {
    if (!Object.hasOwn(Object(value), key)) return false
    value = (value as Record<string, unknown>)[key]
  }
  return true
}
