/** Routes that no preflight can tell apart: they differ only by constraints whose value it does not carry. */
import type { CorsPolicyIssue } from '../../types/report.ts'
import { HOST, demandsOf, hiddenNames, type Strategies } from './constraints.ts'
import type { RoutePolicy } from './types.ts'
import { shapeOf } from './pattern.ts'

/** An issue for each route that has another policy than the first of those that it cannot be told apart from. */
export function ambiguities (routes: readonly RoutePolicy[], caseSensitive: boolean, strategies: Strategies): CorsPolicyIssue[] {
  const known = new Map<string, RoutePolicy>()
  const issues: CorsPolicyIssue[] = []
  for (const entry of routes) {
    const { method, pattern } = entry.route
    const { host } = demandsOf(entry.route, strategies)
    const key = `${method} ${shapeOf(pattern, caseSensitive).key} ${host instanceof RegExp ? host : JSON.stringify(host)}`
    const first = known.get(key)
    if (first === undefined) known.set(key, entry)
    else if (first.pooled !== entry.pooled) issues.push(ambiguity(first, entry, strategies))
  }
  return issues
}

function ambiguity (first: RoutePolicy, second: RoutePolicy, strategies: Strategies): CorsPolicyIssue {
  const { method, pattern, constraints } = second.route
  const names = hiddenNames({ ...first.route.constraints, ...constraints }, strategies)
  return {
    id: 'preflight-target-is-ambiguous',
    path: '',
    value: `${method} ${pattern}`,
    message: `several routes differ only by ${names.join(', ')}, which a CORS-preflight request does not carry, and have different ` +
      `policies.${names.includes(HOST) ? ' The strategy for "host" is not Fastify\'s own, and may read other fields than Host.' : ''} Give them one policy.`
  }
}
