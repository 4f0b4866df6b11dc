import { isForbiddenRequestHeaderName, isSafelistedRequestHeaderName } from '../../standard/headers.ts'
import { allowsAnyHeader, allowsHeader, approvesMethod, pathOf } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import { requestHeaderNames } from '../route-schema.ts'
import type { PolicyRule } from '../rule.ts'
import type { LintedPolicy, LintedRoute } from '../subject.ts'

/** Browsers or proxies add these headers, so a route may read them although no page sends them. */
const NOT_BY_PAGES: ReadonlySet<string> = new Set([
  'cache-control', 'cdn-loop', 'cf-connecting-ip', 'cf-ray', 'fly-client-ip', 'forwarded', 'from', 'if-modified-since', 'if-none-match',
  'pragma', 'priority', 'true-client-ip', 'upgrade-insecure-requests', 'user-agent', 'x-amzn-trace-id', 'x-cloud-trace-context',
  'x-real-ip', 'x-request-start'
])
const NOT_BY_PAGES_PREFIX = 'x-forwarded-'

/** With "*" only Authorization is not allowed, which another rule covers. */
export const schemaHeaderNotAllowed: PolicyRule = {
  id: 'schema-header-not-allowed',
  severity: 'warning',
  about: 'policy',
  summary: 'the schema of a route contains a request header that the policy does not allow',
  why: 'The route reads the header. If a page sends it, the browser blocks the request after the preflight.',
  recommendation: 'Add the name to `allowedHeaders`. Use `allowedHeaders: []` if pages of other origins never send it.',
  exceptions: 'A proxy or clients other than browsers send the header.',
  source: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
  reads: 'routes',
  check (subject, report) {
    const { policy } = subject
    if (policy.allowedHeaders?.length === 0 || allowsAnyHeader(policy)) return
    for (const [name, routes] of blockedHeaders(subject)) {
      report(pathOf(policy, 'allowedHeaders'), `The policy does not allow ${name}, so browsers block requests with it, but these routes ` +
        `read it: ${routeNames(routes)}. ` +
        'Add it to `allowedHeaders`.')
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type'] })
app.register(async app => { app.get('/orders', { schema: { headers: { type: 'object', properties: { 'X-Tenant': { type: 'string' } } } } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', { schema: { headers: { type: 'object', allOf: [{ properties: { authorization: { type: 'string' } } }] } } }, handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['X-TENANT'] })
app.register(async app => { app.get('/orders', { schema: { headers: { type: 'object', properties: { 'x-tenant': { type: 'string' } } } } }, handler) })`, `
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => { app.get('/orders', { schema: { headers: { type: 'object', properties: { 'x-tenant': {}, authorization: {} } } } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: [] })
app.register(async app => { app.get('/orders', { schema: { headers: { type: 'object', properties: { 'x-tenant': {} } } } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', { schema: { headers: { type: 'object', properties: {
  accept: {}, range: {}, cookie: {}, 'sec-fetch-site': {}, 'user-agent': {}, 'x-forwarded-for': {}
} } } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: [] })
app.register(async app => { app.put('/orders/:id', { schema: { headers: { type: 'object', properties: { 'x-tenant': {} } } } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(websocket)
app.register(async app => { app.get('/live', { websocket: true, schema: { headers: { type: 'object', properties: { 'x-tenant': {} } } } }, handler) })`]
}

/** Maps header names (lower case) to the routes that read the header, but cannot get it from pages. HEAD routes would repeat GET routes. */
function blockedHeaders ({ policy, routes }: LintedPolicy): ReadonlyMap<string, LintedRoute[]> {
  const found = new Map<string, LintedRoute[]>()
  for (const route of routes!) {
    if (route.isWebSocket || route.method === 'HEAD' || !approvesMethod(policy, route.method)) continue
    for (const name of requestHeaderNames(route)) {
      if (!isSentByPages(name) || allowsHeader(policy, name)) continue
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
