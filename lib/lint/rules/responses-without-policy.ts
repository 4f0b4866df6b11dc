/** Rules about responses of the plugin and of Fastify that no policy reaches, or that anyone can request. */
import { pointer } from '../../validate/issue.ts'
import { routeName } from '../route-names.ts'
import { parameterLengths } from '../route-schema.ts'
import type { ApplicationRule } from '../rule.ts'

const pageOpenInProduction: ApplicationRule = {
  id: 'page-open-in-production',
  severity: 'warning',
  about: 'application',
  onlyInProduction: true,
  check ({ pages, isProduction }, report) {
    if (!isProduction) return
    for (const { option, url, place, isGuarded } of pages) {
      if (isGuarded) continue
      report(pointer('', option), `Anyone can request the page ${url}, which shows the policies of all routes. Register the plugin that serves it in a ` +
        'scope with a hook that checks who requests it, or serve it only outside production.', { place })
    }
  }
}

const notFoundWithoutPolicy: ApplicationRule = {
  id: 'not-found-without-policy',
  severity: 'info',
  about: 'application',
  check ({ uncoveredNotFound }, report) {
    for (const prefix of uncoveredNotFound) {
      report('', `Unknown URLs and methods below ${prefix} are handled outside of the registration, so pages cannot read the response. Call ` +
        '`setNotFoundHandler()` in the scope of the registration.')
    }
  }
}

const parameterLongerThanRouter: ApplicationRule = {
  id: 'parameter-longer-than-router',
  severity: 'warning',
  about: 'application',
  check ({ routes, maxParamLength }, report) {
    for (const { route, policy } of routes) {
      if (policy === false) continue
      for (const [name, length] of parameterLengths(route)) {
        if (length <= maxParamLength) continue
        report(pointer('/schema/params/properties', name), `The schema allows ${length} characters, but the router rejects a parameter with more than ` +
          `${maxParamLength}, without headers of the policy. Give the router a longer \`maxParamLength\`.`, { place: routeName(route) })
      }
    }
  }
}

export const UNREACHED_RULES = [pageOpenInProduction, notFoundWithoutPolicy, parameterLongerThanRouter]
