/** A path between a client and a server that a test can cut without any of the two noticing. */
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { listening } from '../../listening.ts'
import type { Address } from './postgres-server.ts'

export class Relay {
  #isSilent = false
  readonly #pairs = new Set<{ readonly sockets: readonly Socket[], isMute: boolean }>()
  readonly #server: Server

  private constructor (target: string | Address) {
    this.#server = createServer((client) => {
      const server = typeof target === 'string' ? connect(target) : connect(target.port, target.host)
      const pair = { sockets: [client, server], isMute: this.#isSilent }
      this.#pairs.add(pair)
      for (const [from, to] of [[client, server], [server, client]] as const) {
        from.on('data', (data) => { if (!pair.isMute) to.write(data) })
        from.on('error', () => undefined)
        from.on('close', () => {
          if (from === client) this.#pairs.delete(pair)
          if (!pair.isMute || from === client) to.destroy()
        })
      }
    })
  }

  /** Starts a relay to a Unix socket or an address that ends with the test. */
  static async start (t: { teardown (end: () => unknown): unknown }, target: string | Address): Promise<Relay> {
    const relay = new Relay(target)
    await listening(relay.#server, { t })
    t.teardown(() => { relay.close() })
    return relay
  }

  /** Closes all connections of now. */
  close (): void {
    for (const { sockets } of this.#pairs) for (const socket of sockets) socket.destroy()
  }

  get address (): Address {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port }
  }

  /** The number of connections that clients have not closed. */
  get connections (): number {
    return this.#pairs.size
  }

  /** Forwards nothing from now on. Connections stay open, and new ones are accepted. */
  silence (): void {
    this.#isSilent = true
    for (const pair of this.#pairs) pair.isMute = true
  }

  /** Forwards new connections again. Those from before stay silent. */
  speak (): void {
    this.#isSilent = false
  }
}
