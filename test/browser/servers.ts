/** The two sides of an exchange: servers of empty pages, and an API that records every request and its response. */
import Fastify, { type FastifyInstance } from 'fastify'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listening } from '../listening.ts'

/** One request that reached the API, and its response. */
export interface Seen {
  readonly method: string
  readonly url: string
  /** As on the wire: names and values in turn. */
  readonly rawHeaders: readonly string[]
  readonly status: number
  /** Access-Control-* fields and Vary. */
  readonly corsHeaders: Readonly<Record<string, string>>
}

export interface PageServer {
  readonly port: number
  /** Port at the IPv6 address of this machine; undefined where it has none. */
  readonly portOfIPv6: number | undefined
  close (): Promise<void>
}

export interface RecordedApi {
  /** With the host by which the page calls it. */
  readonly origin: string
  readonly app: FastifyInstance
  /** In order of arrival. */
  readonly seen: readonly Seen[]
  close (): Promise<void>
}

/** Serves the same empty page at every URL; its origin is a matter of the host name in the URL. */
export async function servePages (): Promise<PageServer> {
  const server = await listening(createServer(sendPage))
  const serverOfIPv6 = await listening(createServer(sendPage), { host: '::1' }).catch(() => undefined)
  return {
    port: server.port,
    portOfIPv6: serverOfIPv6?.port,
    close: async () => {
      await server.close()
      await serverOfIPv6?.close()
    }
  }
}

function sendPage (_request: IncomingMessage, response: ServerResponse): void {
  // The page has an icon, so that the browser does not request one.
  response.setHeader('content-type', 'text/html')
  response.end('<!doctype html><link rel="icon" href="data:,"><title>page</title>')
}

/** The page, and the icon that browsers request for any page without one. */
const UNRECORDED: ReadonlySet<string> = new Set(['/', '/favicon.ico'])

/**
 * Starts an API; `build` registers the policy and the routes. It has a page of its own at `/`, of which neither
 * Fastify nor the record knows.
 */
export async function serveApi (host: string, build: (app: FastifyInstance) => void): Promise<RecordedApi> {
  const seen: Seen[] = []
  const app = Fastify({
    forceCloseConnections: true,
    // At the server and not in a hook, so that each response is recorded.
    serverFactory: (handle) => createServer((request, response) => {
      if (UNRECORDED.has(request.url!)) return sendPage(request, response)
      seen.push(record(request, response))
      handle(request, response)
    })
  })
  build(app)
  const { port, close } = await listening(app)
  return { origin: `http://${host}:${port}`, app, seen, close }
}

/** The request, and its response as soon as there is one. */
function record (request: IncomingMessage, response: ServerResponse): Seen {
  const entry = {
    method: request.method!, url: request.url!, rawHeaders: request.rawHeaders, status: 0, corsHeaders: {}
  }
  // Headers that are given to writeHead are in no list of the response's own.
  const writeHead = response.writeHead
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    entry.status = status
    entry.corsHeaders = corsFields({ ...response.getHeaders(), ...rest.at(-1) as object })
    return Reflect.apply(writeHead, response, [status, ...rest])
  }) as typeof writeHead
  return entry
}

function corsFields (headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers)
    .filter(([name]) => name.startsWith('access-control-') || name === 'vary')
    .map(([name, value]) => [name, String(value)]))
}

/** The value of a request header, undefined where the browser did not send it. */
export function sent (request: Seen, name: string): string | undefined {
  const at = request.rawHeaders.findIndex((field, index) => index % 2 === 0 && field.toLowerCase() === name)
  return at === -1 ? undefined : request.rawHeaders[at + 1]
}
