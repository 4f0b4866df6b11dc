/** Rules about other plugins that prevent or contradict what this plugin does. */
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
