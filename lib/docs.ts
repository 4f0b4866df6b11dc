/** Documents a policy document, without an application. */
import type { DocumentedResponse, DocumentedChoice, DocumentedRoute, CorsDocumentation } from '../types/documentation.ts'
import type { CorsPolicy, CorsPolicyChoice, CorsPolicyDocument } from '../types/policy.ts'
import { scopePolicy, validateOverride, validatePolicy } from './validate.ts'
import { deepFreeze } from './deep-freeze.ts'
import { documentedFindings } from './docs/findings.ts'
import { byText } from './docs/order.ts'
import { PolicyCollection } from './docs/policies.ts'
import { documentedSources } from './docs/sources.ts'
import { lintPolicy } from './lint.ts'

/**
 * Documents all policies of a document, and what its `routes` and `notFound` select.
 *
 * @returns  plain JSON, frozen, the same for equal documents
 * @throws   CorsPolicyError if the document is invalid
 */
export function documentPolicies (document: CorsPolicy | CorsPolicyDocument): CorsDocumentation {
  const valid = validatePolicy(document)
  const scope = scopePolicy(valid)
  const names = new Map(Object.entries(valid.policies ?? {}))
  const reach = { names, privateSuffixes: valid.privateSuffixes ?? [] }
  const policies = new PolicyCollection()
  if (scope !== undefined) policies.addScope(scope, '')
  for (const [name, policy] of names) policies.addNamed(policy, name)

  const chosen = (choice: CorsPolicyChoice, from: 'routes' | 'notFound', location: string): DocumentedChoice => {
    const { policy } = validateOverride(choice, scope, reach, '')
    return { policy: policies.idOf(policy, from, [{ code: location }]), from, guards: [] }
  }
  const ofScope: DocumentedChoice = { policy: policies.knownId(scope ?? false), from: 'scope', guards: [] }
  const routes = Object.entries(valid.routes ?? {}).sort(byText)
    .map(([pattern, choice]) => routeOf(pattern, chosen(choice, 'routes', pattern)))
  const notFound = valid.notFound === undefined ? ofScope : chosen(valid.notFound, 'notFound', 'notFound')
  return deepFreeze<CorsDocumentation>({
    version: 1,
    kind: 'document',
    policies: policies.entries,
    sources: documentedSources(policies.entries),
    // This key covers every route.
    routes: Object.hasOwn(valid.routes ?? {}, '/*') ? routes : [...routes, routeOf(null, ofScope)],
    notFound: [{ prefix: '', unhandledMethods: [], ...notFound, example: null }],
    findings: documentedFindings(lintPolicy(valid, { production: false }))
  })
}

/** The pattern is also used as example path, because `explain` accepts a pattern as path. */
function routeOf (url: string | null, choice: DocumentedChoice): DocumentedRoute {
  const fallback: DocumentedResponse = { kind: 'policy', route: url, ...choice, listedMethods: null, variesByMethod: false, earlierHooks: [] }
  return {
    url,
    constraints: '',
    methods: [{ method: '*', ...choice }],
    example: { path: url ?? '/', host: null, responses: [], fallback }
  }
}
