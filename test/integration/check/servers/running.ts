/** Helpers for the servers of these tests. */
import { createServer, request as sendRequest, type IncomingMessage, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import { listening } from '../../../listening.ts'

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

/** Starts a server of `node:http`. @param onClose  closes what is behind it */
export async function listen (listener: RequestListener, onClose = async () => {}): Promise<Running> {
  const { port, close } = await listening(createServer(listener))
  return {
    port,
    close: async () => {
      await close()
      await onClose()
    }
  }
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
