/** Rules about applications in which preflights do not reach the right policy. */
import type { ApplicationRule } from '../rule.ts'

const urlWithSeveralPolicies: ApplicationRule = {
  id: 'url-with-several-policies',
  severity: 'warning',
  about: 'application',
  check ({ mixedUrls }, report) {
    for (const url of mixedUrls) {
      report('', `${url} have different policies or tenants, but browsers cache a preflight for the whole URL. Give all methods of the URL the ` +
        'same policy, with the tenant in the same part of the URL.')
    }
  }
}

const preflightRouteAmbiguous: ApplicationRule = {
  id: 'preflight-route-ambiguous',
  severity: 'warning',
  about: 'application',
  check ({ uncertainTargets }, report) {
    for (const { methods, url, host, patterns, constraints } of uncertainTargets) {
      const where = host === undefined ? url : `${url} (host ${host})`
      const own = constraints.includes('host') ? ' (custom strategy for the host)' : ''
      report('', `The plugin rejects preflights for ${methods.join(', ')} ${where}, because a preflight has no value for ` +
        `${conjunction(constraints)}${own}, which selects between ${conjunction(patterns)}. Give these routes one policy or separate URLs.`)
    }
  }
}

function conjunction (items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

const routesNotKnown: ApplicationRule = {
  id: 'routes-not-known',
  severity: 'warning',
  about: 'application',
  check ({ hasAllRoutes }, report) {
    if (hasAllRoutes) return
    report('', 'This version of Fastify does not provide the list of its routes. The plugin rejects preflights for routes that were ' +
      'declared before it was registered. Register the plugin first, and await the registration.')
  }
}

const hookBeforePlugin: ApplicationRule = {
  id: 'hook-before-plugin',
  severity: 'info',
  about: 'application',
  check ({ earlierHooks }, report) {
    if (earlierHooks.length === 0) return
    report('', `These onRequest hooks run before the policy and therefore on every preflight: ${earlierHooks.join(', ')}. Register the ` +
      'plugin before them.')
  }
}

const authHookRejectsPreflight: ApplicationRule = {
  id: 'auth-hook-rejects-preflight',
  severity: 'warning',
  about: 'application',
  check ({ earlierHooks, rescuesPreflights }, report) {
    if (earlierHooks.length === 0 || rescuesPreflights) return
    report('', 'These onRequest hooks run before the policy and can reject or redirect preflights, because `rescuePreflights` is ' +
      `off: ${earlierHooks.join(', ')}. Register the plugin before them.`)
  }
}

export const PREFLIGHT_RULES = [urlWithSeveralPolicies, preflightRouteAmbiguous, routesNotKnown, hookBeforePlugin, authHookRejectsPreflight]
