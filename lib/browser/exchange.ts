/** Simulates the exchanges of a browser with a server: requests, checks of each response, and the result for the page. */
import type {
  SimulatedServer, SimulatedFetch, SimulateFetchOptions, ScriptedResponses, PageRequest, PageResponse, PreflightNeed, ResponseTainting,
  ServerResponse
} from '../../types/browser.ts'
import { isBadPort } from '../standard/ports.ts'
import { corsCheck } from './cors-check.ts'
import { factsOf, type EngineFacts } from './engines.ts'
import { readableHeaders } from './exposed-headers.ts'
import type { CorsFinding, StepFailure } from './failures.ts'
import { needsPreflight } from './needs-preflight.ts'
import { localNetworkFinding, mixedContentFinding } from './network-access.ts'
import { constructRequest, currentUrl, type BrowserRequest } from './page-request.ts'
import { forget, isCached, preflightMaxAge, rememberPreflight, used, type CacheableRequest } from './preflight-cache.ts'
import { preflightCheck } from './preflight-check.ts'
import { followRedirect, locationOf, preflightOrigin, serializedOrigin, taintingOf } from './redirect.ts'
import { actualRequest, preflightRequest } from './sent-request.ts'
import { fails, send, type TraceRecorder } from './trace.ts'
import { isHttpUrl, isSameOrigin, withoutFragment } from './url.ts'

/** Makes a server from literal responses: those of the first URL, then those of the URL to which it redirects, and so on. */
export function scriptedServer (hops: readonly ScriptedResponses[]): SimulatedServer {
  return ({ kind, hop }) => kind === 'preflight' ? hops[hop]?.preflight : hops[hop]?.response
}

/**
 * Simulates a request of a page against a server, including redirects. Pure if `server` is. It does not simulate content
 * security policies, service workers, HTTP caches, and URLs that need no server; mixed content and local networks only by an option.
 * https://fetch.spec.whatwg.org/#fetching
 */
export function simulateFetch (page: PageRequest, server: SimulatedServer, options: SimulateFetchOptions = {}): SimulatedFetch {
  const { engine = 'standard', cache = [], now = 0, network = 'ignored' } = options
  const trace: TraceRecorder = { server, facts: factsOf(engine), now, network, requests: [], hops: [], steps: [], cache }
  const response = simulateHops(trace, page)
  const { requests, hops, steps } = trace
  return Object.freeze({
    outcome: response === undefined ? 'block' : response.type === 'opaque' ? 'opaque' : 'allow',
    requests: Object.freeze(requests),
    hops: Object.freeze(hops),
    steps: Object.freeze(steps),
    failure: steps.at(-1)!.failure,
    response,
    cache: trace.cache
  })
}

/** https://fetch.spec.whatwg.org/#main-fetch, repeated for every redirect. */
function simulateHops (trace: TraceRecorder, page: PageRequest): PageResponse | undefined {
  const constructed = constructRequest(page, trace.facts)
  if (fails(trace, 'request', 'request-construction', constructed)) return undefined
  let request = constructed
  let tainting: ResponseTainting = 'basic'
  for (;;) {
    tainting = taintingOf(request, tainting)
    const response = fetchHop(trace, request, tainting)
    if (response === undefined) break
    const location = locationOf(response, currentUrl(request), trace.facts)
    if (location === 'none') return pageResponseOf(request, response, tainting, trace.facts)
    const next = followRedirect(request, response.status, location, tainting, trace.facts)
    if (fails(trace, 'redirect', 'redirect-location', next)) break
    const late = tainting === 'cors' ? redirectFinding(request, response, trace.facts) : undefined
    request = { ...next, lateFailure: late ?? next.lateFailure }
  }
  const preflighted = trace.hops.some(({ preflight }) => preflight !== undefined)
  const { clearsCacheOnFailure } = trace.facts
  if (clearsCacheOnFailure === 'all' || (preflighted && clearsCacheOnFailure === 'preflighted')) {
    trace.cache = forget(trace.cache, cacheableOf(request, trace.facts))
  }
  return undefined
}

