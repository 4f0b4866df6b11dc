/** The terms in which the model and Chromium are compared, and what each says in them of one exchange. */
import { isUtf8 } from 'node:buffer'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import { checkOf } from '../../../lib/browser/failures.ts'
import { extractTokens, joinLines } from '../../../lib/browser/header-values.ts'
import type { SimulatedFetch, SimulateFetchOptions, Failure, HeaderLine, ScriptedResponses, SentRequest } from '../../../types/browser.ts'
import type { ChromiumCase, ChromiumExchange, Observed } from './chromium-exchange.ts'
import { framing } from './literal-server.ts'

/** Equal where the two agree. */
export interface Conclusion {
  readonly outcome: string
  readonly corsError: string | undefined
  readonly failedParameter: string | undefined
  /** Whether the call failed, and not the network. */
  readonly thrown: boolean
  /** Method, host, path, the headers of the CORS protocol, and the page's own headers. */
  readonly requests: readonly string[]
  readonly response: unknown
}

/** What the model makes of it. */
export function converse (
  one: ChromiumCase, origins: ChromiumExchange['origins'], remembered: Pick<SimulateFetchOptions, 'cache' | 'now'> = {}
): SimulatedFetch {
  const headers: HeaderLine[] = [...one.request.headers ?? []]
  const typed = headers.some(([name]) => name.toLowerCase() === 'content-type')
  // The browser's own, from a body of text.
  if (one.request.body === 'bytes' && !typed) headers.push(['Content-Type', 'text/plain;charset=UTF-8'])
  const origin = one.asker === 'null' ? 'null' : origins[one.asker]
  const options: SimulateFetchOptions = { ...remembered, engine: 'chromium' }
  return simulateFetch({ ...one.request, headers, origin }, scriptedServer(one.hops.map(framed)), options)
}

/** With the line that the server adds. */
function framed ({ preflight, response }: ScriptedResponses): ScriptedResponses {
  const add = (answer: ScriptedResponses['response']) =>
    answer && { ...answer, headers: [...answer.headers, ...framing(answer.status)] }
  return { preflight: add(preflight), response: add(response) }
}

/** Chromium sends streams over HTTP/2 and HTTP/3 only, so these conversations can be compared up to there. */
const NO_STREAM_OVER_HTTP_1 = {
  outcome: 'block',
  corsError: 'net::ERR_ALPN_NEGOTIATION_FAILED',
  failedParameter: undefined,
  thrown: false,
  response: undefined
}

export function concludedByModel (one: ChromiumCase, { outcome, requests, failure, response }: SimulatedFetch): Conclusion {
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

/** Chromium takes values for UTF-8 here, and says nothing where they are not. */
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

/** Chromium's network layer rewrites ranges, and XMLHttpRequest the case of charsets. */
function isCompared (name: string): boolean {
  return !PROTOCOL.includes(name) && name !== 'range'
}

/** What Chromium made of it; the model's conversation says only which of many headers to look at. */
export function concludedByChromium (one: ChromiumCase, observed: Observed, model: SimulatedFetch): Conclusion {
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

/** What Chromium refuses below CORS in some cases, the scheme or the page's own origin deciding; it has no code then. */
const REFUSED_BELOW: ReadonlySet<string | undefined> = new Set(['redirect-scheme-is-not-http', 'redirect-has-credentials'])

function codeOf ({ corsError }: Observed, failure: Failure | undefined): string | undefined {
  return corsError === undefined && REFUSED_BELOW.has(failure?.code) ? failure?.corsError : corsError
}

/** Of several missing headers Chromium names one, in the order of its hash table: any of them is as good as the first. */
function namedBy (one: ChromiumCase, observed: Observed, { failure, hops }: SimulatedFetch): string | undefined {
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
