/** The JSON Schema of policy documents, as it is published. */
import schema from '../types/policy.schema.json' with { type: 'json' }

/**
 * Returns the JSON Schema of policy documents, as `fastify-cors-policy/policy.schema.json` has it: plain JSON of draft
 * 2020-12, a copy of its own at each call. It accepts every document that `validatePolicy` accepts, and refuses what can be
 * told by a document's shape; the README lists what cannot. https://json-schema.org/draft/2020-12
 */
export function policyJsonSchema (): object {
  return structuredClone(schema)
}
