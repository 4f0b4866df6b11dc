/** The connection of one client. It is used until it is lost for the first time. */
import { assertClient, endClient, isIoredis, plainError, sendCommand, type CorsRedisClient } from './client.ts'

const CLOSED = 'The connection to Redis was closed.'

/**
 * A connection to Redis. Clients connect again by themselves, but what they do then depends on the library: commands are sent a second
 * time, to a server that may have lost its data, or wait without limit; messages are lost before the subscription is active again.
 * So the first loss ends the client, and a new one is created.
 */
export class RedisClientConnection {
  readonly #client: CorsRedisClient
  readonly #onLost: () => void
  /** Of the commands that wait for a reply: a client that reconnects would let them wait. */
  readonly #rejections = new Set<(error: Error) => void>()
  #lost: Error | undefined
  /** Whether a client of `redis` creates its socket at the moment. */
  #isConnecting = false

  /**
   * @param onLost  called once if the connection is lost, and not after `close`
   * @throws        TypeError if the client is not a new client of a supported library
   */
  constructor (createClient: () => CorsRedisClient, onLost: () => void) {
    const client: unknown = createClient()
    // Of a promise, the client would stay open. A rejection would end the process.
    if (client instanceof Promise) client.then(endClient, () => undefined)
    assertClient(client, 'The value that `createClient` returned')
    const isNew = isIoredis(client) ? client.status === 'wait' || client.status === 'connecting' : !client.isOpen
    if (!isNew) {
      throw new TypeError('`createClient` returned a client that is already in use. Return a new client each time, and do not call its method `connect`.')
    }
    this.#client = client
    this.#onLost = onLost
    // Even an error that leaves the connection open can mean that another database is selected than the configured one.
    for (const event of ['error', 'close', 'end']) {
      client.on(event, (error) => {
        this.#isConnecting = false
        this.#end(error === undefined ? new Error(CLOSED) : plainError(error), true)
      })
    }
  }

  /** Resolves when commands can be sent. */
  open (): Promise<void> {
    const client = this.#client
    return this.#unlessLost(() => new Promise<void>((resolve, reject) => {
      client.on('ready', () => { resolve() })
      client.on('connect', () => {
        this.#isConnecting = false
        if (this.#lost !== undefined) this.#destroy()
      })
      this.#isConnecting = !isIoredis(client)
      if (!isIoredis(client) || client.status === 'wait') client.connect().catch(reject)
    }))
  }

  /** Sends one command. Rejects with an error that has no arguments of the command. */
  send (...command: [name: string, ...args: string[]]): Promise<unknown> {
    return this.#unlessLost(() => sendCommand(this.#client, command))
  }

  /** Resolves when messages arrive. */
  async subscribe (channel: string, onMessage: (message: string) => void): Promise<void> {
    const client = this.#client
    if (isIoredis(client)) {
      // It lets the server end the connection, which can send messages until then.
      client.on('message', (_channel, message) => { if (this.#lost === undefined) onMessage(String(message)) })
      await this.#unlessLost(() => client.subscribe(channel))
    } else {
      await this.#unlessLost(() => client.subscribe(channel, (message) => { onMessage(message) }))
    }
  }

  /** Resolves if the subscribed connection responds. */
  check (channel: string): Promise<unknown> {
    const client = this.#client
    // Without RESP3, a subscribed connection accepts few commands, and ioredis does not read the reply to PING.
    return isIoredis(client) ? this.#unlessLost(() => client.subscribe(channel)) : this.send('PING')
  }

  /** Ends the client, without waiting for replies. Never throws. */
  close (): void {
    this.#end(new Error(CLOSED), false)
  }

  #unlessLost<T> (run: () => Promise<T>): Promise<T> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost)
    return new Promise((resolve, reject) => {
      const rejections = this.#rejections
      rejections.add(reject)
      run().then((value) => {
        rejections.delete(reject)
        resolve(value)
      }, (error: unknown) => {
        rejections.delete(reject)
        reject(plainError(error))
      })
    })
  }

  #end (error: Error, isLoss: boolean): void {
    const isFirst = this.#lost === undefined
    if (isFirst) {
      this.#lost = error
      for (const reject of this.#rejections) reject(error)
      this.#rejections.clear()
    }
    // Again, because a client that was connecting could not be destroyed then.
    this.#destroy()
    if (isFirst && isLoss) this.#onLost()
  }

  #destroy (): void {
    // A client of `redis` that is destroyed while it creates its socket connects anyway, and cannot be closed any more.
    if (!this.#isConnecting) endClient(this.#client)
  }
}
