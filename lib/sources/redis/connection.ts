/** A connection to Redis: one for commands, and one for messages about changes. */
import { randomUUID } from 'node:crypto'
import type { CorsSourceOptions } from '../../../types/source.ts'
import { withDeadline } from '../../lookup/deadline.ts'
import type { CorsRedisClient } from './client.ts'
import { RedisClientConnection } from './client-connection.ts'
import { RedisSubscription } from './subscription.ts'

/** Begins a message of a test. It is for the connection that has sent it, so that a start of one instance is not a change for all. */
const TEST = 'test '

export type RedisTimes = Required<Pick<CorsSourceOptions, 'deadline' | 'pollInterval'>>

export class RedisConnection {
  readonly #createClient: () => CorsRedisClient
  readonly #channel: string
  readonly #times: RedisTimes
  readonly #client: RedisClientConnection
  readonly #test = TEST + randomUUID()
  #subscription: RedisSubscription | undefined
  #onLost: (() => void) | undefined

  private constructor (createClient: () => CorsRedisClient, channel: string, times: RedisTimes) {
    this.#createClient = createClient
    this.#channel = channel
    this.#times = times
    this.#client = new RedisClientConnection(createClient, () => { this.#onLost?.() })
  }

  static async open (createClient: () => CorsRedisClient, channel: string, times: RedisTimes): Promise<RedisConnection> {
    const connection = new RedisConnection(createClient, channel, times)
    try {
      await withDeadline(() => connection.#client.open(), 'Connecting', times.deadline)
    } catch (error) {
      connection.close()
      throw error
    }
    return connection
  }

  /** Sends one command. */
  readonly send = (...command: [name: string, ...args: string[]]): Promise<unknown> => this.#client.send(...command)

  /** Renews a lost subscription; to be called regularly. */
  maintain (): void {
    this.#subscription?.maintain()
  }

  /**
   * Subscribes.
   *
   * @param onMessage  gets undefined for the own test
   * @param onGap      called when messages may have been lost
   */
  async listen (onMessage: (message: string | undefined) => void, onGap: () => void): Promise<void> {
    // The next read of the version finds a lost connection at once, instead of after the poll interval.
    this.#onLost = onGap
    const { deadline, pollInterval } = this.#times
    this.#subscription = new RedisSubscription(this.#createClient, { channel: this.#channel, deadline, interval: pollInterval }, (message) => {
      if (message === this.#test) onMessage(undefined)
      else if (!message.startsWith(TEST)) onMessage(message)
    }, onGap)
    await this.#subscription.open()
  }

  /** Sends a test message. */
  async announce (): Promise<void> {
    await this.#client.send('PUBLISH', this.#channel, this.#test)
  }

  close (): void {
    this.#subscription?.close()
    this.#client.close()
  }
}
