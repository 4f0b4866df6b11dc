/** What the tests of the model share: a page, a server that allows everything, and what is sent to it. */
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import type { Engine, HeaderLine, PageRequest, ScriptedResponses, SentRequest, ServerResponse, SimulatedFetch } from '../../../types/browser.ts'

export const PAGE = 'https://app.test'
export const API = 'https://api.test/r'
export const OTHER = 'https://other.test/r'
/** A URL with the origin of the page. */
export const OWN = `${PAGE}/r`

export const everyone: HeaderLine = ['Access-Control-Allow-Origin', '*']
const allowEverything: HeaderLine[] = [
  everyone, ['Access-Control-Allow-Methods', '*'], ['Access-Control-Allow-Headers', '*, authorization']
]

export function answer (status: number, ...headers: HeaderLine[]): ServerResponse {
  return { status, headers }
}

/** The server allows every hop. Each hop but the last is a redirect, with the given status. Default: 307. */
export function through (locations: readonly string[], status = 307): ScriptedResponses[] {
  const preflight = answer(204, ...allowEverything)
  return [
    ...locations.map((location) => ({ preflight, response: answer(status, everyone, ['Location', location]) })),
    { preflight, response: answer(200, everyone) }
  ]
}

export function simulate (request: Partial<PageRequest>, hops: readonly ScriptedResponses[], engine?: Engine): SimulatedFetch {
  return simulateFetch({ origin: PAGE, url: API, ...request }, scriptedServer(hops), { engine })
}

/** The method, the URL and the headers of each request. */
export function sent ({ requests }: SimulatedFetch): string[] {
  return requests.map(({ method, url, headers }: SentRequest) =>
    [method, url, ...headers.map((line) => line.join('='))].join(' '))
}

/** The `Origin` of each request. */
export function originsSent ({ requests }: SimulatedFetch): (string | undefined)[] {
  return requests.map(({ headers }) => headers.find(([name]) => name === 'origin')?.[1])
}
