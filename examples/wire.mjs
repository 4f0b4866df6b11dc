/** Sends the requests of an exchange over a socket as a browser would, and compares each response with what the policy says. */
import http from 'node:http'
import { scriptedServer, simulateFetch } from 'fastify-cors-policy/browser'
import { API } from './exchanges.mjs'

/**
 * @typedef {import('./exchanges.mjs').Exchange} Exchange
 * @typedef {import('./exchanges.mjs').Expected} Expected
 * @typedef {{ method: string, path: string, headers: Record<string, string>, body?: string | undefined }} Sent
 * @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string }} Received
 * @typedef {{ request: Sent, response: Received, expected: Expected, differences: string[] }} Pair
 * @typedef {{ exchange: Exchange, pairs: Pair[], browser: string, ok: boolean }} Outcome
 */

/**
 * Performs exchanges one after the other, as one browser that keeps the cookie.
 * @param {Exchange[]} exchanges
 * @returns {AsyncGenerator<Outcome>}
 */
export async function * perform (exchanges) {
  let cookie = ''
  for (const exchange of exchanges) {
    const pairs = []
    for (const [request, expected] of requestsOf(exchange, cookie)) {
      const response = await send(request)
      if (exchange.credentials === 'include') cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
      pairs.push({ request, response, expected, differences: compare(expected, response) })
    }
    const { outcome, failure } = conclusion(exchange, pairs)
    const page = outcome === 'allow' ? 'readable' : 'blocked'
    yield {
      exchange,
      pairs,
      browser: failure === undefined ? 'the page can read the response' : `blocked, ${failure.code}: ${failure.corsError ?? '-'}`,
      ok: page === exchange.page && pairs.every(({ differences }) => differences.length === 0)
    }
  }
}

/**
 * Whether a browser lets the page read the response. A program that is not a browser reads every response.
 * @param {Exchange} exchange
 * @param {Pair[]} pairs
 * @returns {Pick<import('fastify-cors-policy/browser').SimulatedFetch, 'outcome' | 'failure'>}
 */
function conclusion ({ origin, method, path, headers, credentials }, pairs) {
  if (origin === undefined) return { outcome: 'allow', failure: undefined }
  /** @param {Pair} pair */
  const literal = ({ response: { status, headers } }) => ({
    status, headers: Object.entries(headers).map(([name, value]) => /** @type {const} */ ([name, String(value)]))
  })
  const preflight = pairs.find(({ request }) => 'Access-Control-Request-Method' in request.headers)
  const actual = pairs.find((pair) => pair !== preflight)
  return simulateFetch(
    { origin, url: API + path, method, headers: Object.entries(headers), credentials },
    scriptedServer([{ preflight: preflight && literal(preflight), response: actual && literal(actual) }])
  )
}

/**
 * The requests that a browser sends for an exchange: the preflight if there is one, then the actual request.
 * @param {Exchange} exchange
 * @param {string} cookie
 * @returns {[Sent, Expected][]}
 */
function requestsOf ({ origin, method, path, headers, body, credentials, preflight, response }, cookie) {
  /** @type {Record<string, string>} */
  const fromPage = origin === undefined ? {} : { Origin: origin }
  /** @type {[Sent, Expected][]} */
  const requests = []
  if (preflight !== undefined) {
    const names = Object.keys(headers).sort().join(',')
    requests.push([{
      method: 'OPTIONS',
      path,
      headers: {
        ...fromPage,
        'Access-Control-Request-Method': method,
        ...(names === '' ? {} : { 'Access-Control-Request-Headers': names })
      }
    }, preflight])
  }
  if (response !== undefined) {
    requests.push([{
      method,
      path,
      headers: { ...fromPage, ...headers, ...(credentials === 'include' && cookie !== '' ? { Cookie: cookie } : {}) },
      body: body && JSON.stringify(body)
    }, response])
  }
  return requests
}

/**
 * @param {Sent} sent
 * @returns {Promise<Received>}
 */
function send ({ method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    http.request(API + path, { method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
        .on('data', (chunk) => { text += chunk })
        .on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    }).on('error', reject).end(body)
  })
}

/**
 * The header fields of a response that a browser and a cache read for CORS.
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @returns {[string, string][]}
 */
export function corsFields (headers) {
  return Object.entries(headers)
    .filter(([name]) => name.startsWith('access-control-') || name === 'vary')
    .map(([name, value]) => [name, String(value)])
}

/**
 * @param {Expected} expected
 * @param {Received} response
 * @returns {string[]} a line for each difference
 */
function compare (expected, response) {
  const differences = []
  if (response.status !== expected.status) differences.push(`status ${expected.status}, not ${response.status}`)
  const seen = new Map(corsFields(response.headers))
  for (const name of new Set([...Object.keys(expected.headers), ...seen.keys()])) {
    const wanted = expected.headers[name]
    if (seen.get(name) === wanted) continue
    const sent = seen.has(name) ? `not "${seen.get(name)}"` : 'which is missing'
    differences.push(wanted === undefined ? `no ${name} at all, ${sent}` : `${name} "${wanted}", ${sent}`)
  }
  const { body = '' } = expected
  if (!response.body.includes(body)) differences.push(`a body with ${body}, not ${response.body}`)
  return differences
}
