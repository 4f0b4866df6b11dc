/** What answers at one URL of an application. */
import type { DocumentedAnswer, DocumentedMethod, DocumentedSite } from '../../types/documentation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import type { SituationAt } from '../explain/application.ts'
import { urlOn } from '../explain/question.ts'
import { byText } from './order.ts'
import { exampleHosts, examplePaths } from './example-path.ts'

/** No method of HTTP, so that no route has it. */
const OTHER_METHOD = 'OTHER'

/** What the application says of its URLs. */
export interface Lookup {
  /** Methods that are routed at a path with its query, under a `Host`. */
  methodsAt (path: string, host: string | undefined): Iterable<string>
  readonly situationAt: SituationAt
}

/** The id of a policy. */
export type Identify = (policy: CorsPolicy | false) => string | null

interface LocatedRoute {
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
}

/**
 * What answers at the first made-up URL that reaches the route with all of its methods, or else with most of them; null where
 * none reaches it.
 *
 * @param methods  of the route, each with its policy, by which routes are told apart that differ by constraints only
 */
export function exampleUrlOf (
  lookup: Lookup, { url, constraints }: LocatedRoute, methods: readonly DocumentedMethod[], identify: Identify
): DocumentedSite | null {
  return firstOf(urlsOf(url, constraints['host']), methods.length, ([path, host]) => {
    const site = siteAt(lookup, path, host, identify)
    const reached = methods.filter(({ method, policy, from }) => site?.answers.some(answer => answer.method === method &&
      (answer.kind === 'uncertain' || (answer.route === `${method} ${url}` && answer.policy === policy && answer.from === from))))
    return [site, reached.length]
  })
}

/** What few applications route. */
const UNROUTED = ['/none/of/the/routes', '/none', '/*']

/** What answers where nothing is found under a prefix but by routes that take every URL; any URL there, if there is none. */
export function notFoundSite (lookup: Lookup, prefix: string, caught: readonly string[], identify: Identify): DocumentedSite | null {
  return firstOf(UNROUTED.flatMap(rest => urlsOf(`${prefix.replace(/\/$/, '')}${rest}`, undefined)), 2, ([path, host]) => {
    const site = siteAt(lookup, path, host, identify)
    return [site, site?.answers.every(({ method }) => caught.includes(method)) === true ? 2 : 1]
  })
}

type Place = readonly [path: string, host: string | null]

function urlsOf (pattern: string, host: unknown): Place[] {
  return exampleHosts(host).flatMap(host => examplePaths(pattern).map((path): Place => [path, host]))
}

/** The first site of full worth, or else the first of most worth; null where all are of none. */
function firstOf (places: readonly Place[], full: number, weigh: (place: Place) => readonly [DocumentedSite | null, number]): DocumentedSite | null {
  let best: DocumentedSite | null = null
  let most = 0
  for (const place of places) {
    const [site, worth] = weigh(place)
    if (worth <= most) continue
    best = site
    most = worth
    if (worth === full) break
  }
  return best
}

/** What answers at a URL; null for what is no URL. */
export function siteAt ({ methodsAt, situationAt }: Lookup, path: string, host: string | null, identify: Identify): DocumentedSite | null {
  // A host with a space in it makes no URL.
  const url = urlOn(host ?? undefined, path)
  if (url === undefined) return null
  const asked = url.pathname + url.search
  const answerTo = (method: string) => answerOf(situationAt(method, asked, host ?? undefined), identify)
  const methods = [...methodsAt(asked, host ?? undefined)].map(method => [method] as const).sort(byText)
  return { path, host, answers: methods.map(([method]) => ({ method, ...answerTo(method) })), otherwise: answerTo(OTHER_METHOD) }
}

function answerOf ({ subject, preflight }: PolicyResolution, identify: Identify): DocumentedAnswer {
  const { kind, route, policy, from } = subject
  const compiled = preflight === false || 'reason' in preflight ? undefined : preflight
  return {
    kind,
    route,
    policy: identify(policy),
    from,
    listedMethods: [...compiled?.listedMethods ?? []],
    variesByMethod: compiled?.preflight.allowed.vary?.includes('Access-Control-Request-Method') === true
  }
}
