/** Rules about other plugins that prevent or contradict what this plugin does. */
import type { CorsOriginEntry, CorsPolicy } from '../../../types/policy.ts'
import { domainOfSite } from '../../cookies/sites.ts'
import { isHttpScheme, isLoopbackHost } from '../hosts.ts'
import { patternsOf } from '../patterns.ts'
import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'
import type { RouteKind } from '../linted-route.ts'

export const secondCorsLayer: ApplicationRule = {
  id: 'second-cors-layer',
  severity: 'error',
  about: 'application',
  check ({ routes }, report) {
    // The OPTIONS route of @fastify/cors also has the policy of the scope.
    const twice = routes.that((kind, policy) => policy !== false && kind.method !== 'OPTIONS' && kind.hasFastifyCors)
    if (twice.length === 0) return
    report('', `@fastify/cors also sets CORS headers for ${routeNames(twice.map(({ route }) => route))}. Remove one of the two plugins.`)
  }
}

export const resourcePolicyOfHelmet: ApplicationRule = {
  id: 'resource-policy-of-helmet',
  severity: 'info',
  about: 'application',
  check ({ routes }, report) {
    const found = routes.that((kind, policy) => policy !== false && policy.origins === '*' && kind.method === 'GET' &&
      kind.hasPlugin('@fastify/helmet'))
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
    const sitesOf = (policy: CorsPolicy): readonly string[] => {
      const sites = known.get(policy) ?? twoSitesOf(policy)
      known.set(policy, sites)
      return sites
    }
    const found = routes.that((kind, policy) => policy !== false && policy.credentials === true && pluginOf(kind) !== undefined && sitesOf(policy).length === 2)
    const [first] = found
    if (first === undefined) return
    const sites = sitesOf(first.policy as CorsPolicy)
    report('', `Pages of several sites, such as ${sites.join(' and ')}, send credentials to ${routeNames(found.map(({ route }) => route))}, but the API ` +
      `is on one site at most. Set cookies of ${pluginOf(first.route.kind)} with SameSite=None; Secure; Partitioned. No cookie of another site works in Safari.`)
  }
}

/** The plugin of a route whose cookies log users in. */
function pluginOf ({ hasPlugin }: RouteKind): string | undefined {
  return COOKIE_PLUGINS.find(hasPlugin)
}

/** At most two sites of the pages that a policy with credentials, which lists its origins, allows, without pages in development. */
function twoSitesOf ({ origins }: CorsPolicy): readonly string[] {
  const sites = new Set<string>()
  for (const pattern of patternsOf(origins as readonly CorsOriginEntry[])) {
    const { scheme, host } = pattern
    if (!isHttpScheme(pattern)) sites.add(`${scheme}:`)
    else if (!isLoopbackHost(host)) sites.add(domainOfSite({ protocol: scheme, hostname: host }))
    if (sites.size === 2) break
  }
  return [...sites]
}
