/** What answers at one URL of an application. */
import type { DocumentedAnswer, DocumentedSite } from '../../../types/documentation.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import type { Situation } from '../../../types/situation.ts'
import type { SituationAt } from '../explain/application.ts'
import { readUrl } from '../explain/question.ts'
import { byText } from './order.ts'
import { examplePaths } from './example-path.ts'

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
  readonly method: string
  readonly url: string
  readonly constraints: Readonly<Record<string, unknown>>
}

/** The first made-up URL at which the route answers; null where there is none. */
export function siteOf (lookup: Lookup, { method, url, constraints }: LocatedRoute, identify: Identify): DocumentedSite | null {
  const { host = null } = constraints
  if (host !== null && typeof host !== 'string') return null
  for (const path of examplePaths(url)) {
    const site = siteAt(lookup, path, host, identify)
    const answer = site?.answers.find(answer => answer.method === method)
    if (answer?.kind === 'uncertain' || answer?.route === `${method} ${url}`) return site
  }
  return null
}

/** What answers at a URL; null for what is no URL. */
export function siteAt ({ methodsAt, situationAt }: Lookup, path: string, host: string | null, identify: Identify): DocumentedSite | null {
  const url = urlOf(path, host)
  if (url === undefined) return null
  const asked = url.pathname + url.search
  const answerTo = (method: string) => answerOf(situationAt(method, asked, host ?? undefined), identify)
  const methods = [...methodsAt(asked, host ?? undefined)].map(method => [method] as const).sort(byText)
  return { path, host, answers: methods.map(([method]) => ({ method, ...answerTo(method) })), otherwise: answerTo(OTHER_METHOD) }
}

/** Undefined for what is no URL, as a host with a space in it makes none. */
function urlOf (path: string, host: string | null): URL | undefined {
  try {
    return readUrl(path, host ?? undefined)
  } catch {
    return undefined
  }
}

function answerOf ({ subject, preflight }: Situation, identify: Identify): DocumentedAnswer {
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
