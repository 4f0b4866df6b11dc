/** A real library in a small application, and requests to it. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Exchange } from '../comparison.ts'
import type { Asked } from '../exchange.ts'

export interface Library {
  /** The name of the package, and how it is used. */
  readonly name: string
  /** Adds the library to an application. */
  readonly register: (app: FastifyInstance) => Promise<void> | void
  readonly exchanges: readonly LibraryExchange[]
  /** What differs from response to response, such as the id of a session. */
  readonly random?: RegExp
  /** Why the library does not work with HTTP/2. */
  readonly notOverHttp2?: string
}

export interface LibraryExchange extends Exchange {
  /** Why this does not work over HTTP/2. */
  readonly notOverHttp2?: string
}

/** Why Express and its middleware need HTTP/1. */
export const NEEDS_HTTP1 = 'Express replaces the prototype of the response by that of HTTP/1.'

/** A request with a JSON body. */
export function posted (url: string, body: unknown, headers: Asked['headers'] = {}): Asked {
  return { method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** The web `Request` that a handler for the web gets. */
export function webRequest ({ method, url, headers }: FastifyRequest, body: string | null = null): Request {
  // HTTP/2 has pseudo-headers.
  const entries = Object.entries(headers).filter(([name]) => !name.startsWith(':')) as [string, string][]
  return new Request(`http://api.test${url}`, { method, headers: entries, body })
}
