/** Rules about registrations of the plugin and the routes that they cover. */
import { pointer } from '../../validate/issue.ts'
import { routeName } from '../route-names.ts'
import type { ApplicationRule, DocumentRule } from '../rule.ts'

const registrationWithoutRoute: DocumentRule = {
  id: 'registration-without-route',
  severity: 'warning',
  about: 'document',
  needsRoutes: true,
  check ({ coversRoutes }, report) {
    if (coversRoutes) return
    report('', 'The scope of this registration has no routes, so no route has CORS. ' +
      'Register the plugin in the scope of the routes, or wrap the plugin that registers it with fastify-plugin.')
  }
}

const routesPatternWithoutRoute: DocumentRule = {
  id: 'routes-pattern-without-route',
  severity: 'warning',
  about: 'document',
  needsRoutes: true,
  check ({ idlePatterns }, report) {
    for (const pattern of idlePatterns) {
      report(pointer('/routes', pattern), 'The pattern determines the policy of no route. Use the path as the route was declared, ' +
        'including the prefix.')
    }
  }
}

const namedPolicyUnused: DocumentRule = {
  id: 'named-policy-unused',
  severity: 'info',
  about: 'document',
  needsRoutes: true,
  check ({ document, chosenNames }, report) {
    if (chosenNames === null) return
    for (const name of Object.keys(document.policies ?? {})) {
      if (chosenNames.has(name)) continue
      report(pointer('/policies', name), 'No route uses this policy. Use its name in `routes` or in `config.cors`, or remove it.')
    }
  }
}

const sourceWithoutEffect: ApplicationRule = {
  id: 'source-without-effect',
  severity: 'warning',
  about: 'application',
  check ({ idleSources }, report) {
    for (const { name, place } of idleSources) {
      report(pointer('/sources', name), `No policy uses this source, so its origins are blocked. Add { source: ${JSON.stringify(name)} } to ` +
        '`origins`, or remove the source.', { place })
    }
  }
}

const corsConfigWithoutPlugin: ApplicationRule = {
  id: 'cors-config-without-plugin',
  severity: 'error',
  about: 'application',
  check ({ uncovered }, report) {
    for (const route of uncovered) {
      // Fastify adds a HEAD route for each GET route.
      if (route.method === 'HEAD') continue
      report('/config/cors', '`config.cors` has no effect, because no registration of the plugin covers the route. Register the plugin ' +
        'in a scope that contains the route.', { place: routeName(route) })
    }
  }
}

export const REGISTRATION_RULES = [
  registrationWithoutRoute, routesPatternWithoutRoute, namedPolicyUnused, sourceWithoutEffect, corsConfigWithoutPlugin
]
