/** Starts the servers of tests on this machine. */
import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'

/** What an application of Fastify has. */
interface Application {
  readonly server: Server
  listen (address: { readonly host: string, readonly port: number }): Promise<unknown>
  close (): Promise<unknown>
}

export interface Listening {
  readonly port: number
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** Those that are open. */
  readonly connections: ReadonlySet<Socket>
  /** Ends the connections too. */
  close (): Promise<void>
}

/** Starts a server of Node or an application of Fastify, and closes it when the test `t` is over. Default: no test, 127.0.0.1, and a free port. */
export async function listening (
  server: Server | Application, { t, host = '127.0.0.1', port = 0 }: { t?: { teardown (end: () => unknown): unknown }, host?: string, port?: number } = {}
): Promise<Listening> {
  const isApplication = 'server' in server
  const ofNode = isApplication ? server.server : server
  const connections = new Set<Socket>()
  ofNode.on('connection', (socket: Socket) => { connections.add(socket.on('close', () => connections.delete(socket))) })
  const close = async (): Promise<void> => {
    const closed = isApplication ? server.close() : new Promise(resolve => server.close(resolve))
    for (const connection of connections) connection.destroy()
    await closed
  }
  t?.teardown(close)
  await (isApplication ? server.listen({ host, port }) : once(server.listen(port, host), 'listening'))
  const { port: used } = ofNode.address() as AddressInfo
  return { port: used, origin: `http://${host}:${used}`, connections, close }
}
