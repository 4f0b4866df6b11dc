/** A short text that is the same for equal documents, so that operators see which instances have the same policies. */
import { createHash } from 'node:crypto'
import type { CorsPolicyDocument } from '../types/policy.ts'

const digests = new WeakMap<CorsPolicyDocument, string>()

/** Returns `sha256-` and 16 hexadecimal digits. Members of objects count without their order, entries of lists with it. */
export function digestOf (document: CorsPolicyDocument): string {
  let digest = digests.get(document)
  if (digest === undefined) {
    const text = JSON.stringify(document, (_key, value: unknown) => isObject(value) ? sorted(value) : value)
    digest = `sha256-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
    digests.set(document, digest)
  }
  return digest
}

function isObject (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted (value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1))
}
