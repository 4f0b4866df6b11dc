/** A valid policy → CompiledCorsPolicy. Only this module creates the header values of responses. Does not depend on Node. */
import type { CompiledCorsPolicy, CompiledSources, CorsDecision, OriginSet, CorsDecisionReason, CorsRoutedMethods } from '../../types/decision.ts'
import type { CorsOriginEntry, CorsPolicy } from '../../types/policy.ts'
import { patternsIn, sourcesIn } from '../origin-entries.ts'
import { isForbiddenMethod } from '../standard/methods.ts'
import type { Steps } from '../validate/steps.ts'
import { compileOrigins, originSteps } from './origin-set.ts'

/** The methods for a policy without `methods` if no routes are known. */
const COMMON_METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT']

const NO_HEADERS = {
  allowOrigin: undefined,
  allowCredentials: undefined,
  exposeHeaders: undefined,
  allowMethods: undefined,
  allowHeaders: undefined,
  maxAge: undefined,
  cacheControl: undefined,
  vary: undefined
}

/** Policies with the same list of origins, such as a scope's policy and its overrides, share one set. */
const originSets = new WeakMap<readonly string[], OriginSet>()

/** Compiles a policy that has been validated. */
export function compileValidPolicy (policy: CorsPolicy, url?: CorsRoutedMethods): CompiledCorsPolicy {
  const listed = listedMethods(policy, url)
  const anyOrigin = policy.origins === '*'
  const allowedOrigin = {
    allowOrigin: anyOrigin ? '*' : 'origin',
    allowCredentials: policy.credentials === true ? 'true' : undefined
  } as const
  // A policy for any origin gives every origin the same response, so caches can share it and `Vary` is not needed.
  // https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches
  const byOrigin = anyOrigin ? undefined : 'Origin'
  const vary = url?.variesByMethod === true
    ? join([...(anyOrigin ? [] : ['Origin']), 'Access-Control-Request-Method'])
    : byOrigin
  const exposeHeaders = names(policy.exposedHeaders)
  const actualAllowed = { ...allowedOrigin, exposeHeaders, vary: byOrigin }
  const allowed: CorsDecisionReason = anyOrigin ? 'any-origin-allowed' : 'origin-allowed'
  const status = policy.preflightStatus ?? 204
  const approval = {
    ...allowedOrigin,
    // Without the header, a preflight for an upload would approve its own method, so an empty list becomes GET:
    // https://fetch.spec.whatwg.org/#cors-preflight-fetch
    allowMethods: join(listed) ?? 'GET',
    allowHeaders: names(policy.allowedHeaders),
    maxAge: policy.maxAge === undefined ? undefined : String(policy.maxAge),
    cacheControl: policy.preflightCacheControl,
    vary
  }

  return Object.freeze({
    origins: policy.origins === '*' ? undefined : originSet(patternsIn(policy.origins)),
    sources: compileSources(policy, byOrigin, vary),
    listedMethods: new Set(listed),
    actual: Object.freeze({
      absent: anyOrigin ? actual(allowed, actualAllowed) : actual('no-origin', { vary: byOrigin }),
      allowed: actual(allowed, actualAllowed),
      refused: actual('origin-not-allowed', { vary: byOrigin })
    }),
    preflight: Object.freeze({
      allowed: preflight(allowed, status, approval),
      refused: preflight('origin-not-allowed', 403, { vary }),
      methodRefused: preflight('method-not-allowed', status, approval)
    })
  })
}

function compileSources (policy: CorsPolicy, actualVary: string | undefined, preflightVary: string | undefined): CompiledSources | undefined {
  const entries = sourcesIn(policy.origins)
  if (entries.length === 0) return undefined
  const byAnswer = (decisionFor: (reason: CorsDecisionReason) => CorsDecision): CompiledSources['actual'] => Object.freeze({
    'not-listed': decisionFor('origin-not-in-source'),
    stale: decisionFor('source-stale'),
    unavailable: decisionFor('source-unavailable'),
    busy: decisionFor('source-busy')
  })
  return Object.freeze({
    entries,
    allowsInsecure: policy.credentials !== true || policy.dangerouslyAllow?.includes('insecure-origins') === true,
    actual: byAnswer((reason) => actual(reason, { vary: actualVary })),
    preflight: byAnswer((reason) => preflight(reason, 403, { vary: preflightVary }))
  })
}

/** Returns the methods in upper case, sorted. Browsers never send TRACE, CONNECT and TRACK: https://fetch.spec.whatwg.org/#forbidden-method */
function listedMethods (policy: CorsPolicy, url: CorsRoutedMethods | undefined): string[] {
  const routed = url?.methods ?? policy.methods ?? COMMON_METHODS
  const narrowed = policy.methods === undefined ? routed : routed.filter((method) => policy.methods!.includes(method))
  return [...new Set(narrowed)].filter((method) => !isForbiddenMethod(method)).sort()
}

/** The texts of lists of header names. Many overrides have the list of one policy, which can be long. */
const joinedNames = new WeakMap<readonly string[], string | undefined>()

/** Header names are case-insensitive. They are sent in lower case, as HTTP/2 requires. */
function names (list: '*' | readonly string[] | undefined): string | undefined {
  if (list === undefined || list === '*') return list
  let text = joinedNames.get(list)
  if (text === undefined) joinedNames.set(list, text = join([...new Set(list.map((name) => name.toLowerCase()))]))
  return text
}

/** Joins the names; undefined for an empty list, so that the header is absent. */
function join (list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.join(', ')
}

/** Compiles a list of origins, in steps. Policies that have it are then compiled faster. */
export function * preparedOrigins (origins: readonly CorsOriginEntry[]): Steps {
  const patterns = patternsIn(origins)
  yield
  if (!originSets.has(patterns)) originSets.set(patterns, yield * originSteps(patterns))
}

function originSet (patterns: readonly string[]): OriginSet {
  let set = originSets.get(patterns)
  if (set === undefined) originSets.set(patterns, set = compileOrigins(patterns))
  return set
}

/** The decision for a preflight whose target route is ambiguous: blocked for every origin. */
export const AMBIGUOUS_TARGET: CorsDecision = preflight('route-ambiguous', 403, { vary: 'Origin' })

/** The decision for a response while that of its request waits for a source: no page can read it. */
export const UNDECIDED: CorsDecision = actual('source-unavailable', { vary: 'Origin' })

type Headers = Partial<Omit<CorsDecision, 'kind' | 'reason' | 'status'>>

function actual (reason: CorsDecisionReason, headers: Headers): CorsDecision {
  return Object.freeze({ kind: 'actual', reason, status: undefined, ...NO_HEADERS, ...headers })
}

function preflight (reason: CorsDecisionReason, status: number, headers: Headers): CorsDecision {
  return Object.freeze({ kind: 'preflight', reason, status, ...NO_HEADERS, ...headers })
}
