/** The clients of Redis that can be used, by their shape: none of them is a dependency. */

/** A client of ioredis 5, ioredis 6 or iovalkey. */
export interface IoredisClient {
  readonly status: string
  connect (): Promise<unknown>
  call (command: string, ...args: string[]): Promise<unknown>
  subscribe (channel: string): Promise<unknown>
  disconnect (): void
  on (event: string, listener: (...args: unknown[]) => void): unknown
}

/** A client of `redis` 5 or 6. */
export interface NodeRedisClient {
  readonly isOpen: boolean
  readonly isReady: boolean
  connect (): Promise<unknown>
  sendCommand (args: string[]): Promise<unknown>
  subscribe (channel: string, listener: (message: string) => void): Promise<unknown>
  destroy (): void
  on (event: string, listener: (...args: unknown[]) => void): unknown
}

/** A client of Redis or Valkey: of ioredis 5 or 6, iovalkey, or `redis` 5 or 6. */
export type CorsRedisClient = IoredisClient | NodeRedisClient

export function isIoredis (client: CorsRedisClient): client is IoredisClient {
  return 'call' in client
}

/** Sends one command. */
export function sendCommand (client: CorsRedisClient, command: readonly [name: string, ...args: string[]]): Promise<unknown> {
  return isIoredis(client) ? client.call(...command) : client.sendCommand([...command])
}

/** Ends a client at once, without waiting for replies. Never throws. */
export function endClient (client: CorsRedisClient): void {
  try {
    if (!isIoredis(client)) client.destroy()
    else if (client.status !== 'end') client.disconnect()
  } catch {
    // It is closed already.
  }
}

/** @throws TypeError for anything other than a supported client */
export function assertClient (value: unknown, whose: string): asserts value is CorsRedisClient {
  const client = value as Partial<IoredisClient & NodeRedisClient & { isCluster: boolean, then: unknown }> | null | undefined
  if (typeof client === 'object' && client !== null) {
    if (typeof client.then === 'function') throw new TypeError(`${whose} is a promise. Use the client itself.`)
    if (client.isCluster === true) throw new TypeError(`${whose} is a client of a cluster, which is not supported. Use a client of one server.`)
    if (typeof client.call === 'function' && typeof client.disconnect === 'function') return
    if (typeof client.sendCommand === 'function' && typeof client.destroy === 'function' && typeof client.isReady === 'boolean') return
  }
  throw new TypeError(`${whose} is not supported. Use a client of ioredis 5 or 6, iovalkey, or redis 5 or 6.`)
}

/**
 * Returns an error with the message only. The errors of ioredis have the arguments of the command, which can be the password of AUTH,
 * and logs show all properties of an error.
 */
export function plainError (error: unknown): Error {
  const { message, errors, code } = Object(error) as { message?: unknown, errors?: readonly unknown[], code?: unknown }
  if (typeof message === 'string' && message !== '') return new Error(message)
  // Node reports the failures of several addresses without a message of its own.
  if (Array.isArray(errors)) return new Error(errors.map((each) => plainError(each).message).join(', '))
  return new Error(`Redis has failed: ${String(code ?? error)}`)
}
