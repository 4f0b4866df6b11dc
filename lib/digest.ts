/** A short text that is the same for equal documents, so that operators know which instances have the same policies. */
import { createHash } from 'node:crypto'
import type { CorsPolicyDocument } from '../types/policy.ts'

const digests = new WeakMap<CorsPolicyDocument, string>()

/** Returns `sha256-` and 16 hexadecimal digits. Members of objects count without their order, entries of lists with it. */
export function digestOf (document: CorsPolicyDocument): string {
  let digest = digests.get(document)
  if (digest === undefined) {
    digest = `sha256-${createHash('sha256').update(JSON.stringify(sorted(document))).digest('hex').slice(0, 16)}`
    digests.set(document, digest)
  }
  return digest
}

/** Copies objects with their members in order. Lists of texts, which can be long, are not copied. */
function sorted (value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.some((entry) => typeof entry === 'object') ? value.map(sorted) : value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, member]) => [key, sorted(member)]))
}
