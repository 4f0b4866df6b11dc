/** A PostgreSQL server of its own for a test file: in a temporary folder, on a Unix socket, without any address of the network. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { CorsPgQueryable } from '../../../lib/sources.ts'
import { Program, createData, program } from './postgres-program.ts'

/** How a client reaches the server: `host` is a folder with a Unix socket, or an address. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** What a test gives so that a server ends with it. */
export interface Teardown { teardown (end: () => Promise<void>): unknown }

export class PostgresServer {
  readonly #program = new Program()
  readonly #data = join(this.#program.folder, 'data')
  #kept: Promise<pg.Client> | undefined
  readonly address: Address = { host: this.#program.folder, port: 5432 }

  /** The path of its Unix socket. */
  get socket (): string {
    return `${this.address.host}/.s.PGSQL.${this.address.port}`
  }

  /** Starts a server without data that ends with the test. */
  static async start (t: Teardown): Promise<PostgresServer> {
    const server = new PostgresServer()
    t.teardown(() => server.#remove())
    createData(server.#data)
    await server.restart()
    return server
  }

  /** Starts it again after `kill`. */
  async restart (): Promise<void> {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: this.address.host,
      max_connections: 60,
      shared_buffers: '8MB',
      fsync: 'off',
      full_page_writes: 'off',
      autovacuum: 'off'
    }
    const args = ['-D', this.#data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    // The memory of a killed server is in use until its last process has noticed.
    for (;;) {
      try {
        await this.#program.run(program('postgres'), args, () => this.sql('SELECT 1'))
        return
      } catch (error) {
        if (!this.#program.log.includes('shared memory block')) throw error
        this.#program.log = ''
        await pause(20)
      }
    }
  }

  /** Runs SQL, and returns the rows of the last statement. */
  async sql (text: string): Promise<Record<string, unknown>[]> {
    const result: unknown = await (await this.#connect()).query(text)
    return ([result].flat().at(-1) as pg.QueryResult).rows
  }

  /** Runs a statement of a writer, on the same connection as `sql`. */
  readonly query: CorsPgQueryable['query'] = async (config) => {
    return await (await this.#connect()).query<unknown[]>(config)
  }

  /** Uses a connection of its own. */
  async connected<T> (use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = this.#createClient()
    await client.connect()
    try {
      return await use(client)
    } finally {
      await client.end()
    }
  }

  /** Returns the connection that is kept: for the server, a new one costs more than most statements. It is made again after a loss. */
  async #connect (): Promise<pg.Client> {
    if (this.#kept !== undefined) return await this.#kept
    const client = this.#createClient()
    const kept = client.connect().then(() => client)
    const forget = (): void => { if (this.#kept === kept) this.#kept = undefined }
    client.on('error', forget)
    client.on('end', forget)
    kept.catch(forget)
    this.#kept = kept
    return await kept
  }

  #createClient (): pg.Client {
    const client = new pg.Client({ ...this.address, user: 'postgres', database: 'postgres' })
    client.on('error', () => undefined)
    return client
  }

  /** Stops all its processes, as a machine that hangs. Connections stay open, and nothing is answered. */
  freeze (): void {
    this.#signal('SIGSTOP')
  }

  thaw (): void {
    this.#signal('SIGCONT')
  }

  /** Ends it without any goodbye. Without the signal to each process, sessions would respond until they notice the end of the first one. */
  async kill (): Promise<void> {
    this.#signal('SIGKILL')
    await this.#program.end('SIGKILL')
  }

  async #remove (): Promise<void> {
    if (this.#program.process?.exitCode === null) this.thaw()
    await this.#program.end('SIGQUIT')
    this.#program.remove()
  }

  /** Sends a signal to all its processes. The main process is stopped first, so that it starts no others meanwhile. */
  #signal (signal: NodeJS.Signals): void {
    const main = this.#program.process!.pid!
    process.kill(main, 'SIGSTOP')
    const others = readdirSync('/proc').map(Number).filter((id) => parentOf(id) === main)
    for (const id of [main, ...others]) {
      try {
        process.kill(id, signal)
      } catch {
        // The process has ended meanwhile.
      }
    }
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name of the program can have spaces and brackets. */
function parentOf (id: number): number | undefined {
  try {
    const [, rest = ''] = /.*\) \S (\d+)/s.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? []
    return Number(rest)
  } catch {
    // The process has ended meanwhile.
    return undefined
  }
}
