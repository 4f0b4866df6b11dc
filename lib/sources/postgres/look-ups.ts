/** Look-ups that go to the server in groups. */

/** An origin, and the key of a tenant; '' for origins without a key. */
export interface WantedOrigin {
  readonly origin: string
  readonly key: string
}

interface Waiting extends WantedOrigin {
  resolve (has: boolean): void
  reject (error: unknown): void
}

/**
 * Runs one statement at a time, for all look-ups that have come since the one before. So many look-ups take as long as two, and a read
 * of the version that shares their connection waits for one statement only.
 */
export class GroupedLookUps {
  readonly #find: (wanted: readonly WantedOrigin[]) => Promise<ReadonlySet<number>>
  #waiting: Waiting[] = []
  #isRunning = false

  /** @param find  returns the indexes of the origins that the store has */
  constructor (find: (wanted: readonly WantedOrigin[]) => Promise<ReadonlySet<number>>) {
    this.#find = find
  }

  has (origin: string, key: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ origin, key, resolve, reject })
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run (): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0)
      try {
        const found = await this.#find(group)
        group.forEach(({ resolve }, i) => { resolve(found.has(i)) })
      } catch (error) {
        // A database with another encoding than UTF-8 rejects keys that it cannot have, and with them the whole statement.
        if (group.length > 1) await this.#runAlone(group)
        else group[0]!.reject(error)
      }
    }
    this.#isRunning = false
  }

  async #runAlone (group: readonly Waiting[]): Promise<void> {
    for (const one of group) await this.#find([one]).then((found) => { one.resolve(found.has(0)) }, one.reject)
  }
}
