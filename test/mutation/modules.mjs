/** Names of tests that are left out: they measure, read other files, or try so much that they are slow with mutants in it. */
export const unfit = new RegExp([
  'allocates nothing', 'the time to ', 'the time for ', 'the time grows', 'a million rejected', 'tldts', 'published examples', 'any rule of the public suffix list', 'any value of a field'
].join('|'))

/**
 * What is mutated, module by module, and the test files that must notice, quick ones first.
 * @type {Record<string, { mutate: string[], tests: string[] }>}
 */
export const modules = {
  standard: {
    mutate: ['lib/standard/*.ts'],
    tests: [
      'unit/standard/methods', 'unit/standard/statuses', 'unit/standard/headers', 'unit/standard/vary', 'unit/standard/origin', 'unit/standard/private-network',
      'unit/standard/cache-control', 'unit/standard/fnv1a', 'unit/standard/insecure-origin', 'unit/standard/ports', 'unit/standard/settled-letters'
    ]
  },
  decide: {
    mutate: ['lib/decide.ts'],
    tests: ['unit/decide']
  },
  compile: {
    mutate: ['lib/compile.ts', 'lib/compile/*.ts'],
    tests: ['unit/compile', 'unit/compile/origin-set', 'unit/compile/label-patterns', 'unit/compile/uncovered-label', 'unit/decide', 'unit/properties/matcher', 'unit/diff/origins']
  },
  diff: {
    mutate: ['lib/diff.ts', 'lib/diff/*.ts'],
    tests: ['unit/diff/diff', 'unit/diff/origins', 'unit/diff/application', 'unit/properties/policy-diff']
  },
  browser: {
    mutate: ['lib/browser/*.ts'],
    tests: ['unit/browser/failures', 'unit/browser/header-values', 'unit/browser/cors-check', 'unit/browser/safelist', 'unit/browser/page-request', 'unit/browser/exchange',
      'unit/browser/exposed-headers', 'unit/browser/empty-lines', 'unit/browser/redirect', 'unit/browser/hops', 'unit/browser/preflight-check', 'unit/browser/preflight-max-age',
      'unit/browser/preflight-cache', 'unit/browser/preflight-cache-browsers', 'unit/browser/vectors', 'unit/browser/engines', 'unit/browser/network-access',
      'unit/browser/engines-page', 'unit/browser/failure-messages', 'unit/explain/console-messages', 'unit/remembered-policy', 'unit/lint/headers', 'unit/lint/header-fixes']
  },
  cookies: {
    mutate: ['lib/cookies.ts', 'lib/cookies/*.ts'],
    tests: ['unit/cookies/measured', 'unit/cookies/reasons']
  },
  clipboard: {
    mutate: ['lib/clipboard/*.ts'],
    tests: ['unit/clipboard/copied-request', 'unit/clipboard/console-line', 'unit/cli/pasted']
  },
  routes: {
    mutate: ['lib/routes.ts', 'lib/routes/*.ts'],
    tests: [
      'unit/routes/pattern', 'unit/routes/policy-pool', 'unit/routes/method-router', 'unit/routes/choice', 'unit/routes/ambiguous-routes', 'unit/routes/table', 'unit/routes/mixed-urls',
      'unit/routes/reach', 'unit/routes/overlap', 'unit/routes/uncertain-targets', 'unit/routes/one-issue', 'unit/routes/parameter-place', 'unit/routes/rejected-url', 'unit/routes/route-identity', 'unit/routes/split-routes', 'unit/routes/url-entry',
      'unit/routes/not-found',
      'unit/routes', 'integration/scopes/conflicts', 'integration/scopes/introspection', 'unit/plugin/not-found', 'integration/scopes/warnings', 'integration/scopes/not-found', 'integration/scopes/documents',
      'unit/plugin/preflight-route', 'integration/scopes/scopes', 'unit/plugin/decision-events', 'unit/plugin/constraint-strategies', 'unit/plugin/observe', 'integration/routing/property', 'integration/routing/parameters'
    ]
  },
  fastify: {
    mutate: ['lib/fastify/*.ts'],
    tests: ['unit/fastify/records', 'integration/fastify/instances', 'integration/fastify/route-list', 'integration/fastify/router', 'unit/plugin/constraint-strategies', 'integration/scopes/conflicts', 'integration/responses/hijacked']
  },
  apply: {
    mutate: ['lib/apply.ts', 'lib/apply/*.ts'],
    tests: [
      'unit/apply/write-head', 'integration/wire/head-calls', 'integration/wire/http2-heads', 'unit/apply/calls', 'unit/apply/fields', 'unit/apply/invalid-web-responses', 'unit/apply/preflight', 'unit/apply/observe-response-head', 'unit/plugin/rescue', 'integration/responses/hijacked', 'integration/scopes/hook-order', 'integration/responses/matrix',
      'integration/responses/plugins', 'unit/plugin/observe', 'integration/plugin/observe', 'integration/plugin/observed-decisions', 'unit/plugin/preflight-fields'
    ]
  },
  validate: {
    mutate: ['lib/validate.ts', 'lib/validate/*.ts'],
    tests: [
      'unit/validate/sort-issues', 'unit/validate/nearest', 'unit/validate/messages', 'unit/routes/choice', 'unit/validate', 'unit/validate/intended-origins', 'unit/validate/origins', 'unit/validate/public-suffixes', 'unit/validate/hostile', 'unit/validate/inherited-faults',
      'unit/validate/round-trip', 'unit/validate/json-schema', 'unit/validate/run-time',
      'unit/validate/diagnosis', 'unit/validate/source-names', 'unit/validate/shared-hosts', 'unit/validate/covering-pattern', 'unit/validate/steps', 'unit/types/json-schema', 'unit/plugin/source-options', 'unit/plugin/sources'
    ]
  }
}
