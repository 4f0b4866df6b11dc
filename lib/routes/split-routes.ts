/** Routes with an optional parameter: the router has two routes for each, but Fastify has one with one configuration, so both need the same policy. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../errors.ts'
import { onePerDeclaration, type RouteIssue } from './one-issue.ts'
import type { RoutePolicy } from './types.ts'

/** Reports the routes whose two paths get different policies from the keys of `routes`. */
export function splitRoutes (routes: readonly RoutePolicy[]): CorsPolicyIssue[] {
  const first = new Map<object, RoutePolicy>()
  const split: RouteIssue[] = []
  for (const entry of routes) {
    const { route } = entry
    const other = first.get(route.config)
    if (other === undefined) first.set(route.config, entry)
    else if (other.pooled !== entry.pooled) split.push({ route, issue: issueOf(other, entry) })
  }
  return onePerDeclaration(split)
}

function issueOf ({ route: { pattern, method } }: RoutePolicy, { route }: RoutePolicy): CorsPolicyIssue {
  const { url } = route.config as { readonly url: string }
  const value = `${method} ${url}`
  return {
    id: 'optional-parameter-splits-route',
    path: '',
    value,
    message: `The route ${preview(value)} has two paths, and \`routes\` gives ${JSON.stringify(pattern)} and ${JSON.stringify(route.pattern)} ` +
      `different policies. Add the key ${JSON.stringify(url)} to \`routes\`, or set \`config.cors\` on the route.`
  }
}
