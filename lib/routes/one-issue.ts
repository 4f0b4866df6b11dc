/** One mistake is one issue, although a declaration can make several routes. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import type { ListedRoute } from '../fastify/route-list.ts'

/** An issue of a route. */
export interface RouteIssue {
  readonly route: ListedRoute
  readonly issue: CorsPolicyIssue
}

/**
 * Returns one issue for each declaration. All its methods have one configuration, and so have both routes of an optional parameter. Fastify
 * makes another one for the second path of an index, and for HEAD.
 */
export function onePerDeclaration (found: readonly RouteIssue[]): CorsPolicyIssue[] {
  const texts = new Set(found.map(({ route }) => textOf(route)))
  const seen = new Set<object>()
  return withoutHead(found, ({ route }) => textOf(route)).filter(({ route }) => {
    const { server: { prefix }, pattern, config } = route
    if (seen.has(config) || (pattern === `${prefix}/` && texts.has(textOf({ ...route, pattern: prefix })))) return false
    seen.add(config)
    return true
  }).map(({ issue }) => issue)
}

function textOf ({ method, pattern, constraints }: ListedRoute): string {
  return `${method} ${pattern} ${JSON.stringify(constraints)}`
}

/**
 * Returns the issues without those of HEAD that GET has too. Fastify adds a HEAD route to a GET route, and one change corrects both.
 *
 * @param textOf  begins with the method
 */
export function withoutHead<T> (issues: readonly T[], textOf: (issue: T) => string): T[] {
  const texts = new Set(issues.map(textOf))
  return issues.filter((issue) => {
    const text = textOf(issue)
    return !text.startsWith('HEAD ') || !texts.has(text.replace('HEAD', 'GET'))
  })
}
