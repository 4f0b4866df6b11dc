/** Compares the responses that a proxy itself makes with a policy, by sending requests to the proxy. */
import type { ServerResponse } from '../../types/browser.ts'
import type { CheckOptions, CheckRequest } from '../../types/check.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { baseOf } from '../validate/covering-pattern.ts'
import { NO_ACCESS, wantedAccess } from './access.ts'
import { HttpClient } from './http-client.ts'
import { literalRequest } from './literal-request.ts'
import { bypassCandidates } from './origin-bypasses.ts'
import { get } from './requests.ts'
import { causesOf, type ProxyExchange, type ProxyFinding } from './proxy-causes.ts'
import { isGatewayError } from './response-facts.ts'
import { sampleOrigins } from './sample-origins.ts'
import { CheckOptionError, resolveTarget, type CheckTarget } from './target.ts'

export interface ProxyCheckOptions extends Pick<CheckOptions, 'insecure' | 'resolve' | 'timeout' | 'rate'> {
  /** Paths where the proxy itself responds, so that each status is one of the proxy. Default: a path of each route in the policy, and others. */
  readonly paths?: readonly string[]
  /** Bytes of the body that POST requests have, so that the proxy rejects them with 413. Default: GET without a body. */
  readonly bodySize?: number
  /** Statuses of responses that the proxy makes, in addition to 502, 503 and 504. */
  readonly statuses?: readonly number[]
}

/** A path where the proxy did not respond itself, so that nothing is known about it. */
export interface UnseenPath {
  readonly path: string
  /** A clause without a capital letter and full stop. */
  readonly reason: string
}

export interface ProxyCheck {
  readonly version: 1
  readonly url: string
  readonly findings: readonly ProxyFinding[]
  readonly unseen: readonly UnseenPath[]
  readonly requests: number
}

/** A proxy that runs on the same machine as its application can take more than that. */
const LIMITS = { maxRequests: 10_000, maxTime: 600_000 }

/** Number of origins that are tried at a path whose policy was compared in full at another path. */
const BRIEF = 3

/**
 * Sends requests with allowed and untrusted origins to the paths of a policy.
 *
 * @param address  http or https URL of the proxy, without a path
 * @throws         CheckOptionError for an invalid URL or option; CorsPolicyError for an invalid policy
 */
export async function checkProxyResponses (policy: CorsPolicyDocument, address: string, options: ProxyCheckOptions = {}): Promise<ProxyCheck> {
  const { paths, bodySize, statuses = [], ...connection } = options
  const root = resolveTarget(address, { ...connection, policy }).url
  if (root.pathname !== '/' || root.search !== '') throw new CheckOptionError(`${JSON.stringify(address)} has a path. Use ${JSON.stringify(root.origin)}, and --path for the path.`)
  const targets = [...new Set(paths ?? pathsIn(policy))].map(path => resolveTarget(new URL(path, root), { ...connection, policy }))
  const everywhere = [...new Set(targets.flatMap(allowedOrigins))]
  const client = new HttpClient(root.origin, { ...connection, ...LIMITS })
  const isOfProxy = (response: ServerResponse): boolean => paths !== undefined || isGatewayError(response) || statuses.includes(response.status) || (bodySize !== undefined && response.status === 413)
  const exchanges: ProxyExchange[] = []
  const unseen: UnseenPath[] = []
  const compared = new Set<string>()
  try {
    for (const target of targets) {
      const path = target.url.pathname + target.url.search
      const key = JSON.stringify(target.plainPolicy)
      const outcomes = await Promise.all(originsFor(target, everywhere, compared.has(key)).map(async origin => ({ origin, outcome: await client.send(requestOf(target, origin, bodySize)) })))
      const before = unseen.length
      for (const { origin, outcome } of outcomes) {
        if ('response' in outcome && isOfProxy(outcome.response)) exchanges.push({ path, origin, target, wanted: wantedAccess(target, origin), response: outcome.response })
        else if (unseen.length === before) unseen.push({ path, reason: 'failure' in outcome ? outcome.failure : `the response has status ${outcome.response.status}, which the application can have made` })
      }
      if (unseen.length === before) compared.add(key)
    }
    return { version: 1, url: root.origin, findings: causesOf(exchanges), unseen, requests: client.sent }
  } finally {
    await client.close()
  }
}

/** A path of each key, and paths that no key covers if there are any. */
function pathsIn ({ routes = {} }: CorsPolicyDocument): string[] {
  const ofKeys = Object.keys(routes).flatMap(key => {
    const base = baseOf(key)
    if (base === undefined) return [withValues(key)]
    return key.endsWith('+') ? [`${withValues(base)}/x`] : [withValues(base) || '/', `${withValues(base)}/x`]
  })
  return ['/', '/x', ...ofKeys]
}

/** A path with a value for each parameter. */
function withValues (path: string): string {
  return path.split('/').map(segment => segment.includes(':') ? 'x' : segment).join('/')
}

function allowedOrigins ({ plainPolicy, synthetic }: CheckTarget): readonly string[] {
  return sampleOrigins(plainPolicy, synthetic, Infinity)
}

/** Origins that the policy of a path allows, and untrusted ones: those of other paths, and those that faulty expressions accept. */
function originsFor (target: CheckTarget, everywhere: readonly string[], isBrief: boolean): readonly string[] {
  const allowed = allowedOrigins(target)
  const others = [...target.untrusted, 'null', ...everywhere, ...isBrief ? [] : bypassCandidates(target).map(({ origin }) => origin)].filter(origin => wantedAccess(target, origin) === NO_ACCESS)
  return [...allowed.slice(0, isBrief ? BRIEF : undefined), ...new Set(others.slice(0, isBrief ? 2 * BRIEF : undefined))]
}

function requestOf (target: CheckTarget, origin: string, bodySize: number | undefined): CheckRequest {
  if (bodySize === undefined) return literalRequest(get(origin), target, {}).sent
  return literalRequest({ method: 'POST', headers: [['Origin', origin], ['Content-Type', 'text/plain']], body: { text: 'x', times: bodySize } }, target, {}).sent
}
