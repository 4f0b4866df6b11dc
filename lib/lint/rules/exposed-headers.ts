/** Rules about `exposedHeaders`. */
import type { CorsPolicy } from '../../../types/policy.ts'
import { isSafelistedResponseHeaderName } from '../../standard/headers.ts'
import { exposedHeaderFault } from '../../validate/headers.ts'
import { exposesHeader, pathOf } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import { responseHeaderNames } from '../route-schema.ts'
import type { PolicyRule } from '../rule.ts'
import { entryRule } from '../rule-tables.ts'
import type { RouteKind } from '../linted-route.ts'

/** Validation already rejects "*" in a policy with credentials. */
const anyHeaderExposed: PolicyRule = {
  id: 'any-header-exposed',
  severity: 'info',
  about: 'policy',
  reads: ['exposedHeaders'],
  check ({ policy }, report) {
    if (policy.exposedHeaders !== '*') return
    report('/exposedHeaders', '"*" exposes every response header except Set-Cookie, including headers that proxies add. List the ' +
      'headers that pages need.')
  }
}

const safelistedHeaderExposed = entryRule({
  id: 'safelisted-header-exposed',
  severity: 'info',
  fields: ['exposedHeaders'],
  isRemovable: true,
  messageFor: name => isSafelistedResponseHeaderName(name) && 'Pages can read this header without the entry. Remove the entry.'
})

/** @fastify/rate-limit sends one of the two spellings, depending on an option. If a policy exposes any of these, it has considered them. */
const RATE_LIMITS = ['Retry-After', 'X-RateLimit-Remaining', 'RateLimit-Remaining']

/** Headers of responses with a file or a part of a file. */
const FILES = ['ETag', 'Content-Range']

/** The URL of a route that can serve files. */
const ANY_FILE = '/*'

/** Maximum number of header names in a message. */
const SHOWN = 4

/** An explicit `exposedHeaders: []` is a decision, so it gets no finding. */
const sentHeaderNotExposed: PolicyRule = {
  id: 'sent-header-not-exposed',
  severity: 'info',
  about: 'policy',
  reads: 'routes',
  check ({ policy, routes }, report) {
    if (policy.exposedHeaders?.length === 0) return
    const senders = routes!.that(kind => hiddenHeaders(policy, kind, ANY_FILE).length > 0)
      .map(route => ({ route, names: hiddenHeaders(policy, route.kind, route.url) })).filter(({ names }) => names.length > 0)
    if (senders.length === 0) return
    const hidden = new Set(senders.flatMap(({ names }) => names))
    const more = hidden.size > SHOWN ? ` and ${hidden.size - SHOWN} more` : ''
    report(pathOf(policy, 'exposedHeaders'), `Pages cannot read ${[...hidden].slice(0, SHOWN).join(', ')}${more} of ` +
      `${routeNames(senders.map(({ route }) => route))}. Add the headers that pages need to \`exposedHeaders\`.`)
  }
}

/** Names of response headers of the route that the policy does not expose. HEAD routes would repeat GET routes. */
function hiddenHeaders (policy: CorsPolicy, route: RouteKind, url: string): string[] {
  if (route.isWebSocket || route.method === 'HEAD') return []
  const isHidden = (name: string): boolean => !exposesHeader(policy, name)
  const isFile = route.method === 'GET' && url.endsWith('*') && route.hasPlugin('@fastify/static')
  return [
    ...route.hasPlugin('@fastify/rate-limit') && RATE_LIMITS.every(isHidden) ? RATE_LIMITS.slice(0, 2) : [],
    ...[...isFile ? FILES : [], ...route.hasPlugin('@fastify/etag') ? ['ETag'] : []].filter(isHidden),
    ...responseHeaderNames(route).filter(name => isHidden(name) && exposedHeaderFault(name) === undefined)
  ]
}

export const EXPOSED_HEADER_RULES = [anyHeaderExposed, safelistedHeaderExposed, sentHeaderNotExposed]
