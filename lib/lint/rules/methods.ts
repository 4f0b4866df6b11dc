/** Rules about `methods`. */
import { isSafelistedMethod } from '../../standard/methods.ts'
import type { GroupedRoutes, GroupTest } from '../grouped-routes.ts'
import { approvesMethod, isGuarded } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import type { PolicyRule } from '../rule.ts'
import { duplicateRule } from '../rule-tables.ts'
import type { LintedRoute } from '../linted-route.ts'

/** Without an automatic fix, because the list may be useful for readers. */
const safelistedMethodListed: PolicyRule = {
  id: 'safelisted-method-listed',
  severity: 'info',
  about: 'policy',
  reads: ['methods'],
  check ({ policy }, report) {
    const safelisted = [...new Set(policy.methods)].filter(isSafelistedMethod)
    if (safelisted.length === 0) return
    const [need, them] = safelisted.length === 1 ? ['needs', 'it'] : ['need', 'them']
    report('/methods', `${safelisted.join(', ')} ${need} no approval, so leaving ${them} out blocks nothing. Do not rely on this list ` +
      'for protection.')
  }
}

/** Method names are case-sensitive. Validation already rejects other spellings. */
const methodListedTwice = duplicateRule({
  id: 'method-listed-twice',
  fields: ['methods'],
  message: 'The method is already listed. Remove the duplicate.'
})

/** Another rule covers GET, HEAD and POST. */
const methodWithoutRoute: PolicyRule = {
  id: 'method-without-route',
  severity: 'warning',
  about: 'policy',
  reads: 'routes',
  check ({ policy: { methods = [] }, heirsOf, routes }, report) {
    // The routes of an override that inherits this list may use the method.
    if (heirsOf(methods).length > 0) return
    const routed = new Set(routes!.kinds.map(({ method }) => method))
    if (routed.size === 0) return
    for (const [i, method] of methods.entries()) {
      if (isSafelistedMethod(method) || routed.has(method)) continue
      report(`/methods/${i}`, 'No route under this policy uses this method. Remove it until a route does.', { writtenOnly: true })
    }
  }
}

/** A list with only these methods is intended to approve nothing else. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** A list that contains only GET and HEAD, or nothing, is taken as intended. */
const routeMethodNotAllowed: PolicyRule = {
  id: 'route-method-not-allowed',
  severity: 'warning',
  about: 'policy',
  reads: 'routes',
  check ({ policy, routes }, report) {
    const { methods = [] } = policy
    if (methods.every(method => READING.has(method))) return
    const blocked = explicitRoutes(routes!, ({ method, isReceived }) => isReceived && !approvesMethod(policy, method))
    for (const method of new Set(blocked.map(({ method }) => method))) {
      const where = routeNames(blocked.filter(route => route.method === method))
      report('/methods', `\`methods\` lacks ${method}, so browsers block ${where}. List ${method}, or give the route another policy.`)
    }
  }
}

/**
 * Returns the routes that pass a test, without URLs that also handle OPTIONS, such as those of `app.all()` and of proxies: their methods
 * are not chosen individually.
 */
function explicitRoutes (routes: GroupedRoutes<LintedRoute>, test: GroupTest): LintedRoute[] {
  const all = new Set(routes.that(({ method }) => method === 'OPTIONS').map(({ url }) => url))
  return routes.that(test).filter(({ url }) => !all.has(url))
}

/** HEAD is not included, because it comes with GET. */
const SAFELISTED = ['GET', 'POST']

/** If a list contains one of the two methods, its author probably expects it to block the other one. */
const unlistedMethodStillReachable: PolicyRule = {
  id: 'unlisted-method-still-reachable',
  severity: 'warning',
  about: 'policy',
  reads: 'routes',
  check ({ policy: { methods = [] }, routes }, report) {
    const [unlisted, ...others] = SAFELISTED.filter(method => !methods.includes(method))
    if (others.length > 0) return
    const reachable = routes!.that(kind => kind.method === unlisted && !kind.isWebSocket && !isGuarded(kind))
    if (reachable.length === 0) return
    report('/methods', `\`methods\` lacks ${unlisted}, but that does not block ${routeNames(reachable)}, because ${unlisted} needs no ` +
      `approval. List ${unlisted}, or add \`app.cors.originGuard()\` to the route.`)
  }
}

export const METHOD_RULES = [
  safelistedMethodListed, methodListedTwice, methodWithoutRoute, routeMethodNotAllowed, unlistedMethodStillReachable
]
