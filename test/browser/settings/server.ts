/**
 * Pages and an API, over https and http: sets cookies, and shows which ones it receives. The server over http is also a proxy that leads
 * every name to this machine, for a browser that asks the system for names: a request to a proxy has its whole URL, or is a CONNECT.
 */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { certificate } from '../../integration/check/certificate.ts'
import { listening } from '../../listening.ts'

/** Query parameters say what a response does. */
const respond: RequestListener = (request, response) => {
  const url = new URL(request.url!, 'http://server')
  const { origin, cookie } = request.headers
  response.setHeader('cache-control', 'no-store')
  if (origin !== undefined) {
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-allow-credentials', 'true')
  }
  const lines = url.searchParams.getAll('set')
  if (lines.length > 0) response.setHeader('set-cookie', lines)
  const location = url.searchParams.get('location')
  if (location !== null) {
    response.writeHead(302, { location }).end()
  } else if (url.pathname === '/cookies') {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify((cookie ?? '').split('; ').map(pair => pair.split('=')[0]!.replace('__Host-', '')).filter(name => name !== '')))
  } else {
    response.setHeader('content-type', 'text/html')
    // https://wicg.github.io/local-network-access/#csp
    if (url.searchParams.has('public')) response.setHeader('content-security-policy', 'treat-as-public-address')
    response.end('<!doctype html><link rel="icon" href="data:,"><title>page</title>')
  }
}

export interface CookieServers {
  readonly httpsPort: number
  /** The server over http listens on 127.0.0.1 and on 127.0.0.2. */
  readonly httpPort: number
  close (): Promise<void>
}

/** Connects a client of the proxy with this machine, whatever host it names. */
function tunnel (request: IncomingMessage, client: Duplex): void {
  const server = connect(Number(request.url!.split(':').at(-1)), '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connected\r\n\r\n')
    server.pipe(client).pipe(server)
  })
  server.on('error', () => client.destroy())
  client.on('error', () => server.destroy())
}

export async function startCookieServers (): Promise<CookieServers> {
  const secure = await listening(createSecureServer(certificate(), respond))
  const plain = await listening(createServer(respond).on('connect', tunnel))
  const other = await listening(createServer(respond), { host: '127.0.0.2', port: plain.port })
  return {
    httpsPort: secure.port,
    httpPort: plain.port,
    close: async () => { for (const server of [secure, plain, other]) await server.close() }
  }
}
