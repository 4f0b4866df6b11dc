/** One request without a socket: what Fastify is given by Node's server, and what it would write. */
import assert from 'node:assert/strict'
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { ORIGINS, type ContenderName } from './contenders.ts'

export interface Exchange {
  readonly name: string
  readonly method: 'GET' | 'OPTIONS'
  readonly headers: Readonly<Record<string, string>>
  readonly status: number
  /** What CORS adds to the answer, `vary` included. */
  readonly expected: Readonly<Record<string, string>>
  /** Where a contender sends more than that, with no effect on any browser. */
  readonly also?: Readonly<Partial<Record<ContenderName, Readonly<Record<string, string>>>>>
}

const host = 'api.example.com'
// The last of the list: an array is searched from its beginning.
const origin = ORIGINS.at(-1)!
const admitted = { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', vary: 'Origin' }

export const exchanges: readonly Exchange[] = [
  { name: 'actual request, origin admitted', method: 'GET', headers: { host, origin }, status: 200, expected: admitted },
  {
    name: 'request without `Origin`',
    method: 'GET',
    headers: { host },
    status: 200,
    expected: { vary: 'Origin' },
    also: { '@fastify/cors': { 'access-control-allow-credentials': 'true' } }
  },
  {
    name: 'preflight, origin admitted',
    method: 'OPTIONS',
    headers: { host, origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
    status: 204,
    expected: {
      ...admitted,
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'content-type, authorization',
      'access-control-max-age': '600'
    }
  }
]

/** Puts a request to an application. Its parts are made anew, as Node's server makes them for every request. */
export function perform (app: FastifyInstance, { method, headers }: Exchange): ServerResponse {
  const request = {
    method, headers, url: '/orders', httpVersion: '1.1', httpVersionMajor: 1, httpVersionMinor: 1, socket: undefined
  } as unknown as IncomingMessage
  const response = new ServerResponse(request)
  app.routing(request, response)
  return response
}

/** Asserts that a contender's answer is complete when `perform` returns, and says by CORS what is expected of it. */
export function prove (name: ContenderName, app: FastifyInstance, exchange: Exchange): void {
  const response = perform(app, exchange)
  assert.ok(response.writableEnded, `${name} has answered the ${exchange.name}`)
  assert.equal(response.statusCode, exchange.status, `${name}: ${exchange.name}`)
  const expected = name === 'bare' ? {} : { ...exchange.expected, ...exchange.also?.[name] }
  assert.deepEqual(corsHeaders(response), expected, `${name}: ${exchange.name}`)
}

function corsHeaders (response: ServerResponse): Record<string, string> {
  // Fastify hands its headers to writeHead, which keeps them as text only.
  const { _header: head } = response as unknown as { readonly _header: string }
  const headers = head.split('\r\n').slice(1).filter(line => line !== '').map(line => {
    const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? []
    return [name.toLowerCase(), value] as const
  })
  return Object.fromEntries(headers.filter(([name]) => name === 'vary' || name.startsWith('access-control-')))
}
