import type { CorsPolicy } from '../../../types/policy.ts'
import { exposedHeaderFault } from '../../validate/headers.ts'
import { exposesHeader, pathOf } from '../policy-queries.ts'
import { responseHeaderNames } from '../route-schema.ts'
import { routeNames } from '../route-names.ts'
import type { PolicyRule } from '../rule.ts'
import type { LintedRoute } from '../subject.ts'

/** @fastify/rate-limit sends one of the two spellings, depending on an option. If a policy exposes any of these, it has considered them. */
const RATE_LIMITS = ['Retry-After', 'X-RateLimit-Remaining', 'RateLimit-Remaining']

/** Headers of responses with a file or a part of a file. */
const FILES = ['ETag', 'Content-Range']

/** Maximum number of header names in a message. */
const SHOWN = 4

/** An explicit `exposedHeaders: []` is a decision, so it gets no finding. */
export const sentHeaderNotExposed: PolicyRule = {
  id: 'sent-header-not-exposed',
  severity: 'info',
  about: 'policy',
  summary: 'responses have headers for pages, but the policy does not expose them',
  why: 'Browsers hide response headers from pages of other origins, except seven safelisted headers and those that the policy exposes. ' +
    'Pages cannot read the headers of a rate limit, an entity tag or the headers in a response schema.',
  recommendation: 'Add the names that pages read to `exposedHeaders`. Use `exposedHeaders: []` if pages read none of them.',
  exceptions: 'No page reads these headers.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-expose-headers',
  reads: 'routes',
  check ({ policy, routes }, report) {
    if (policy.exposedHeaders?.length === 0) return
    const senders = routes!.map(route => ({ route, names: hiddenHeaders(policy, route) })).filter(({ names }) => names.length > 0)
    if (senders.length === 0) return
    const hidden = new Set(senders.flatMap(({ names }) => names))
    const more = hidden.size > SHOWN ? ` and ${hidden.size - SHOWN} more` : ''
    report(pathOf(policy, 'exposedHeaders'), `Pages cannot read ${[...hidden].slice(0, SHOWN).join(', ')}${more} of ` +
      `${routeNames(senders.map(({ route }) => route))}. ` +
      'Add the headers that pages need to `exposedHeaders`.')
  },
  bad: [`
app.register(rateLimit)
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', handler) })`, `
app.register(etag)
app.register(corsPlugin, { origins: ['https://app.example.com'], exposedHeaders: ['Link'] })
app.register(async app => { app.get('/orders', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], exposedHeaders: ['ETag'] })
app.register(fastifyStatic, { root: process.cwd(), prefix: '/files/' })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', { schema: { response: { '2xx': { type: 'array', headers: { 'X-Total-Count': {} } } } } }, handler) })`],
  good: [`
app.register(rateLimit)
app.register(etag)
app.register(corsPlugin, { origins: ['https://app.example.com'], exposedHeaders: ['ratelimit-remaining', 'etag'] })
app.register(async app => { app.get('/orders', handler) })`, `
app.register(rateLimit)
app.register(corsPlugin, { origins: ['https://app.example.com'], exposedHeaders: [] })
app.register(async app => { app.get('/orders', handler) })`, `
app.register(fastifyStatic, { root: process.cwd(), serve: false })
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', handler); app.post('/upload/*', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/pages/*', handler) })`, `
app.register(etag)
app.register(websocket)
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/live', { websocket: true }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], exposedHeaders: ['X-Total-Count'] })
app.register(async app => { app.get('/orders', { schema: { response: { 200: { headers: {
  'x-total-count': {}, 'content-type': {}, 'set-cookie': {}, 'access-control-allow-origin': {}
} } } } }, handler) })`, `
app.register(corsPlugin, { origins: '*', exposedHeaders: '*' })
app.register(async app => { app.get('/orders', { schema: { response: { 200: { headers: { link: {} } } } } }, handler) })`]
}

/** Names of response headers of the route that the policy does not expose. HEAD routes would repeat GET routes. */
function hiddenHeaders (policy: CorsPolicy, route: LintedRoute): string[] {
  if (route.isWebSocket || route.method === 'HEAD') return []
  const isHidden = (name: string): boolean => !exposesHeader(policy, name)
  const isFile = route.method === 'GET' && route.url.endsWith('*') && route.hasPlugin('@fastify/static')
  return [
    ...RATE_LIMITS.every(isHidden) && route.hasPlugin('@fastify/rate-limit') ? RATE_LIMITS.slice(0, 2) : [],
    ...[...isFile ? FILES : [], ...route.hasPlugin('@fastify/etag') ? ['ETag'] : []].filter(isHidden),
    ...responseHeaderNames(route).filter(name => isHidden(name) && exposedHeaderFault(name) === undefined)
  ]
}
