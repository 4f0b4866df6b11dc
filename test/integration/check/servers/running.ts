/** Helpers for the servers of these tests. */
import { createServer, request as sendRequest, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

/** Loads a package without types. */
export const load: (name: string) => any = createRequire(import.meta.url)

export interface Running {
  readonly port: number
  close (): Promise<void>
}

/** Starts a server on loopback that allows these origins, and supports GET and PUT at `PATH`. */
export type Start = (allowed: readonly string[]) => Promise<Running>

export const PATH = '/api'
export const HOST = '127.0.0.1'

/** The body of the response at `PATH`. */
export const DATA = { orders: 3 }

/** Wraps a server of `node:http`, and starts it if necessary. */
export async function running (server: Server, onClose: () => Promise<void> = async () => {}): Promise<Running> {
  if (!server.listening) await new Promise<void>(resolve => server.listen(0, HOST, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await onClose()
    }
  }
}

export function listen (listener: RequestListener, onClose?: () => Promise<void>): Promise<Running> {
  return running(createServer(listener), onClose)
}

export function isPreflight ({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

/** Changes the headers of a response: alternating names and values, empty if the proxy itself responds. */
export type ProxyChange = (request: IncomingMessage, lines: string[]) => string[]

/** Starts a proxy in front of a server. */
export function behindProxy (start: Start, change: ProxyChange, handlesPreflights = false): Start {
  return async allowed => {
    const behind = await start(allowed)
    return listen((request, response) => {
      if (handlesPreflights && isPreflight(request)) {
        response.writeHead(204, change(request, [])).end()
        return
      }
      const { method, url, headers } = request
      sendRequest({ host: HOST, port: behind.port, method, path: url, headers }, upstream => {
        response.writeHead(upstream.statusCode!, change(request, upstream.rawHeaders))
        upstream.pipe(response)
      }).end()
    }, () => behind.close())
  }
}
