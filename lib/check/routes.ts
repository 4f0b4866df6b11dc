/** The routes of an application that can be checked, from its documentation. */
import type { UncheckedRoute } from '../../types/check-application.ts'
import type { CorsDocumentation, DocumentedRoute } from '../../types/documentation.ts'
import type { CorsPolicy } from '../../types/policy.ts'

/** Methods of a route that have one policy. */
export interface RouteGroup {
  readonly pattern: string
  readonly path: string
  readonly methods: readonly string[]
  /** The name of the policy; null without one. */
  readonly name: string | null
  /** `false` if CORS is off. */
  readonly policy: CorsPolicy | false
}

/** Methods that browsers or servers handle themselves. */
const NOT_CHECKED: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS', 'CONNECT', 'TRACE'])

/** Returns the groups, and the routes without a URL that can be requested. */
export function routeGroups (documentation: CorsDocumentation, parameters: Readonly<Record<string, string>>) {
  const groups: RouteGroup[] = []
  const notChecked: UncheckedRoute[] = []
  const policies = new Map(documentation.policies.map(({ id, name, policy }) => [id, { name, policy }]))
  for (const route of documentation.routes) {
    const { url: pattern } = route
    if (pattern === null) continue
    const path = pathOf(route, parameters)
    if ('reason' in path) {
      notChecked.push({ pattern, reason: path.reason })
      continue
    }
    const byPolicy = new Map<string | null, string[]>()
    for (const { method, policy } of route.methods) {
      if (!NOT_CHECKED.has(method)) byPolicy.set(policy, [...byPolicy.get(policy) ?? [], method])
    }
    for (const [id, methods] of byPolicy) {
      const { name, policy } = id === null ? { name: null, policy: false as const } : policies.get(id)!
      groups.push({ pattern, path: path.path, methods, name, policy })
    }
  }
  return { groups, notChecked }
}

/** A path of the route, or why there is none. */
function pathOf ({ url: pattern, constraints, example }: DocumentedRoute, parameters: Readonly<Record<string, string>>): { readonly path: string } | { readonly reason: string } {
  if (constraints !== '') return { reason: `the route has the constraint ${constraints}` }
  const parts = pattern!.split('/')
  const examples = example?.path.split('/') ?? []
  const isParallel = parts.length === examples.length
  const filled = parts.map((part, i) => valueOf(part, parameters) ?? (isParallel ? examples[i]! : part)).join('/')
  return /\/:|[*+]/.test(filled) ? { reason: 'the pattern has a parameter or a wildcard without a known value' } : { path: filled }
}

/** The given value of a part that is one parameter. */
function valueOf (part: string, parameters: Readonly<Record<string, string>>): string | undefined {
  const name = /^:([\w-]+)(?:\(.*\))?\??$/.exec(part)?.[1]
  return name !== undefined && Object.hasOwn(parameters, name) ? encodeURIComponent(parameters[name]!) : undefined
}
