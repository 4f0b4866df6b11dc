/** The form in which the model is compared with Firefox and WebKit: what is sent, and what the page can read. */
import type { HeaderLine, SimulatedFetch } from '../../../types/browser.ts'
import type { Comparison } from './conclusion.ts'
import type { ExchangeCase, Observed } from './exchange.ts'

/** The result of an exchange. Equal if the two agree. */
interface EngineConclusion {
  readonly outcome: string
  /** Method, host, path, and the headers of the CORS protocol. */
  readonly requests: readonly string[]
  readonly response: unknown
}

const PROTOCOL = ['origin', 'access-control-request-method', 'access-control-request-headers']

function concludedByEngineModel (one: ExchangeCase, { outcome, requests, response, failure }: SimulatedFetch): EngineConclusion {
  const described = requests.map(({ method, url, headers }) => {
    const { pathname, search, host } = new URL(url)
    return [method, host, pathname + search, ...PROTOCOL.map((name) => headers.find((line) => line[0] === name)?.[1])].join(' ')
  })
  return {
    outcome,
    requests: failure?.code === 'no-response' ? withoutRepetitions(described) : described,
    response: response && { ...response, type: one.request.api === 'xhr' ? 'xhr' : response.type, headers: comparable(response.headers) }
  }
}

/** The simulation of the model only says whether the browser had a reason to try again. */
function concludedByEngine (_one: ExchangeCase, { outcome, received, response }: Observed, { failure }: SimulatedFetch): EngineConclusion {
  const described = received.map(({ method, url, headers }) =>
    [method, headers['host'], url, ...PROTOCOL.map((name) => headers[name])].join(' '))
  return {
    outcome,
    requests: failure?.code === 'no-response' ? withoutRepetitions(described) : described,
    response: response && { ...response, headers: comparable(response.headers) }
  }
}

function withoutRepetitions (requests: readonly string[]): string[] {
  return requests.filter((request, i) => request !== requests[i - 1])
}

/** Sorted names with their values. The network layers decode bytes that are not ASCII differently. */
function comparable (headers: readonly HeaderLine[]): string[] {
  return headers.map(([name, value]) => `${name.toLowerCase()}=${value.replace(/[^\0-\x7f]+/g, '?')}`).sort()
}

/** For Firefox and WebKit. */
export const IN_OTHER_ENGINES: Comparison = { ofModel: concludedByEngineModel, ofBrowser: concludedByEngine }
