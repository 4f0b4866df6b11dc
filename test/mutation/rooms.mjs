/**
 * A part that takes less than a minute, for every run of the whole check: what admits an origin.
 * @type {{ mutate: string[], tests: string[] }}
 */
export const sample = {
  mutate: ['lib/decide.ts', 'lib/standard/vary.ts', 'lib/compile/origin-set.ts'],
  tests: ['standard/vary', 'compile/origin-set', 'decide', 'properties/matcher']
}

/** Names of tests that are left out: they measure, read sources, or try so much that they are slow with mutants in it. */
export const unfit = new RegExp([
  'allocates nothing', 'in about the time', 'a million refused', 'is what the list says', 'any rule of the list',
  'whatever stands in a field', 'is what JSON makes of it', 'long and repetitive'
].join('|'))

/**
 * What is mutated, room by room, and the test files that must notice, quick ones first.
 * @type {Record<string, { mutate: string[], tests: string[] }>}
 */
export const rooms = {
  standard: {
    mutate: ['lib/standard/*.ts'],
    tests: ['standard/methods', 'standard/statuses', 'standard/headers', 'standard/vary', 'standard/origin', 'standard/private-network']
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
    tests: ['browser-model/failures', 'browser-model/said', 'browser-model/safelist', 'browser-model/exchange', 'browser-model/hops', 'browser-model/preflight-cache',
      'browser-model/vectors']
  },
  routes: {
    mutate: ['lib/routes.ts', 'lib/routes/*.ts'],
    tests: [
      'routes/pattern', 'routes/policy-pool', 'routes/methods-at', 'routes/choice', 'routes/tell-apart', 'routes/listed', 'routes/table', 'routes/mixed-urls',
      'routes/reach', 'routes/overlap', 'routes/uncertain-targets',
      'routes', 'scopes/conflicts', 'scopes/introspection', 'plugin/not-found', 'scopes/notices', 'scopes/not-found', 'scopes/documents',
      'plugin/preflight-route', 'scopes/scopes', 'plugin/observe', 'routing/property'
    ]
  },
  apply: {
    mutate: ['lib/apply.ts', 'lib/apply/*.ts'],
    tests: [
      'apply/calls', 'apply/fields', 'apply', 'apply/reply-headers', 'apply/preflight', 'plugin/rescue', 'responses/hijacked', 'scopes/hook-order', 'responses/matrix',
      'responses/plugins'
    ]
  },
  validate: {
    mutate: ['lib/validate.ts', 'lib/validate/*.ts'],
    tests: [
      'validate-order', 'validate-nearest', 'validate-messages', 'routes/choice', 'validate', 'validate-origins', 'validate-public-suffixes', 'validate-hostile'
    ]
  }
}
