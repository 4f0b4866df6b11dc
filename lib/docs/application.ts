/** Documents the policies of an application and the routes to which they apply. */
import type { DocumentedChoice, DocumentedGuard, DocumentedMethod, DocumentedPolicy, DocumentedRoute, CorsDocumentation, Phrase } from '../../types/documentation.ts'
import type { ExplainedLocation } from '../../types/explanation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsLintFinding } from '../../types/report.ts'
import { deepFreeze } from '../deep-freeze.ts'
import { documentedFindings } from './findings.ts'
import { byText } from './order.ts'
import { PolicyCollection } from './policies.ts'
import { exampleNotFoundUrl, exampleUrlOf, type Lookup } from './example-url.ts'
import { documentedSources } from './sources.ts'

/** An effective policy. The same policy is always the same object. */
export interface EffectivePolicy {
  readonly policy: CorsPolicy | false
  readonly from: ExplainedLocation
  /** The guards among the hooks of the route or the handler. */
  readonly guards: readonly DocumentedGuard[]
}

export interface ApplicationRoute extends EffectivePolicy {
  readonly method: string
  /** The full pattern. */
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
}

/** The facts about an application that the plugin collects. */
export interface ApplicationPolicies extends Lookup {
  /** The registrations: prefix, policy of the scope, and named policies of the document. */
  readonly scopes: ReadonlyArray<{
    readonly prefix: string
    readonly policy: CorsPolicy | undefined
    readonly policies: Readonly<Record<string, CorsPolicy>>
  }>
  readonly routes: readonly ApplicationRoute[]
  readonly notFound: ReadonlyArray<EffectivePolicy & { readonly prefix: string }>
  /** The sources of origins: name → description. */
  readonly sources: ReadonlyMap<string, string | undefined>
  /** The findings of lint. */
  readonly findings: readonly CorsLintFinding[]
}

/** Documents an application. The result is plain JSON, frozen, the same for equal applications. */
export function documentApplication (application: ApplicationPolicies): CorsDocumentation {
  const policies = new PolicyCollection()
  for (const { policy, prefix } of application.scopes) if (policy !== undefined) policies.addScope(policy, prefix)
  for (const { policies: named } of application.scopes) {
    for (const [name, policy] of Object.entries(named)) policies.addNamed(policy, name)
  }
  const choiceOf = ({ policy, from, guards }: EffectivePolicy, location: Phrase, key = location): DocumentedChoice =>
    ({ policy: policies.idOf(policy, from as DocumentedPolicy['from'], location, key), from, guards })

  const groups = [...groupsOf(application.routes)].sort(byText).map(([, group]) => group)
  const chosen = groups.map(group => group.map((route): DocumentedMethod => {
    const { method, url } = route
    // Fastify adds HEAD to each GET.
    const key = [{ code: `${method === 'HEAD' ? 'GET' : method} ${url}` }]
    return { method, ...choiceOf(route, [{ code: `${method} ${url}` }], key) }
  }))
  const handlers = application.notFound.map(handler => ({
    prefix: handler.prefix,
    unhandledMethods: caughtMethods(application.routes, handler.prefix),
    ...choiceOf(handler, handler.prefix === '' ? ['not-found responses'] : ['not-found responses below ', { code: handler.prefix }])
  }))

  // The policy of a URL is that of some route or handler, and all of these are known now.
  const idOf = (policy: CorsPolicy | false) => policies.knownId(policy)
  const routes = groups.map((group, i): DocumentedRoute => ({
    url: group[0].url,
    constraints: constraintsText(group[0]),
    methods: chosen[i]!,
    example: exampleUrlOf(application, group[0], chosen[i]!, idOf)
  }))
  const notFound = handlers.map(handler =>
    ({ ...handler, example: exampleNotFoundUrl(application, handler.prefix, handler.unhandledMethods, idOf) }))
  const findings = documentedFindings(application.findings)
  const sources = documentedSources(policies.entries, application.sources)
  return deepFreeze<CorsDocumentation>({ version: 1, kind: 'application', policies: policies.entries, sources, routes, notFound, findings })
}

/** Groups routes that differ only in their method, sorted by method. */
function groupsOf (routes: readonly ApplicationRoute[]): Map<string, [ApplicationRoute, ...ApplicationRoute[]]> {
  const groups = new Map<string, [ApplicationRoute, ...ApplicationRoute[]]>()
  const sorted = routes.map(route => [route.method, route] as const).sort(byText)
  for (const [, route] of sorted) {
    const key = `${route.url} ${constraintsText(route)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [route])
    else group.push(route)
  }
  return groups
}

function constraintsText ({ constraints }: ApplicationRoute): string {
  return Object.entries(constraints).sort(byText).map(([name, value]) => `${name}: ${String(value)}`).join(', ')
}

/**
 * Lists the methods that routes handle at every URL below a prefix, sorted. Routes with constraints do not count.
 *
 * @param prefix  the prefix of a not-found handler, which also handles the prefix itself
 */
function caughtMethods (routes: readonly ApplicationRoute[], prefix: string): string[] {
  const below = prefix.endsWith('/') ? prefix : `${prefix}/`
  const unconstrained = routes.filter(({ constraints }) => Object.keys(constraints).length === 0)
  const hasExactly = (method: string) => unconstrained.some(route => route.method === method && route.url === prefix)
  const catching = unconstrained.filter(({ method, url }) => {
    if (!url.endsWith('*')) return false
    const base = url.slice(0, -1)
    return prefix.startsWith(base) || (below.startsWith(base) && (prefix === '' || hasExactly(method)))
  })
  return [...new Set(catching.map(({ method }) => method))].sort()
}
