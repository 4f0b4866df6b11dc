/** Applies the part of JSON Patch that policy changes need: https://www.rfc-editor.org/rfc/rfc6902.html */
import type { CorsPolicyChange } from '../../types/policy-change.ts'
import { keysOf } from '../validate/issue.ts'

/**
 * Applies operations to a copy. Lists are replaced or appended to, so both operations set a member.
 *
 * @param document    plain data in which every pointer refers to an existing member, or to a new member of an existing parent
 * @param operations  the operations in order
 */
export function applyPatch (document: object, operations: CorsPolicyChange['patch']): unknown {
  // With this wrapper, the document itself is a member, too.
  const holder = { document: structuredClone(document) }
  for (const { path, value } of operations) {
    const keys = ['document', ...keysOf(path)]
    const last = keys.pop()!
    let parent: unknown = holder
    for (const key of keys) parent = (parent as Record<string, unknown>)[key]
    const copy = structuredClone(value)
    if (Array.isArray(parent)) parent.push(copy)
    else (parent as Record<string, unknown>)[last] = copy
  }
  return holder.document
}
