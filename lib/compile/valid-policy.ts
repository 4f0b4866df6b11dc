/** A valid policy → CompiledCorsPolicy. The header strings of every answer are made here and nowhere else. Runs anywhere. */
import type { CompiledCorsPolicy, CorsDecision, OriginSet, CorsDecisionReason, CorsRoutedMethods } from '../../types/decision.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { isForbiddenMethod } from '../standard/methods.ts'
import { compileOrigins } from './origin-set.ts'

/** What a policy that names no methods lists while no routes are known. */
const COMMON_METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']

const NO_HEADERS = {
  allowOrigin: undefined,
  allowCredentials: undefined,
  exposeHeaders: undefined,
  allowMethods: undefined,
  allowHeaders: undefined,
  maxAge: undefined,
  vary: undefined
}

/** One set for all policies that share a list of origins, such as a scope's policy and its overrides. */
const originSets = new WeakMap<readonly string[], OriginSet>()

/** Compiles a policy that has been validated. */
export function compileValidPolicy (policy: CorsPolicy, url?: CorsRoutedMethods): CompiledCorsPolicy {
  const listed = listedMethods(policy, url)
  const every = policy.origins === '*'
  const admitted = {
    allowOrigin: every ? '*' : 'origin',
    allowCredentials: policy.credentials === true ? 'true' : undefined
  } as const
  // A policy for every origin answers all alike, so nothing varies and caches may share the response.
  // https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches
  const byOrigin = every ? undefined : 'Origin'
  const vary = url?.variesByMethod === true
    ? join([...(every ? [] : ['Origin']), 'Access-Control-Request-Method'])
    : byOrigin
  const exposeHeaders = names(policy.exposedHeaders)
  const actualAllowed = { ...admitted, exposeHeaders, vary: byOrigin }
  const allowed: CorsDecisionReason = every ? 'any-origin-allowed' : 'origin-allowed'
  const approval = {
    ...admitted,
    // Without the header a preflight for an upload approves the method that it asks for, so what needs no approval stands for none:
    // https://fetch.spec.whatwg.org/#cors-preflight-fetch
    allowMethods: join(listed) ?? 'GET',
    allowHeaders: names(policy.allowedHeaders),
    maxAge: policy.maxAge === undefined ? undefined : String(policy.maxAge),
    vary
  }

  return Object.freeze({
    origins: policy.origins === '*' ? undefined : originSet(policy.origins),
    listedMethods: new Set(listed),
    actual: Object.freeze({
      absent: every ? actual(allowed, actualAllowed) : actual('no-origin', { vary: byOrigin }),
      allowed: actual(allowed, actualAllowed),
      refused: actual('origin-not-allowed', { vary: byOrigin })
    }),
    preflight: Object.freeze({
      allowed: preflight(allowed, 204, approval),
      refused: preflight('origin-not-allowed', 403, { vary }),
      methodRefused: preflight('method-not-allowed', 204, approval)
    })
  })
}

/** Upper case, sorted. TRACE, CONNECT and TRACK never leave a browser: https://fetch.spec.whatwg.org/#forbidden-method */
function listedMethods (policy: CorsPolicy, url: CorsRoutedMethods | undefined): string[] {
  const routed = url?.methods ?? policy.methods ?? COMMON_METHODS
  const narrowed = policy.methods === undefined ? routed : routed.filter((method) => policy.methods!.includes(method))
  return [...new Set(narrowed)].filter((method) => !isForbiddenMethod(method)).sort()
}

/** Header names are compared without regard to case, and sent in the case that HTTP/2 demands. */
function names (list: '*' | readonly string[] | undefined): string | undefined {
  if (list === undefined || list === '*') return list
  return join([...new Set(list.map((name) => name.toLowerCase()))])
}

/** An empty list is an absent header. */
function join (list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.join(', ')
}

function originSet (patterns: readonly string[]): OriginSet {
  let set = originSets.get(patterns)
  if (set === undefined) originSets.set(patterns, set = compileOrigins(patterns))
  return set
}

/** Answers a preflight whose route cannot be told with certainty: refused, whoever asks. */
export const UNCERTAIN_TARGET: CorsDecision = preflight('route-ambiguous', 403, { vary: 'Origin' })

type Headers = Partial<Omit<CorsDecision, 'kind' | 'reason' | 'status'>>

function actual (reason: CorsDecisionReason, headers: Headers): CorsDecision {
  return Object.freeze({ kind: 'actual', reason, status: undefined, ...NO_HEADERS, ...headers })
}

function preflight (reason: CorsDecisionReason, status: 204 | 403, headers: Headers): CorsDecision {
  return Object.freeze({ kind: 'preflight', reason, status, ...NO_HEADERS, ...headers })
}
