/** The whole conversation: what the browser sends, what it concludes from each answer, what the page gets. */
import type {
  SimulatedServer, SimulatedFetch, SimulateFetchOptions, ScriptedResponses, PageRequest, PageResponse, PreflightNeed, ResponseTainting,
  ServerResponse
} from '../../types/browser.ts'
import { corsCheck } from './cors-check.ts'
import { factsOf } from './engines.ts'
import { readableHeaders } from './exposed-headers.ts'
import type { StepFailure } from './failures.ts'
import { needsPreflight } from './needs-preflight.ts'
import { constructRequest, currentUrl, type BrowserRequest } from './page-request.ts'
import { forget, isRemembered, preflightMaxAge, remember, type CacheableRequest } from './preflight-cache.ts'
import { preflightCheck } from './preflight-check.ts'
import { followRedirect, locationOf, serializedOrigin, taintingOf } from './redirect.ts'
import { actualRequest, preflightRequest } from './sent-request.ts'
import { fails, send, type TraceRecorder } from './trace.ts'
import { isHttp, withoutFragment } from './url.ts'

/** Answers from literal ones, URL by URL: those of the first, then those of the one that it redirects to, and so on. */
export function scriptedServer (hops: readonly ScriptedResponses[]): SimulatedServer {
  return ({ kind, hop }) => kind === 'preflight' ? hops[hop]?.preflight : hops[hop]?.response
}

/**
 * Performs a page's request as a browser does, against a server that answers what `answer` returns; redirects are
 * followed. Pure if `answer` is. Content security policies, mixed content, local networks' permissions, service workers,
 * HTTP caches and URLs that need no server have no part in it.
 * https://fetch.spec.whatwg.org/#fetching
 */
export function simulateFetch (page: PageRequest, answer: SimulatedServer, options: SimulateFetchOptions = {}): SimulatedFetch {
  const { engine = 'standard', cache = [], now = 0 } = options
  const transcript: TraceRecorder = { answer, facts: factsOf(engine), now, requests: [], hops: [], steps: [], cache }
  const response = converse(transcript, page)
  const { requests, hops, steps } = transcript
  return Object.freeze({
    outcome: response === undefined ? 'block' : response.type === 'opaque' ? 'opaque' : 'allow',
    requests: Object.freeze(requests),
    hops: Object.freeze(hops),
    steps: Object.freeze(steps),
    failure: steps.at(-1)!.failure,
    response,
    cache: transcript.cache
  })
}

/** https://fetch.spec.whatwg.org/#main-fetch, again for every redirect. */
function converse (transcript: TraceRecorder, page: PageRequest): PageResponse | undefined {
  const constructed = constructRequest(page, transcript.facts)
  if (fails(transcript, 'request', 'request-construction', constructed)) return undefined
  let request = constructed
  let tainting: ResponseTainting = 'basic'
  for (;;) {
    tainting = taintingOf(request, tainting)
    const answer = fetchHop(transcript, request, tainting)
    if (answer === undefined) break
    const location = locationOf(answer, currentUrl(request), transcript.facts)
    if (location === 'none') return responseOf(request, answer, tainting)
    const next = followRedirect(request, answer.status, location, tainting, transcript.facts)
    if (fails(transcript, 'redirect', 'redirect-location', next)) break
    request = next
  }
  const preflighted = transcript.hops.some(({ preflight }) => preflight !== undefined)
  if (preflighted && transcript.facts.clearsCacheOnFailure) {
    transcript.cache = forget(transcript.cache, cacheableOf(request))
  }
  return undefined
}

/** One URL: the preflight, where one is needed, and the actual request. Undefined where a step fails. */
function fetchHop (
  transcript: TraceRecorder, request: BrowserRequest, tainting: ResponseTainting
): ServerResponse | undefined {
  const { facts, now } = transcript
  const url = currentUrl(request)
  if (fails(transcript, 'request', 'request-mode', modeFinding(request, tainting))) return undefined
  if (fails(transcript, 'request', 'request-scheme', schemeFinding(url))) return undefined
  const preflight = tainting === 'cors' ? needsPreflight(request, facts) : undefined
  const cached = preflight !== undefined &&
    isRemembered(transcript.cache, cacheableOf(request), preflight, now, facts)
  transcript.hops.push(Object.freeze({
    url: withoutFragment(url), method: request.method, tainting, origin: serializedOrigin(request), preflight, cached
  }))
  if (preflight !== undefined && !cached && !passesPreflight(transcript, request, preflight)) return undefined
  const answer = send(transcript, 'response', actualRequest(request, tainting, facts))
  if (answer === undefined || tainting !== 'cors') return answer
  if (facts.refusesMalformedLocationFirst && locationOf(answer, url, facts) === 'malformed') return answer
  const finding = corsCheck(serializedOrigin(request), request.credentials, answer.headers)
  return fails(transcript, 'response', 'cors-check', finding) ? undefined : answer
}

function modeFinding ({ mode }: BrowserRequest, tainting: ResponseTainting): StepFailure | undefined {
  return mode === 'same-origin' && tainting !== 'basic' ? { code: 'url-is-cross-origin', parameter: '' } : undefined
}

function schemeFinding (url: URL): StepFailure | undefined {
  return isHttp(url) ? undefined : { code: 'scheme-is-not-http', parameter: '' }
}

function passesPreflight (transcript: TraceRecorder, request: BrowserRequest, need: PreflightNeed): boolean {
  const { facts, now } = transcript
  const key = cacheableOf(request)
  if (facts.cachesWholeAnswers) transcript.cache = forget(transcript.cache, key)
  const answer = send(transcript, 'preflight', preflightRequest(request, need))
  if (answer === undefined) return false
  const { steps, grant } = preflightCheck({
    ...key,
    url: currentUrl(request),
    unsafeHeaderNames: need.unsafeHeaderNames,
    useCorsPreflight: request.uploadListener || request.body === 'stream'
  }, answer, facts)
  for (const { check, finding } of steps) fails(transcript, 'preflight', check, finding)
  if (grant === undefined) return false
  const seconds = preflightMaxAge(answer.headers, facts)
  if (seconds > 0) transcript.cache = remember(transcript.cache, key, grant, now + seconds, facts)
  return true
}

function cacheableOf (request: BrowserRequest): CacheableRequest {
  const { credentials, method } = request
  return { origin: serializedOrigin(request), url: currentUrl(request).href, credentials, method }
}

function responseOf (request: BrowserRequest, answer: ServerResponse, tainting: ResponseTainting): PageResponse {
  const headers = readableHeaders(answer.headers, request.credentials, tainting)
  if (tainting === 'opaque') return Object.freeze({ type: tainting, url: '', status: 0, headers })
  return Object.freeze({ type: tainting, url: withoutFragment(currentUrl(request)), status: answer.status, headers })
}
