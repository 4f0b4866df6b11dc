/** Performs an exchange over a socket as a browser would, and compares each answer with what the policy says. */
import { request } from 'node:http'
import { scriptedServer, simulateFetch } from 'fastify-cors-policy/browser'
import { API } from './exchanges.mjs'

/**
 * @typedef {import('./exchanges.mjs').Exchange} Exchange
 * @typedef {import('./exchanges.mjs').Expected} Expected
 * @typedef {{ method: string, path: string, headers: Record<string, string>, body?: string | undefined }} Asked
 * @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, body: string }} Answered
 * @typedef {{ asked: Asked, answered: Answered, expected: Expected, differences: string[] }} Request
 * @typedef {{ exchange: Exchange, requests: Request[], browser: string, ok: boolean }} Outcome
 */

/**
 * Performs exchanges one after the other, with one jar of cookies.
 * @param {Exchange[]} exchanges
 * @returns {AsyncGenerator<Outcome>}
 */
export async function * perform (exchanges) {
  let cookie = ''
  for (const exchange of exchanges) {
    const requests = []
    for (const [asked, expected] of requestsOf(exchange, cookie)) {
      const answered = await send(asked)
      if (exchange.credentials === 'include') cookie = answered.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
      requests.push({ asked, answered, expected, differences: compare(expected, answered) })
    }
    const { outcome, failure } = conclusion(exchange, requests)
    const page = outcome === 'allow' ? 'readable' : 'blocked'
    yield {
      exchange,
      requests,
      browser: failure === undefined ? 'the page may read it' : `blocked, ${failure.code}: ${failure.corsError ?? '-'}`,
      ok: page === exchange.page && requests.every(({ differences }) => differences.length === 0)
    }
  }
}

/**
 * What a browser makes of the answers. A program that is no page has no browser: it reads what it gets.
 * @param {Exchange} exchange
 * @param {Request[]} requests
 * @returns {Pick<import('fastify-cors-policy/browser').SimulatedFetch, 'outcome' | 'failure'>}
 */
function conclusion ({ origin, method, path, headers, credentials }, requests) {
  if (origin === undefined) return { outcome: 'allow', failure: undefined }
  /** @param {Request} request */
  const literal = ({ answered: { status, headers } }) => ({
    status, headers: Object.entries(headers).map(([name, value]) => /** @type {const} */ ([name, String(value)]))
  })
  const preflight = requests.find(({ asked }) => 'Access-Control-Request-Method' in asked.headers)
  const response = requests.find((request) => request !== preflight)
  return simulateFetch(
    { origin, url: API + path, method, headers: Object.entries(headers), credentials },
    scriptedServer([{ preflight: preflight && literal(preflight), response: response && literal(response) }])
  )
}

/**
 * The requests that a browser makes of an exchange: the preflight if there is one, then the request itself.
 * @param {Exchange} exchange
 * @param {string} cookie
 * @returns {[Asked, Expected][]}
 */
function requestsOf ({ origin, method, path, headers, body, credentials, preflight, answer }, cookie) {
  /** @type {Record<string, string>} */
  const fromPage = origin === undefined ? {} : { Origin: origin }
  /** @type {[Asked, Expected][]} */
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
  if (answer !== undefined) {
    requests.push([{
      method,
      path,
      headers: { ...fromPage, ...headers, ...(credentials === 'include' && cookie !== '' ? { Cookie: cookie } : {}) },
      body: body && JSON.stringify(body)
    }, answer])
  }
  return requests
}

/**
 * @param {Asked} asked
 * @returns {Promise<Answered>}
 */
function send ({ method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    request(API + path, { method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
        .on('data', (chunk) => { text += chunk })
        .on('error', reject)
        .on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    }).on('error', reject).end(body)
  })
}

/**
 * The fields of an answer that a browser's verdict and a cache depend on, for CORS.
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
 * @param {Answered} answered
 * @returns {string[]} a line for each difference
 */
function compare (expected, answered) {
  const differences = []
  if (answered.status !== expected.status) differences.push(`status ${expected.status}, not ${answered.status}`)
  const seen = new Map(corsFields(answered.headers))
  for (const name of new Set([...Object.keys(expected.headers), ...seen.keys()])) {
    const wanted = expected.headers[name]
    if (seen.get(name) === wanted) continue
    const sent = seen.has(name) ? `not "${seen.get(name)}"` : 'which is missing'
    differences.push(wanted === undefined ? `no ${name} at all, ${sent}` : `${name} "${wanted}", ${sent}`)
  }
  const { body = '' } = expected
  if (!answered.body.includes(body)) differences.push(`a body with ${body}, not ${answered.body}`)
  return differences
}
