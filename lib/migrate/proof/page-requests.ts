/** The requests of pages that show differences between a configuration and a policy. */
import type { PageRequest } from '../../../types/browser.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { samplesOf } from '../origins/candidates.ts'
import { keyFor, UNKNOWN_PATH } from './middleware-steps.ts'

/** A URL, and the methods that it has. */
export interface ProofRoute {
  readonly url: string
  readonly methods: readonly string[]
  /** `config.cors` of the route, for the other library. */
  readonly cors?: unknown
}

/** A request of a page, with what it is about. */
export interface ProofRequest {
  readonly page: PageRequest
  /** Whether the URL has a route for the method. */
  readonly isRouted: boolean
  /** The path of its route, as the application declares it; missing without one. */
  readonly route?: string | undefined
}

/** The maximum number of origins, and of URLs. */
const MAX_ORIGINS = 60
const MAX_ROUTES = 8

const UNTRUSTED = ['https://attacker.example', 'http://attacker.example', 'null', 'http://localhost:3000', 'https://localhost', 'capacitor://localhost']

/**
 * Makes the requests: each origin with a simple GET at each place, and two of them with all methods, headers and some URLs of each place.
 *
 * @param texts   origins that the configuration names, besides those of the policy
 * @param places  keys of `routes` in the policy
 */
export function pageRequests (
  base: string, documents: readonly CorsPolicyDocument[], texts: readonly string[], routes: readonly ProofRoute[], places: readonly string[] = []
): readonly ProofRequest[] {
  const listed = documents.flatMap(({ origins }) => Array.isArray(origins) ? origins.filter(entry => typeof entry === 'string') : [])
  const near = [...texts, ...listed.flatMap(samplesOf)].flatMap(origin => [origin, ...nearMissesOf(origin)])
  const origins = [...new Set([...UNTRUSTED, ...near])].slice(0, MAX_ORIGINS)
  const [first = UNTRUSTED[0]!] = [...listed.flatMap(pattern => samplesOf(pattern).slice(0, 1)), ...texts]
  const groups = groupsOf(routes, places)
  const urls = groups.flatMap(group => group.slice(0, Math.ceil(MAX_ROUTES / groups.length))).slice(0, MAX_ROUTES * 2)
  const requests: ProofRequest[] = []
  const add = (origin: string, url: string, isRouted: boolean, rest: Partial<PageRequest>): void => {
    for (const credentials of ['omit', 'include'] as const) requests.push({ page: { origin, url: base + url, credentials, ...rest }, isRouted })
  }
  // The policy of each place shows on its own URLs.
  const readable = groups.flatMap(group => group.find(({ methods }) => methods.includes('GET')) ?? []).slice(0, MAX_ROUTES)
  for (const { url, methods } of readable.length > 0 ? readable : [{ url: '/', methods: [] }]) {
    for (const origin of origins) {
      add(origin, url, methods.length > 0, {})
      add(origin, url, methods.length > 0, { headers: [['X-Custom', 'a']] })
    }
  }
  for (const origin of new Set([first, 'https://attacker.example'])) {
    for (const { url, methods } of [...urls, { url: UNKNOWN_PATH, methods: [] }]) {
      for (const method of METHODS) add(origin, url, methods.includes(method), { method })
      const some = methods.find(method => METHODS.includes(method)) ?? 'GET'
      for (const headers of HEADERS) add(origin, url, methods.includes(some), { method: some, headers })
      add(origin, url, methods.includes('POST'), { method: 'POST', headers: [['Content-Type', 'text/plain']], body: 'bytes' })
    }
  }
  return requests
}

/** The routes of each place, and those of none. */
function groupsOf (routes: readonly ProofRoute[], places: readonly string[]): ReadonlyArray<readonly ProofRoute[]> {
  const groups = new Map<string | undefined, ProofRoute[]>()
  for (const route of routes) {
    const place = keyFor(places, route.url)
    groups.set(place, [...groups.get(place) ?? [], route])
  }
  return [...groups.values()]
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

const HEADERS: ReadonlyArray<NonNullable<PageRequest['headers']>> = [
  [['Content-Type', 'application/json']], [['Authorization', 'Bearer a']], [['X-Requested-With', 'XMLHttpRequest']], [['X-Custom', 'a']]
]

/** Origins that look like an origin, but that a correct list does not have. */
function nearMissesOf (origin: string): readonly string[] {
  const [, scheme, host, port] = /^(https?):\/\/([^:]+)(:\d+)?$/.exec(origin) ?? []
  if (host === undefined) return []
  const end = port ?? ''
  return [
    `${scheme === 'http' ? 'https' : 'http'}://${host}${end}`, `${scheme}://${host}:4567`, `${scheme}://${host}.attacker.example${end}`, `${scheme}://evil${host}${end}`,
    `${scheme}://a.${host}${end}`, `${scheme}://a.b.${host}${end}`, `${scheme}://${host.replace(/^[^.]+\./, '')}${end}`, `${scheme}://${host.replace('.', 'x')}${end}`
  ]
}
