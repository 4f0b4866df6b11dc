/** What a contender is built for: how many origins and routes, and how they are called. */

export interface Setting {
  readonly contender: 'bare' | 'hook' | 'last word' | 'plugin' | '@fastify/cors'
  /** How many exact origins, or patterns with a wildcard. */
  readonly origins: number
  readonly wildcards?: 'subdomains' | 'label'
  /**
   * Where the origins are: in the policy, or in a source that responds from memory. Default: in the policy. The hook then does what no source
   * can do without: it reads the clock for each request, because a timer comes too late after the process was stopped.
   */
  readonly from?: 'snapshot' | 'lookup'
  /** How many URLs, with two methods each. */
  readonly routes: number
  /** How many different policies the routes have of their own, by turns; only the plugin can. */
  readonly policies?: number
  /** What the plugin reports about requests, in an application with a log; only the plugin can. Default: an application without a log. */
  readonly reports?: 'silent' | 'default' | 'opentelemetry'
  /** Requests come from any of the origins, not from the last of the list. */
  readonly fromAny?: boolean
}

export type ContenderName = Setting['contender']

/** Five origins and one URL, for every contender. */
export const FEW = { origins: 5, routes: 1 } as const

export const METHODS = ['GET', 'PUT']
export const HEADERS = ['content-type', 'authorization']
export const MAX_AGE = 600

/** Of origins in Redis. */
export const REDIS_SET = 'benchmark:origins'

const ORIGINS_OF_A_POLICY = 5

/** How many of the origins have a turn when requests come from any of them, so that no cache holds them all. */
const SAMPLE = 65_536

/** A prime, so that neighbours in the sample are far apart and no origin comes twice. */
const STEP = 611_953

/** All of one length, so that a large set holds no longer ones than a small set. */
const hostOf = (i: number) => `tenant-${String(i).padStart(7, '0')}.example.com`

/** The beginning of a label, up to its star. */
const labelOf = (i: number) => `tenant-${String(i).padStart(7, '0')}-`

export const urlOf = (i: number) => `/orders-${String(i).padStart(4, '0')}`

/** A string in one piece, as it comes from a socket; one put together by `+` is a tree of its parts. */
export function flat (text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

/** The first so many exact origins. */
export function originsOf (count: number, first = 0): string[] {
  return Array.from({ length: count }, (_, i) => flat(`https://${hostOf(first + i)}`))
}

export function patternsOf ({ origins, wildcards }: Setting): string[] {
  if (wildcards === undefined) return originsOf(origins)
  return Array.from({ length: origins }, (_, i) => flat(wildcards === 'label' ? `https://${labelOf(i)}*.example.com` : `https://*.${hostOf(i)}`))
}

/** The origins of a policy that routes have of their own; no two policies share one. */
export function originsOfPolicy (policy: number): string[] {
  return originsOf(ORIGINS_OF_A_POLICY, policy * ORIGINS_OF_A_POLICY)
}

/** Which policy of its own a route has. */
export function policyOfRoute ({ policies }: Setting, route: number): number | undefined {
  return policies === undefined ? undefined : route % policies
}

/** The URL that requests go to: the last, as is the origin that they come from. */
export function requestedRoute ({ routes }: Setting): number {
  return routes - 1
}

/** The origins that requests come from, by turns. */
export function requestOrigins (setting: Setting): string[] {
  const policy = policyOfRoute(setting, requestedRoute(setting))
  if (policy !== undefined) return originsOfPolicy(policy).slice(-1)
  if (setting.fromAny === true) {
    return Array.from({ length: Math.min(setting.origins, SAMPLE) }, (_, i) => originsOf(1, (i * STEP) % setting.origins)[0]!)
  }
  const host = hostOf(setting.origins - 1)
  if (setting.wildcards === 'label') return [`https://${labelOf(setting.origins - 1)}app.example.com`]
  return [`https://${setting.wildcards === undefined ? '' : 'app.'}${host}`]
}
