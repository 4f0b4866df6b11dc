/**
 * A part that takes less than a minute, for every run of the whole check: what admits an origin.
 * @type {{ mutate: string[], tests: string[] }}
 */
export const sample = {
  mutate: ['lib/decide.ts', 'lib/standard/vary.ts', 'lib/compile/origin-set.ts'],
  tests: ['standard/vary', 'compile/origin-set', 'decide', 'properties/matcher']
}

/** Names of tests that measure, which is left out: what is instrumented is slow and needs memory. */
export const measuring = /allocates nothing/

/**
 * What is mutated, room by room, and the test files that must notice, quick ones first.
 * @type {Record<string, { mutate: string[], tests: string[] }>}
 */
export const rooms = {
  standard: {
    mutate: ['lib/standard/*.ts'],
    tests: ['standard/methods', 'standard/statuses', 'standard/headers', 'standard/vary', 'standard/origin']
  },
  decide: {
    mutate: ['lib/decide.ts'],
    tests: ['decide']
  },
  compile: {
    mutate: ['lib/compile.ts', 'lib/compile/*.ts'],
    tests: ['compile', 'compile/origin-set', 'decide', 'properties/matcher']
  },
  browser: {
    mutate: ['lib/browser/*.ts'],
    tests: ['browser-model/failures', 'browser-model/safelist', 'browser-model/exchange', 'browser-model/hops', 'browser-model/preflight-cache',
      'browser-model/vectors']
  },
  routes: {
    mutate: ['lib/routes.ts', 'lib/routes/*.ts'],
    tests: ['routes', 'scopes/conflicts', 'scopes/introspection', 'scopes/not-found', 'scopes/documents', 'scopes/scopes']
  },
  apply: {
    mutate: ['lib/apply.ts'],
    tests: ['apply', 'apply/reply-headers', 'apply/preflight', 'plugin/rescue', 'responses/matrix', 'responses/plugins']
  },
  validate: {
    mutate: ['lib/validate.ts', 'lib/validate/*.ts'],
    tests: ['validate', 'validate-guards', 'validate-origins', 'validate-public-suffixes', 'validate-hostile']
  }
}
