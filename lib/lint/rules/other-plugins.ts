/** Rules about other plugins that prevent or contradict what this plugin does. */
import type { CorsPolicy } from '../../../types/policy.ts'
import { domainOfSite } from '../../cookies/sites.ts'
import { isHttpScheme, isLoopbackHost } from '../hosts.ts'
import { patternsOf } from '../patterns.ts'
import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

export const secondCorsLayer: ApplicationRule = {
  id: 'second-cors-layer',
  severity: 'error',
  about: 'application',
  check ({ routes }, report) {
    // The OPTIONS route of @fastify/cors also has the policy of the scope.
    const twice = routes.filter(({ route, policy }) => policy !== false && route.method !== 'OPTIONS' && route.hasFastifyCors)
    if (twice.length === 0) return
    report('', `@fastify/cors also sets CORS headers for ${routeNames(twice.map(({ route }) => route))}. Remove one of the two plugins.`)
  }
}

export const resourcePolicyOfHelmet: ApplicationRule = {
  id: 'resource-policy-of-helmet',
  severity: 'info',
  about: 'application',
  check ({ routes }, report) {
    const found = routes.filter(({ route, policy }) => policy !== false && policy.origins === '*' && route.method === 'GET' &&
      route.hasPlugin('@fastify/helmet'))
    if (found.length === 0) return
    report('', `Any origin may read ${routeNames(found.map(({ route }) => route))}, but by default @fastify/helmet sends ` +
      'Cross-Origin-Resource-Policy: same-origin, which blocks images and scripts without `crossorigin`. Set its option ' +
      '`crossOriginResourcePolicy` to cross-origin.')
  }
}

/** Plugins whose cookies log users in. Their options cannot be read. */
const COOKIE_PLUGINS = ['@fastify/session', '@fastify/secure-session', '@fastify/cookie']

export const cookiesForSeveralSites: ApplicationRule = {
  id: 'cookies-for-several-sites',
  severity: 'info',
  about: 'application',
  check ({ routes }, report) {
    const known = new Map<CorsPolicy, readonly string[]>()
    const found = routes.flatMap(({ route, policy }) => {
      const plugin = COOKIE_PLUGINS.find(name => route.hasPlugin(name))
      if (policy === false || policy.credentials !== true || plugin === undefined) return []
      const sites = known.get(policy) ?? twoSitesOf(policy)
      known.set(policy, sites)
      return sites.length < 2 ? [] : [{ route, plugin, sites }]
    })
    const [first] = found
    if (first === undefined) return
    report('', `Pages of several sites, such as ${first.sites.join(' and ')}, send credentials to ${routeNames(found.map(({ route }) => route))}, but the API ` +
      `is on one site at most. Set cookies of ${first.plugin} with SameSite=None; Secure; Partitioned. No cookie of another site works in Safari.`)
  }
}

/** At most two sites of the pages that a policy allows, without pages in development. */
function twoSitesOf (policy: CorsPolicy): readonly string[] {
  const sites = new Set<string>()
  for (const pattern of patternsOf(policy)) {
    const { scheme, host } = pattern
    if (!isHttpScheme(pattern)) sites.add(`${scheme}:`)
    else if (!isLoopbackHost(host)) sites.add(domainOfSite({ protocol: scheme, hostname: host }))
    if (sites.size === 2) break
  }
  return [...sites]
}
