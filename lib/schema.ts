/**
 * The policy schema, apart from the plugin because TypeBox takes longer to load than the plugin itself.
 *
 * @module fastify-cors-policy/schema
 */
export { CorsPolicySchema, CorsPolicyOverrideSchema, CorsPolicyDocumentSchema } from '../types/policy.ts'
