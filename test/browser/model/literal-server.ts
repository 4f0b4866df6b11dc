/** A server that sends literal responses, even invalid HTTP, and serves the pages that make requests. */
import { createServer, type Socket } from 'node:net'
import type { HeaderLine, ScriptedResponses, ServerResponse } from '../../../types/browser.ts'
import { listening, type Listening } from '../../listening.ts'

/** A received request. */
export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  /** Names in lower case, lines of one name joined with ", ". */
  readonly headers: Readonly<Record<string, string>>
}

export interface LiteralServer {
  readonly port: number
  /** Sets the responses at `/<key>/<hop>`, and forgets earlier requests there. Each character of the body is a byte. */
  respondAt (key: string, hops: readonly ScriptedResponses[], body?: string): void
  /** The requests to `/<key>/`, in order of arrival. */
  receivedFor (key: string): readonly ReceivedRequest[]
  close (): Promise<void>
}

/** Paths of empty pages. The sandbox gives the second page the origin `null`. */
export const PAGES = { plain: '/page', sandboxed: '/sandboxed-page' } as const

const PAGE = '<!doctype html><link rel="icon" href="data:,"><title>page</title>'

/** Starts the server on a free port of one or more addresses of this machine. */
export async function startLiteralServer (addresses: readonly string[] = ['127.0.0.1']): Promise<LiteralServer> {
  const responses = new Map<string, readonly ScriptedResponses[]>()
  const bodies = new Map<string, string>()
  const received = new Map<string, ReceivedRequest[]>()

  const respond = (socket: Socket, request: ReceivedRequest): void => {
    const { pathname } = new URL(request.url, 'http://server')
    if (pathname === PAGES.plain || pathname === PAGES.sandboxed) {
      const sandbox = pathname === PAGES.sandboxed ? [['Content-Security-Policy', 'sandbox allow-scripts']] as const : []
      write(socket, { status: 200, headers: [['Content-Type', 'text/html'], ...sandbox] }, PAGE)
      return
    }
    const [, key = '', hop = ''] = pathname.split('/')
    received.set(key, [...received.get(key) ?? [], request])
    const at = responses.get(key)?.[Number(hop)]
    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
    const response = isPreflight ? at?.preflight : at?.response
    if (response === undefined) socket.destroy()
    else write(socket, response, isPreflight ? '' : bodies.get(key))
  }

  const accept = (socket: Socket): void => {
    let pending = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      pending += text
      for (;;) {
        const end = pending.indexOf('\r\n\r\n')
        if (end === -1) return
        const request = parseHead(pending.slice(0, end))
        const next = end + 4 + Number(request.headers['content-length'] ?? 0)
        if (pending.length < next) return
        pending = pending.slice(next)
        respond(socket, request)
      }
    })
    socket.on('error', () => socket.destroy())
  }
  const servers: Listening[] = []
  for (const host of addresses) servers.push(await listening(createServer(accept), { host, port: servers[0]?.port ?? 0 }))
  return {
    port: servers[0]!.port,
    respondAt: (key, hops, body = '') => {
      responses.set(key, hops)
      bodies.set(key, body)
      received.delete(key)
    },
    receivedFor: (key) => received.get(key) ?? [],
    close: async () => {
      for (const server of servers) await server.close()
    }
  }
}

function parseHead (head: string): ReceivedRequest {
  const [start = '', ...lines] = head.split('\r\n')
  const [method = '', url = ''] = start.split(' ')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return { method, url, headers }
}

function write (socket: Socket, { status, headers }: ServerResponse, body = ''): void {
  const lines = [...headers, ...framing(status, body)].map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`HTTP/1.1 ${status} Literal\r\n${lines.join('')}\r\n${body}`, 'latin1')
}

/** The header line that the server adds to its responses. */
export function framing (status: number, body = ''): HeaderLine[] {
  return status === 204 || status === 304 ? [] : [['Content-Length', String(body.length)]]
}
