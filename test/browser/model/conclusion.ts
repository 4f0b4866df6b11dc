/** The common form of results in which the model and browsers are compared. */
import { isUtf8 } from 'node:buffer'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import { checkOf } from '../../../lib/browser/failures.ts'
import { extractTokens, joinLines } from '../../../lib/browser/header-values.ts'
import type { SimulatedFetch, SimulateFetchOptions, Failure, HeaderLine, ScriptedResponses, SentRequest, SimulatedServer } from '../../../types/browser.ts'
import type { Exchange, ExchangeCase, Observed } from './exchange.ts'
import { framing } from './literal-server.ts'

/** The result of an exchange. Equal if the two agree. */
export interface Conclusion {
  readonly outcome: string
  readonly corsError: string | undefined
  readonly failedParameter: string | undefined
  /** Whether the call failed, not the network. */
  readonly thrown: boolean
  /** Method, host, path, the headers of the CORS protocol, and the headers of the page. */
  readonly requests: readonly string[]
  readonly response: unknown
}

/** Brings the results of the model and of a browser into a form in which they are equal if the two agree. */
export interface Comparison {
  ofModel (one: ExchangeCase, simulated: SimulatedFetch): unknown
  ofBrowser (one: ExchangeCase, observed: Observed, simulated: SimulatedFetch): unknown
}

/** The result of the model. */
export function converse (
  one: ExchangeCase, origins: Exchange['origins'], given: SimulateFetchOptions = {}
): SimulatedFetch {
  const headers: HeaderLine[] = [...one.request.headers ?? []]
  const typed = headers.some(([name]) => name.toLowerCase() === 'content-type')
  // The browser derives it from a text body.
  if (one.request.body === 'bytes' && !typed) headers.push(['Content-Type', 'text/plain;charset=UTF-8'])
  const origin = one.sender === 'null' ? 'null' : origins[one.sender]
  const options: SimulateFetchOptions = { engine: 'chromium', ...given }
  return simulateFetch({ ...one.request, headers, origin }, serverOf(one), options)
}

/** Like the real server, it responds by the path of the URL. */
function serverOf ({ hops }: ExchangeCase): SimulatedServer {
  return ({ kind, url }) => {
    const hop = hops[Number(new URL(url).pathname.split('/')[2])]
    return hop && framed(hop)[kind === 'preflight' ? 'preflight' : 'response']
  }
}

/** Adds the header line of the server. */
function framed ({ preflight, response }: ScriptedResponses): ScriptedResponses {
  const add = (one: ScriptedResponses['response']) => one && { ...one, headers: [...one.headers, ...framing(one.status)] }
  return { preflight: add(preflight), response: add(response) }
}

/** Chromium sends streams only over HTTP/2 and HTTP/3, so these exchanges can be compared only up to that point. */
const NO_STREAM_OVER_HTTP_1 = {
  outcome: 'block',
  corsError: 'net::ERR_ALPN_NEGOTIATION_FAILED',
  failedParameter: undefined,
  thrown: false,
  response: undefined
}

function concludedByModel (one: ExchangeCase, { outcome, requests, failure, response }: SimulatedFetch): Conclusion {
  const stream = one.request.body === 'stream' ? requests.findIndex(({ kind }) => kind === 'actual') : -1
  if (stream !== -1) return { ...NO_STREAM_OVER_HTTP_1, requests: requests.slice(0, stream).map(described) }
  return {
    outcome,
    corsError: failure?.corsError,
    failedParameter: failure?.corsError === undefined ? undefined : parameterOf(failure),
    thrown: failure !== undefined && checkOf(failure.code) === 'request-construction',
    requests: requests.map(described),
    response: response && { ...response, type: one.request.api === 'xhr' ? 'xhr' : response.type }
  }
}

/** Chromium decodes values as UTF-8 here and reports nothing if they are invalid. */
function parameterOf ({ parameter }: Failure): string {
  const bytes = Buffer.from(parameter, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : ''
}

const PROTOCOL = ['origin', 'access-control-request-method', 'access-control-request-headers']

function described ({ method, url, headers }: SentRequest): string {
  const { pathname, search, host } = new URL(url)
  const named = PROTOCOL.map((name) => headers.find((line) => line[0] === name)?.[1])
  const own = joinLines(headers).filter(([name]) => isCompared(name))
    .map(([name, value]) => `${name}=${value.trim().toLowerCase()}`)
  return [method, host, pathname + search, ...named, ...own].join(' ')
}

/** The network layer of Chromium rewrites ranges, and XMLHttpRequest changes the case of charsets. */
function isCompared (name: string): boolean {
  return !PROTOCOL.includes(name) && name !== 'range'
}

/** The result of Chromium. The simulation of the model only selects the headers to compare. */
function concludedByChromium (one: ExchangeCase, observed: Observed, model: SimulatedFetch): Conclusion {
  const { outcome, errorText, received, response, thrown } = observed
  return {
    outcome,
    corsError: errorText === NO_STREAM_OVER_HTTP_1.corsError ? errorText : codeOf(observed, model.failure),
    failedParameter: namedBy(one, observed, model),
    thrown,
    requests: received.map(({ method, url, headers }, i) => {
      const named = PROTOCOL.map((name) => headers[name])
      const own = joinLines(model.requests[i]?.headers ?? []).map(([name]) => name).filter(isCompared)
        .map((name) => `${name}=${headers[name]?.toLowerCase()}`)
      return [method, headers['host'], url, ...named, ...own].join(' ')
    }),
    response
  }
}

/** Failures that Chromium sometimes reports without a code, depending on the scheme and the origin of the page. */
const REFUSED_BELOW: ReadonlySet<string | undefined> = new Set(['redirect-scheme-is-not-http', 'redirect-has-credentials'])

function codeOf ({ corsError }: Observed, failure: Failure | undefined): string | undefined {
  return corsError === undefined && REFUSED_BELOW.has(failure?.code) ? failure?.corsError : corsError
}

/** If several headers are missing, Chromium reports an arbitrary one. Any of them counts as equal. */
function namedBy (one: ExchangeCase, observed: Observed, { failure, hops }: SimulatedFetch): string | undefined {
  const { corsError, failedParameter, errorText } = observed
  if (errorText === NO_STREAM_OVER_HTTP_1.corsError) return undefined
  if (failure === undefined || corsError === undefined) return codeOf(observed, failure) === undefined ? failedParameter : ''
  if (failure.code !== 'header-not-allowed') return failedParameter
  const needed = hops.at(-1)?.preflight?.unsafeHeaderNames ?? []
  const listed = extractTokens(one.hops[hops.length - 1]?.preflight?.headers ?? [], 'access-control-allow-headers') ?? []
  const isMissing = failedParameter !== undefined && needed.includes(failedParameter) &&
    Array.isArray(listed) && !listed.some((name) => name.toLowerCase() === failedParameter)
  return isMissing ? failure.parameter : failedParameter
}

/** For Chromium, which says why it blocks a request. */
export const IN_CHROMIUM: Comparison = { ofModel: concludedByModel, ofBrowser: concludedByChromium }