/** Simulates one URL: the preflight, if it is needed, and the actual request. Undefined if a step fails. */
function fetchHop (
  trace: TraceRecorder, request: BrowserRequest, tainting: ResponseTainting
): ServerResponse | undefined {
  const { facts, now } = trace
  const url = currentUrl(request)
  if (fails(trace, 'request', 'request-mode', modeFinding(request, tainting))) return undefined
  if (fails(trace, 'request', 'request-scheme', schemeFinding(url))) return undefined
  if (fails(trace, 'request', 'request-port', portFinding(url))) return undefined
  if (isBlockedByNetwork(trace, request, url)) return undefined
  const preflight = tainting === 'cors' ? needsPreflight(request, facts) : undefined
  const cached = preflight !== undefined && !facts.cacheModesWithPreflight.includes(request.cache) &&
    isCached(trace.cache, cacheableOf(request, facts), preflight, now, facts)
  trace.hops.push(Object.freeze({
    url: withoutFragment(url), method: request.method, tainting, origin: serializedOrigin(request), preflight, cached
  }))
  if (cached) trace.cache = used(trace.cache, cacheableOf(request, facts), facts)
  if (preflight !== undefined && !cached && !passesPreflight(trace, request, preflight)) return undefined
  if (request.lateFailure !== undefined) {
    fails(trace, 'redirect', 'redirect-credentials', request.lateFailure)
    return undefined
  }
  const response = send(trace, 'response', actualRequest(request, tainting, facts))
  if (response === undefined || tainting !== 'cors') return response
  if (facts.rejectsMalformedLocationFirst && locationOf(response, url, facts) === 'malformed') return response
  const finding = corsCheck(serializedOrigin(request), request.credentials, response.headers) ??
    (preflight === undefined ? redirectFinding(request, response, facts) : undefined)
  return fails(trace, 'response', 'cors-check', finding) ? undefined : response
}

function modeFinding ({ mode }: BrowserRequest, tainting: ResponseTainting): StepFailure | undefined {
  return mode === 'same-origin' && tainting !== 'basic' ? { code: 'url-is-cross-origin', parameter: '' } : undefined
}

function schemeFinding (url: URL): StepFailure | undefined {
  return isHttpUrl(url) ? undefined : { code: 'scheme-is-not-http', parameter: '' }
}

function portFinding ({ port }: URL): StepFailure | undefined {
  return isBadPort(port) ? { code: 'port-is-blocked', parameter: port } : undefined
}

function isBlockedByNetwork (trace: TraceRecorder, { origin }: BrowserRequest, url: URL): boolean {
  const { network, facts } = trace
  if (network === 'ignored') return false
  return fails(trace, 'request', 'mixed-content', mixedContentFinding(origin, url, facts)) ||
    fails(trace, 'request', 'local-network', localNetworkFinding(origin, url, network === 'granted', facts))
}

/** The CORS check of a redirect by an engine that checks it again, with credentials. */
function redirectFinding (request: BrowserRequest, response: ServerResponse, facts: EngineFacts): CorsFinding | undefined {
  const { origin, credentials, urls } = request
  const isChecked = facts.checksRedirectsWithCredentials && credentials === 'same-origin' && isSameOrigin(origin, urls[0]) &&
    locationOf(response, currentUrl(request), facts) !== 'none'
  return isChecked ? corsCheck(serializedOrigin(request), 'include', response.headers) : undefined
}

function passesPreflight (trace: TraceRecorder, request: BrowserRequest, need: PreflightNeed): boolean {
  const { facts, now } = trace
  const key = cacheableOf(request, facts)
  // A failed look-up removes the response that was found, and these cache modes do not look anything up.
  if (facts.cachesWholeResponses && !facts.cacheModesWithPreflight.includes(request.cache)) trace.cache = forget(trace.cache, key)
  const response = send(trace, 'preflight', preflightRequest(request, need, facts))
  if (response === undefined) return false
  const { steps, grant, cacheable } = preflightCheck({
    ...key,
    url: currentUrl(request),
    unsafeHeaderNames: need.unsafeHeaderNames,
    useCorsPreflight: request.uploadListener || request.body === 'stream'
  }, response, facts)
  for (const { check, finding } of steps) fails(trace, 'preflight', check, finding)
  const seconds = preflightMaxAge(response.headers, facts)
  const isKept = seconds > 0 && !facts.uncachedModes.includes(request.cache)
  if (cacheable !== undefined && isKept) trace.cache = rememberPreflight(trace.cache, key, cacheable, now + seconds, facts)
  return grant !== undefined
}

function cacheableOf (request: BrowserRequest, facts: EngineFacts): CacheableRequest {
  const { credentials, method } = request
  return { origin: preflightOrigin(request, facts), url: currentUrl(request).href, credentials, method }
}

function pageResponseOf (
  request: BrowserRequest, response: ServerResponse, tainting: ResponseTainting, facts: EngineFacts
): PageResponse {
  const headers = readableHeaders(response.headers, request, tainting, facts)
  if (tainting === 'opaque') return Object.freeze({ type: tainting, url: '', status: 0, headers })
  return Object.freeze({ type: tainting, url: withoutFragment(currentUrl(request)), status: response.status, headers })
}
