/** Rules about responses of the plugin and of Fastify that no policy reaches, or that anyone can request. */
import type { CorsPolicy } from '../../../types/policy.ts'
import { parseUrl } from '../../browser/url.ts'
import { preview } from '../../errors.ts'
import { pointer } from '../../validate/issue.ts'
import { allowsHeader, approvesMethod } from '../policy-queries.ts'
import { routeName } from '../route-names.ts'
import { parameterLengths } from '../route-schema.ts'
import type { ApplicationRule } from '../rule.ts'
import type { RouteKind } from '../linted-route.ts'

const pageOpenInProduction: ApplicationRule = {
  id: 'page-open-in-production',
  severity: 'warning',
  about: 'application',
  onlyInProduction: true,
  check ({ pages, isProduction }, report) {
    if (!isProduction) return
    for (const { option, url, place, isGuarded } of pages) {
      if (isGuarded) continue
      report(pointer('', option), `Anyone can request the page ${url}, which shows the policies of all routes. Add a hook to the scope of the plugin ` +
        'that serves it, which checks who requests this page, or serve it only outside production.', { place })
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
    const tooLong = (kind: RouteKind): ReturnType<typeof parameterLengths> => parameterLengths(kind).filter(([, length]) => length > maxParamLength)
    for (const { route } of routes.that((kind, policy) => policy !== false && tooLong(kind).length > 0)) {
      for (const [name, length] of tooLong(route.kind)) {
        report(pointer('/schema/params/properties', name), `The schema allows ${length} characters, but the router rejects a parameter with more than ` +
          `${maxParamLength}, without headers of the policy. Give the router a longer \`maxParamLength\`.`, { place: routeName(route) })
      }
    }
  }
}

const routeHiddenByConstraint: ApplicationRule = {
  id: 'route-hidden-by-constraint',
  severity: 'warning',
  about: 'application',
  check ({ routes }, report) {
    // Fastify adds a HEAD route for each GET route.
    const constrained = routes.that(({ method, host, needsVersion }, policy) => (host !== undefined || needsVersion) && method !== 'HEAD' &&
      policy !== false && approvesMethod(policy, method))
    for (const { route, policy } of constrained) {
      const { host, needsVersion } = route.kind
      const place = routeName(route)
      const hint = hostHint(host)
      if (hint !== undefined) {
        report('/constraints/host', `The router compares \`Host\` with the text ${preview(host)}, which no browser sends, so pages cannot reach the ` +
          `route. ${hint}`, { place })
      }
      if (needsVersion && isVersionBlocked(policy as CorsPolicy)) {
        report('/constraints/version', 'Only requests with Accept-Version reach the route, but its policy does not allow this header, so pages cannot ' +
          'reach the route. Add "Accept-Version" to `allowedHeaders`.', { place })
      }
    }
  }
}

/** Whether pages cannot send the header. An explicit `allowedHeaders: []` is a decision. */
function isVersionBlocked (policy: CorsPolicy): boolean {
  return policy.allowedHeaders?.length !== 0 && !allowsHeader(policy, 'accept-version')
}

/** What to write instead of a host that no browser sends; undefined for other hosts, and without one. */
function hostHint (host: string | undefined): string | undefined {
  if (host === undefined) return undefined
  if (host.includes('*')) return 'Use a regular expression for several hosts.'
  const url = parseUrl(host.includes('://') ? host : `http://${host}`)
  if (url === undefined) return 'Use a host name, with the port if it is not that of the scheme.'
  const sent = url.host.replace(/:443$/, '')
  return sent === host ? undefined : `Use ${preview(sent)}.`
}

export const UNREACHED_RULES = [pageOpenInProduction, notFoundWithoutPolicy, parameterLongerThanRouter, routeHiddenByConstraint]
