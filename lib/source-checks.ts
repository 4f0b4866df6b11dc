/**
 * The entry point `fastify-cors-policy/source-checks`: checks for authors of a source of origins. They need no test framework.
 *
 * @module fastify-cors-policy/source-checks
 */
export { originSourceChecks, type CorsSourceCheck } from './source-checks/checks.ts'
export type { CorsSourceUnderTest } from './source-checks/check-run.ts'
