/** What a real library does in a small application: the requests to it, and the CORS headers that it writes itself. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Asked } from '../exchange.ts'

export interface Library {
  /** The name of the package, and how it is used. */
  readonly name: string
  /** Adds the library to an application. */
  readonly register: (app: FastifyInstance) => Promise<void> | void
  readonly exchanges: readonly Exchange[]
  /** What differs from response to response, such as the id of a session. */
  readonly random?: RegExp
  /** Why the library does not work with HTTP/2. */
  readonly notOverHttp2?: string
}

export interface Exchange {
  readonly name: string
  readonly asked: Asked
  readonly status: number
  /** Part of the headers and the body, as JSON, which shows that the library did its work. */
  readonly shows: RegExp
  /** The lines of `Access-Control-*` and `Vary` that the application writes without the plugin; none if this is absent. */
  readonly foreign?: readonly string[]
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
