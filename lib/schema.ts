/** The policy schema, apart from the plugin because TypeBox takes longer to load than the plugin itself. */
export { PolicyFieldsSchema, OverrideSchema, PolicySchema } from '../types/policy.ts'
