/** JSON Patch, as far as changes of policies need it: https://www.rfc-editor.org/rfc/rfc6902.html */
import type { PatchOperation } from '../../types/explanation.ts'
import { keysOf } from '../validate/issue.ts'

/**
 * Applies operations to a copy. Lists are replaced or added to at their end, so that both kinds of operation set a member.
 *
 * @param document    plain data in which every pointer leads to a member that is there, or to a new one of a parent that is
 * @param operations  in order
 */
export function applyPatch (document: object, operations: readonly PatchOperation[]): unknown {
  // A holder, so that the document itself is a member like any other.
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
