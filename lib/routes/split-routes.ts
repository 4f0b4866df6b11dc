/** Routes with an optional parameter: the router has two routes for each, but Fastify has one with one configuration, so both need the same policy. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../errors.ts'
import type { RoutePolicy } from './types.ts'

/** Reports the routes whose two paths get different policies from the keys of `routes`. */
export function splitRoutes (routes: readonly RoutePolicy[]): CorsPolicyIssue[] {
  const first = new Map<object, RoutePolicy>()
  const split = new Map<object, RouteIssue>()
  for (const entry of routes) {
    const { config } = entry.route
    const other = first.get(config)
    if (other === undefined) first.set(config, entry)
    else if (other.pooled !== entry.pooled) split.set(config, issueOf(other, entry))
  }
  // Fastify adds a HEAD route to a GET route, and one change corrects both.
  const issues = [...split.values()]
  const values = new Set(issues.map(({ value }) => value))
  return issues.filter(({ value }) => !value.startsWith('HEAD ') || !values.has(value.replace('HEAD', 'GET')))
}

/** An issue whose value is the method and the URL of a route. */
type RouteIssue = CorsPolicyIssue & { readonly value: string }

function issueOf ({ route: { pattern, method } }: RoutePolicy, { route }: RoutePolicy): RouteIssue {
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
