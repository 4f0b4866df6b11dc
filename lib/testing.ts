/**
 * The entry point `fastify-cors-policy/testing`: checks for authors of a source of origins. They need no test framework.
 *
 * @module fastify-cors-policy/testing
 */
export { originSourceChecks, type CorsSourceCheck } from './testing/checks.ts'
export type { CorsSourceUnderTest } from './testing/trial.ts'
