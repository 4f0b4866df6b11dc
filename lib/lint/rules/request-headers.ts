/** Rules about `allowedHeaders`. Two of them also check `exposedHeaders` in the same way. */
import { isForbiddenRequestHeaderName, isMethodOverrideHeaderName, isSafelistedRequestHeaderName } from '../../standard/headers.ts'
import { usesAuthorization } from '../authorization.ts'
import { allowsAnyHeader, allowsHeader, approvesMethod, pathOf } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import { requestHeaderNames, takesJson } from '../route-schema.ts'
import type { PolicyRule } from '../rule.ts'
import { duplicateRule, entryRule } from '../rule-tables.ts'
import type { LintedRoute } from '../linted-route.ts'
import type { LintedPolicy } from '../rule-input.ts'
import { intendedHeaderName } from '../well-known-headers.ts'

/** Validation already rejects "*" in a policy with credentials. */
const anyHeaderAllowed: PolicyRule = {
  id: 'any-header-allowed',
  severity: 'info',
  about: 'policy',
  reads: ['allowedHeaders'],
  check ({ policy: { allowedHeaders = [] } }, report) {
    const i = allowedHeaders.indexOf('*')
    if (i === -1) return
    const path = allowedHeaders === '*' ? '/allowedHeaders' : `/allowedHeaders/${i}`
    report(path, '"*" allows any request header except Authorization, including headers that the application trusts. List the headers ' +
      'that it reads.')
  }
}

const wildcardWithoutAuthorization: PolicyRule = {
  id: 'wildcard-without-authorization',
  severity: 'warning',
  about: 'policy',
  reads: 'routes',
  check ({ policy, routes }, report) {
    if (!allowsAnyHeader(policy) || allowsHeader(policy, 'authorization')) return
    const tokenRoutes = routes!.that(usesAuthorization)
    if (tokenRoutes.length === 0) return
    report('/allowedHeaders', 'According to the standard, "*" does not cover Authorization, which these routes read: ' +
      `${routeNames(tokenRoutes)}. Add "Authorization" next to "*".`)
  }
}

/** Other rules cover routes whose schema names the header, and policies with "*". */
const authorizationNotAllowed: PolicyRule = {
  id: 'authorization-not-allowed',
  severity: 'warning',
  about: 'policy',
  reads: 'routes',
  check ({ policy, credentials, routes }, report) {
    if (credentials || policy.allowedHeaders?.length === 0 || allowsAnyHeader(policy) || allowsHeader(policy, 'authorization')) return
    const tokenRoutes = routes!.that(kind => usesAuthorization(kind) && !requestHeaderNames(kind).includes('authorization'))
    if (tokenRoutes.length === 0) return
    report(pathOf(policy, 'allowedHeaders'), 'The policy does not allow Authorization, but a schema or a hook reads a token from it: ' +
      `${routeNames(tokenRoutes)}. Add "Authorization" to \`allowedHeaders\`.`)
  }
}

const headerListedTwice = duplicateRule({
  id: 'header-listed-twice',
  fields: ['allowedHeaders', 'exposedHeaders'],
  message: 'The header is already listed (case does not matter). Remove the duplicate.',
  keyOf: name => name.toLowerCase()
})

const headerLooksMistyped = entryRule({
  id: 'header-looks-mistyped',
  severity: 'warning',
  fields: ['allowedHeaders', 'exposedHeaders'],
  messageFor (name) {
    const meant = intendedHeaderName(name)
    return meant !== undefined && `The name looks like a misspelling of ${meant}. If you mean that header, use "${meant}".`
  }
})

/** `Content-Type` and `Range` are not included, because only a few of their values are safelisted. */
const NEARLY_ALWAYS_SAFE: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-language'])

/** Without an automatic fix, because the entry is useful in rare cases. */
const safelistedHeaderListed = entryRule({
  id: 'safelisted-header-listed',
  severity: 'info',
  fields: ['allowedHeaders'],
  messageFor: name => NEARLY_ALWAYS_SAFE.has(name.toLowerCase()) &&
    'This header needs no approval if its value is short and has no unusual characters. Remove it unless pages send other values.'
})

