/** Finds routes that a preflight cannot distinguish: they differ only in constraints whose value a preflight does not carry. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { preview } from '../errors.ts'
import { HOST, demandsOf, hiddenNames, type Strategies } from './constraints.ts'
import { onePerDeclaration, type RouteIssue } from './one-issue.ts'
import type { RoutePolicy } from './types.ts'
import { shapeOf } from './pattern.ts'

/** Returns an issue for each declared route whose policy differs from that of the first route that a preflight cannot distinguish from it. */
export function ambiguities (routes: readonly RoutePolicy[], caseSensitive: boolean, strategies: Strategies): CorsPolicyIssue[] {
  // The router rejects equal routes, so one of two such routes has a constraint. Most applications use none.
  if (routes.every(({ route }) => Object.keys(route.constraints).length === 0)) return []
  const known = new Map<string, RoutePolicy>()
  const issues: RouteIssue[] = []
  for (const entry of routes) {
    const { method, pattern } = entry.route
    const { host } = demandsOf(entry.route, strategies)
    const key = `${method} ${shapeOf(pattern, caseSensitive).key} ${host instanceof RegExp ? host : JSON.stringify(host)}`
    const first = known.get(key)
    if (first === undefined) known.set(key, entry)
    else if (first.pooled !== entry.pooled) issues.push({ route: entry.route, issue: ambiguity(first, entry, strategies) })
  }
  return onePerDeclaration(issues)
}

function ambiguity (first: RoutePolicy, second: RoutePolicy, strategies: Strategies): CorsPolicyIssue {
  const { method, pattern, constraints } = second.route
  const names = hiddenNames({ ...first.route.constraints, ...constraints }, strategies)
  const value = `${method} ${pattern}`
  return {
    id: 'preflight-target-is-ambiguous',
    path: '',
    value,
    message: `Several routes ${preview(value)} have different policies, but differ only in ${names.join(', ')}, which a CORS-preflight request ` +
      `does not carry.${names.includes(HOST) ? ' The strategy for "host" is not the default of Fastify, and can read other fields than Host.' : ''} ` +
      'Use the same policy for all of them.'
  }
}
