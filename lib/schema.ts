/** The policy schema, apart from the plugin because TypeBox takes longer to load than the plugin itself. */
export { CorsPolicySchema, CorsPolicyOverrideSchema, CorsPolicyDocumentSchema } from '../types/policy.ts'
