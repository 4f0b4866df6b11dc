/** PolicySchema → JSON Schema: what `types/policy.schema.json` holds. */
import { PolicySchema } from '../../../types/policy.ts'

/**
 * Returns the JSON Schema of a policy document as plain JSON, a fresh copy each time. Its keys stand in the order of
 * the TypeBox schema, so that the same schema always gives the same text.
 * https://json-schema.org/draft/2020-12
 */
export function policyJsonSchema (): object {
  // TypeBox keeps what only it reads under symbols, which JSON drops.
  const schema = JSON.parse(JSON.stringify(PolicySchema)) as object
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }
}
