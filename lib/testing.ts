/**
 * Only for authors of a source of origins: checks that show whether it keeps the contract of `CorsOriginSource`. They need no test
 * framework. For tests of an application, see `docs/guides/testing.md`.
 *
 * @module fastify-cors-policy/testing
 */
export { originSourceChecks, type CorsSourceCheck } from './testing/checks.ts'
export type { CorsSourceUnderTest } from './testing/check-run.ts'
