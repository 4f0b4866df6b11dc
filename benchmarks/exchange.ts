/** Requests, and the expected responses; one request without a socket. */
import assert from 'node:assert/strict'
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import {
  HEADERS, MAX_AGE, METHODS, policyOfRoute, requestOrigins, requestedRoute, urlOf, type ContenderName, type Setting
} from './setting.ts'

export const EXCHANGE_NAMES = ['actual request', 'preflight', 'request without `Origin`'] as const
export type ExchangeName = typeof EXCHANGE_NAMES[number]

type Fields = Readonly<Record<string, string>>

export interface Exchange {
  readonly name: ExchangeName
  readonly method: 'GET' | 'OPTIONS'
  readonly url: string
  /** Made anew for each request, with new strings, as they come from a socket. */
  readonly headers: () => Record<string, string>
  readonly status: number
  /** What CORS adds to the response beside the origin itself, `vary` included. */
  readonly expected: Fields
  /** Where a contender sends more than that, with no effect on any browser. */
  readonly also?: Readonly<Partial<Record<ContenderName, Fields>>>
}

const host = 'api.example.com'

/** The requests to a contender of this setting. */
export function exchangesOf (setting: Setting): readonly Exchange[] {
  // One after the other, so that reading them costs no more where they are many. All are of one length.
  const origins = requestOrigins(setting)
  const length = origins[0]!.length
  const bytes = Buffer.from(origins.join(''), 'latin1')
  const method = Buffer.from('PUT', 'latin1')
  const names = Buffer.from('content-type', 'latin1')
  let next = 0
  const origin = () => {
    const text = bytes.toString('latin1', next, next + length)
    next = (next + length) % bytes.length
    return text
  }
  const url = urlOf(requestedRoute(setting))
  const allowed = { 'access-control-allow-credentials': 'true', vary: 'Origin' }
  const maxAge = MAX_AGE + (policyOfRoute(setting, requestedRoute(setting)) ?? 0)
  return [
    {
      name: 'actual request',
      method: 'GET',
      url,
      headers: () => ({ host, origin: origin() }),
      status: 200,
      expected: allowed
    },
    {
      name: 'preflight',
      method: 'OPTIONS',
      url,
      headers: () => ({
        host,
        origin: origin(),
        'access-control-request-method': method.toString('latin1'),
        'access-control-request-headers': names.toString('latin1')
      }),
      status: 204,
      expected: {
        ...allowed,
        'access-control-allow-methods': METHODS.join(', '),
        'access-control-allow-headers': HEADERS.join(', '),
        'access-control-max-age': String(maxAge)
      }
    },
    {
      name: 'request without `Origin`',
      method: 'GET',
      url,
      headers: () => ({ host }),
      status: 200,
      expected: { vary: 'Origin' },
      also: { '@fastify/cors': { 'access-control-allow-credentials': 'true' } }
    }
  ]
}

/** Puts a request to an application. Its parts are made anew, as Node's server makes them for every request. */
export function perform (app: FastifyInstance, { method, url, headers }: Pick<Exchange, 'method' | 'url' | 'headers'>): ServerResponse {
  const request = {
    method, headers: headers(), url, httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1, socket: undefined
  } as unknown as IncomingMessage
  const response = new ServerResponse(request)
  app.routing(request, response)
  return response
}

/** Asserts that a contender's response is complete when `perform` returns, and has the expected headers of CORS. */
export function prove ({ contender }: Setting, app: FastifyInstance, exchange: Exchange): void {
  const headers = exchange.headers()
  const response = perform(app, { ...exchange, headers: () => headers })
  assert.ok(response.writableEnded, `${contender} has responded to the ${exchange.name}`)
  // Fastify hands its headers to writeHead, which keeps them as text only.
  const { _header: head } = response as unknown as { readonly _header: string }
  const fields = head.split('\r\n').slice(1).filter(line => line !== '').map(line => {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? []
    return [name.toLowerCase(), value] as const
  })
  assertResponse(contender, exchange, headers['origin'], response.statusCode, Object.fromEntries(fields))
}

/**
 * Asserts that a response is the expected one.
 *
 * @param origin  where the request came from
 * @param fields  all header fields of the response, by name in lower case
 */
export function assertResponse (
  contender: ContenderName, exchange: Exchange, origin: string | undefined, status: number, fields: Fields
): void {
  const what = `${contender}: ${exchange.name}`
  assert.equal(status, exchange.status, what)
  const allowOrigin = origin === undefined ? {} : { 'access-control-allow-origin': origin }
  const expected = contender === 'bare' ? {} : { ...allowOrigin, ...exchange.expected, ...exchange.also?.[contender] }
  const found = Object.entries(fields).filter(([name]) => name === 'vary' || name.startsWith('access-control-'))
  assert.deepEqual(Object.fromEntries(found), expected, what)
}
