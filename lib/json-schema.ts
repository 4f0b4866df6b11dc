/** The published JSON Schema of policy documents. */
import schema from '../types/policy.schema.json' with { type: 'json' }

/**
 * Returns the JSON Schema of policy documents, the same as `fastify-cors-policy/policy.schema.json`: plain JSON of draft
 * 2020-12, a new copy for each call. It accepts every document that `validatePolicy` accepts and rejects documents with an
 * invalid structure. docs/policy.md lists what a schema cannot check. https://json-schema.org/draft/2020-12
 */
export function policyJsonSchema (): object {
  return structuredClone(schema)
}
