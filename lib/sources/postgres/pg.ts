/** Clients of the package pg. */
import type { CorsPgClient, CorsPgQueryable, PostgresSession, Rows } from './client.ts'

/** Milliseconds without data until the system checks whether the other side still exists. */
const KEEP_ALIVE = 10_000

/** What a client has beyond its documentation: the only way to close it without waiting. */
interface Internals {
  readonly connection?: {
    readonly stream?: { destroy? (): void, setKeepAlive? (isOn: boolean, delay: number): void }
  }
}

export async function runOnPg (client: CorsPgQueryable, text: string, values: readonly string[]): Promise<Rows> {
  const { rows } = await client.query({ text, values: [...values], rowMode: 'array' })
  return rows
}

export class PgSession implements PostgresSession {
  readonly #client: CorsPgClient & Internals
  /** Settles after the last statement. The client warns of statements that wait inside it. */
  #last: Promise<unknown> = Promise.resolve()

  constructor (client: CorsPgClient, onLost: () => void) {
    this.#client = client
    // Without a listener, the process would end. The statement that fails reports the error too.
    client.on('error', () => undefined)
    client.on('end', onLost)
  }

  async open (): Promise<void> {
    await this.#client.connect()
  }

  run (text: string, values: readonly string[]): Promise<Rows> {
    const result = this.#last.then(() => runOnPg(this.#client, text, values))
    this.#last = result.catch(() => undefined)
    return result
  }

  async * lists (text: string, size: number): AsyncGenerator<Rows> {
    await this.run('BEGIN READ ONLY', [])
    await this.run(`DECLARE origins NO SCROLL CURSOR FOR ${text}`, [])
    for (;;) {
      const rows = await this.run(`FETCH ${size} FROM origins`, [])
      if (rows.length === 0) break
      yield rows
    }
    await this.run('COMMIT', [])
  }

  async listen (channel: string, onMessage: (message: string) => void): Promise<void> {
    this.#client.on('notification', ({ payload }: { readonly payload: string }) => { onMessage(payload) })
    await this.run(`LISTEN "${channel.replaceAll('"', '""')}"`, [])
    // A subscriber sends nothing, so it would never notice a path that is cut.
    this.#client.connection?.stream?.setKeepAlive?.(true, KEEP_ALIVE)
  }

  close (): void {
    const stream = this.#client.connection?.stream
    if (stream?.destroy === undefined) void this.#client.end().catch(() => undefined)
    else stream.destroy()
  }
}
