/** Clients of the package postgres. Each is a pool that connects when it is used, and connects again by itself. */
import type { CorsPostgresJsClient, CorsPostgresJsQueryable, PostgresSession, Rows } from './client.ts'

export async function runOnPostgresJs (client: CorsPostgresJsQueryable, text: string, values: readonly string[]): Promise<Rows> {
  return await client.unsafe(text, [...values]).values()
}

export class PostgresJsSession implements PostgresSession {
  readonly #client: CorsPostgresJsClient

  constructor (client: CorsPostgresJsClient) {
    this.#client = client
  }

  async open (): Promise<void> {
    // It connects at the first statement. A subscription has a connection of its own, so one for other statements would be useless.
  }

  run (text: string, values: readonly string[]): Promise<Rows> {
    return runOnPostgresJs(this.#client, text, values)
  }

  lists (text: string, size: number): AsyncIterable<Rows> {
    return this.#client.unsafe(text).values().cursor(size)
  }

  async listen (channel: string, onMessage: (message: string) => void, onGap: () => void): Promise<void> {
    let isFirst = true
    await this.#client.listen(channel, onMessage, () => {
      if (!isFirst) onGap()
      isFirst = false
    })
  }

  close (): void {
    void this.#client.end({ timeout: 0 }).catch(() => undefined)
  }
}