const methodOverrideHeaderAllowed = entryRule({
  id: 'method-override-header-allowed',
  severity: 'warning',
  fields: ['allowedHeaders'],
  messageFor: name => isMethodOverrideHeaderName(name) &&
    'If the server supports this header, a POST request can execute any method, regardless of `methods`. ' +
    'Remove the header and let pages send the method itself.'
})

/** Another rule covers misspellings of well-known names. */
const headerNameWithUnderscore = entryRule({
  id: 'header-name-with-underscore',
  severity: 'warning',
  fields: ['allowedHeaders'],
  messageFor: name => name.includes('_') && intendedHeaderName(name) === undefined &&
    'Proxies such as nginx drop request headers whose name has "_", so the header does not arrive. Use "-" in the name.'
})

/** An explicit `allowedHeaders: []` is a decision, so it gets no finding. */
const jsonWithoutContentType: PolicyRule = {
  id: 'json-without-content-type',
  severity: 'warning',
  about: 'policy',
  reads: 'routes',
  check ({ policy, routes }, report) {
    if (policy.allowedHeaders?.length === 0 || allowsHeader(policy, 'content-type')) return
    const blocked = routes!.that(kind => approvesMethod(policy, kind.method) && takesJson(kind))
    if (blocked.length === 0) return
    report(pathOf(policy, 'allowedHeaders'), 'The policy does not allow Content-Type, so browsers cannot send JSON to ' +
      `${routeNames(blocked)}. Add "Content-Type" to \`allowedHeaders\`.`)
  }
}

/** Browsers or proxies add these headers, so a route may read them although no page sends them. */
const NOT_BY_PAGES: ReadonlySet<string> = new Set([
  'cache-control', 'cdn-loop', 'cf-connecting-ip', 'cf-ray', 'fly-client-ip', 'forwarded', 'from', 'if-modified-since', 'if-none-match',
  'pragma', 'priority', 'true-client-ip', 'upgrade-insecure-requests', 'user-agent', 'x-amzn-trace-id', 'x-cloud-trace-context',
  'x-real-ip', 'x-request-start'
])
const NOT_BY_PAGES_PREFIX = 'x-forwarded-'

/** With "*" only Authorization is not allowed, which another rule covers. */
const schemaHeaderNotAllowed: PolicyRule = {
  id: 'schema-header-not-allowed',
  severity: 'warning',
  about: 'policy',
  reads: 'routes',
  check (subject, report) {
    const { policy } = subject
    if (policy.allowedHeaders?.length === 0 || allowsAnyHeader(policy)) return
    for (const [name, routes] of blockedHeaders(subject)) {
      report(pathOf(policy, 'allowedHeaders'), `The policy does not allow ${name}, so browsers block requests with it, but these routes ` +
        `read it: ${routeNames(routes)}. Add it to \`allowedHeaders\`.`)
    }
  }
}

/** Maps header names (lower case) to the routes that read the header, but cannot get it from pages. HEAD routes would repeat GET routes. */
function blockedHeaders ({ policy, routes }: LintedPolicy): ReadonlyMap<string, LintedRoute[]> {
  const found = new Map<string, LintedRoute[]>()
  const isBlocked = (name: string): boolean => isSentByPages(name) && !allowsHeader(policy, name)
  const readers = routes!.that(kind => !kind.isWebSocket && kind.method !== 'HEAD' && approvesMethod(policy, kind.method) &&
    requestHeaderNames(kind).some(isBlocked))
  for (const route of readers) {
    for (const name of requestHeaderNames(route.kind).filter(isBlocked)) {
      const others = found.get(name)
      if (others === undefined) found.set(name, [route])
      else others.push(route)
    }
  }
  return found
}

function isSentByPages (name: string): boolean {
  return !isSafelistedRequestHeaderName(name) && !isForbiddenRequestHeaderName(name) &&
    !NOT_BY_PAGES.has(name) && !name.startsWith(NOT_BY_PAGES_PREFIX)
}

export const REQUEST_HEADER_RULES = [
  anyHeaderAllowed, wildcardWithoutAuthorization, authorizationNotAllowed, headerListedTwice, headerLooksMistyped, headerNameWithUnderscore, safelistedHeaderListed,
  methodOverrideHeaderAllowed, jsonWithoutContentType, schemaHeaderNotAllowed
]
