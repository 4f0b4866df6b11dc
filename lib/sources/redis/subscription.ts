/** The subscription to messages about changes, on a connection of its own. */
import { withDeadline } from '../../lookup/deadline.ts'
import type { CorsRedisClient } from './client.ts'
import { RedisClientConnection } from './client-connection.ts'

export interface SubscriptionRules {
  readonly channel: string
  /** Milliseconds for each step. */
  readonly deadline: number
  /** Milliseconds between two attempts at least. */
  readonly interval: number
}

/** A subscription that is replaced when it is lost. It has no timer: the owner calls `maintain` regularly. */
export class RedisSubscription {
  readonly #createClient: () => CorsRedisClient
  readonly #rules: SubscriptionRules
  readonly #onMessage: (message: string) => void
  readonly #onGap: () => void
  #connection: RedisClientConnection | undefined
  /** Whether messages arrive. */
  #isActive = false
  #isClosed = false
  /** The time of the last attempt, and of the check whose response is missing. */
  #openedAt = -Infinity
  #checkedAt: number | undefined

  /** @param onGap  called when messages may have been lost */
  constructor (createClient: () => CorsRedisClient, rules: SubscriptionRules, onMessage: (message: string) => void, onGap: () => void) {
    this.#createClient = createClient
    this.#rules = rules
    this.#onMessage = onMessage
    this.#onGap = onGap
  }

  /** Resolves when messages arrive. */
  async open (): Promise<void> {
    const { channel, deadline } = this.#rules
    this.#openedAt = performance.now()
    const connection: RedisClientConnection = new RedisClientConnection(this.#createClient, () => {
      const wasActive = this.#isActive
      this.#drop()
      if (wasActive) this.#onGap()
    })
    this.#connection = connection
    try {
      await withDeadline(async () => {
        await connection.open()
        await connection.subscribe(channel, this.#onMessage)
      }, 'Subscribing', deadline)
    } catch (error) {
      this.#drop()
      throw error
    }
    this.#isActive = true
  }

  /**
   * Replaces a lost subscription. A connection can be lost without an event, so each call also sends a check, whose response must
   * have arrived before a later call.
   */
  maintain (): void {
    const { channel, deadline, interval } = this.#rules
    const now = performance.now()
    if (this.#checkedAt !== undefined && now - this.#checkedAt > deadline) this.#drop()
    const connection = this.#connection
    if (connection === undefined) {
      if (!this.#isClosed && now - this.#openedAt >= interval) this.open().then(this.#onGap, () => undefined)
    } else if (this.#isActive && this.#checkedAt === undefined) {
      this.#checkedAt = now
      const onResponse = (): void => { if (this.#connection === connection) this.#checkedAt = undefined }
      // An error of Redis is a response, too.
      connection.check(channel).then(onResponse, onResponse)
    }
  }

  close (): void {
    this.#isClosed = true
    this.#drop()
  }

  #drop (): void {
    const connection = this.#connection
    this.#connection = undefined
    this.#isActive = false
    this.#checkedAt = undefined
    connection?.close()
  }
}
