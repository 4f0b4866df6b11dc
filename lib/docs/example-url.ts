/** Finds example URLs of an application, and what handles requests there. */
import type { DocumentedResponse, DocumentedMethod, DocumentedUrl } from '../../types/documentation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import type { SituationAt } from '../explain/application.ts'
import { urlOn } from '../explain/question.ts'
import { byText } from './order.ts'
import { exampleHosts, examplePaths } from './example-path.ts'

/** Not an HTTP method, so no route has it. */
const OTHER_METHOD = 'OTHER'

/** Lookups in the application. */
export interface Lookup {
  /** The methods with a route at a path with its query, for a `Host`. */
  methodsAt (path: string, host: string | undefined): Iterable<string>
  readonly situationAt: SituationAt
}

/** Returns the id of a policy. */
export type Identify = (policy: CorsPolicy | false) => string | null

interface LocatedRoute {
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
}

/**
 * Finds the first generated URL that reaches the route with all of its methods, or otherwise with most of them. Null if none
 * reaches it.
 *
 * @param methods  the methods of the route with their policies, which distinguish routes that differ only in constraints
 */
export function exampleUrlOf (
  lookup: Lookup, { url, constraints }: LocatedRoute, methods: readonly DocumentedMethod[], identify: Identify
): DocumentedUrl | null {
  return firstOf(urlsOf(url, constraints['host']), methods.length, ([path, host]) => {
    const candidate = documentedUrlAt(lookup, path, host, identify)
    const reached = methods.filter(({ method, policy, from }) => candidate?.responses.some(response => response.method === method &&
      (response.kind === 'uncertain' || (response.route === `${method} ${url}` && response.policy === policy && response.from === from))))
    return [candidate, reached.length]
  })
}

/** Paths that few applications have a route for. */
const UNROUTED = ['/none/of/the/routes', '/none', '/*']

/** Finds a URL below a prefix without a route, except routes for every URL. Otherwise, any URL there. */
export function exampleNotFoundUrl (lookup: Lookup, prefix: string, caught: readonly string[], identify: Identify): DocumentedUrl | null {
  return firstOf(UNROUTED.flatMap(rest => urlsOf(`${prefix.replace(/\/$/, '')}${rest}`, undefined)), 2, ([path, host]) => {
    const candidate = documentedUrlAt(lookup, path, host, identify)
    return [candidate, candidate?.responses.every(({ method }) => caught.includes(method)) === true ? 2 : 1]
  })
}

type Location = readonly [path: string, host: string | null]

function urlsOf (pattern: string, host: unknown): Location[] {
  return exampleHosts(host).flatMap(host => examplePaths(pattern).map((path): Location => [path, host]))
}

/** The first candidate with the full score, or otherwise the first with the highest score. Null if all scores are 0. */
function firstOf (
  locations: readonly Location[], full: number, scoreOf: (location: Location) => readonly [DocumentedUrl | null, number]
): DocumentedUrl | null {
  let best: DocumentedUrl | null = null
  let highest = 0
  for (const location of locations) {
    const [candidate, score] = scoreOf(location)
    if (score <= highest) continue
    best = candidate
    highest = score
    if (score === full) break
  }
  return best
}

/** What handles requests at a URL. Null if the URL is invalid. */
export function documentedUrlAt (
  { methodsAt, situationAt }: Lookup, path: string, host: string | null, identify: Identify
): DocumentedUrl | null {
  // A host with a space, for example, makes the URL invalid.
  const url = urlOn(host ?? undefined, path)
  if (url === undefined) return null
  const target = url.pathname + url.search
  const responseTo = (method: string) => responseOf(situationAt(method, target, host ?? undefined), identify)
  const methods = [...methodsAt(target, host ?? undefined)].map(method => [method] as const).sort(byText)
  return { path, host, responses: methods.map(([method]) => ({ method, ...responseTo(method) })), fallback: responseTo(OTHER_METHOD) }
}

function responseOf ({ subject, preflight, earlierHooks, guards }: PolicyResolution, identify: Identify): DocumentedResponse {
  const { kind, route, policy, from } = subject
  const compiled = preflight === false || 'reason' in preflight ? undefined : preflight
  return {
    kind,
    route,
    policy: identify(policy),
    from,
    listedMethods: [...compiled?.listedMethods ?? []],
    variesByMethod: compiled?.preflight.allowed.vary?.includes('Access-Control-Request-Method') === true,
    earlierHooks,
    guards
  }
}
