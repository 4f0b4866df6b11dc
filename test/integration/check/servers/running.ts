/** What the servers of these tests have in common. */
import { createServer, request as ask, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

/** Loads a package that has no types. */
export const load: (name: string) => any = createRequire(import.meta.url)

export interface Running {
  readonly port: number
  close (): Promise<void>
}

/** Starts a server on loopback that lets in pages of these origins, and has GET and PUT at `PATH`. */
export type Start = (allowed: readonly string[]) => Promise<Running>

export const PATH = '/api'
export const HOST = '127.0.0.1'

/** What every server answers at `PATH`, to whom it answers. */
export const DATA = { orders: 3 }

/** A server as `node:http` has it; several packages make one. */
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

/** Changes the answer that passes through, given names and values by turns; `undefined` is the answer of nobody but the proxy. */
export type ProxyChange = (request: IncomingMessage, lines: string[]) => string[]

/** Puts a proxy before a server. */
export function behindProxy (start: Start, change: ProxyChange, answersPreflights = false): Start {
  return async allowed => {
    const behind = await start(allowed)
    return listen((request, response) => {
      if (answersPreflights && isPreflight(request)) {
        response.writeHead(204, change(request, [])).end()
        return
      }
      const { method, url, headers } = request
      ask({ host: HOST, port: behind.port, method, path: url, headers }, answer => {
        response.writeHead(answer.statusCode!, change(request, answer.rawHeaders))
        answer.pipe(response)
      }).end()
    }, () => behind.close())
  }
}
