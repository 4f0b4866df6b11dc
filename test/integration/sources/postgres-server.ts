/** A PostgreSQL server of its own for a test file: in a temporary folder, on a Unix socket, without any address of the network. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

/** How a client reaches the server: `host` is a folder with a Unix socket, or an address. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The server refuses to run as root, so root becomes the user of the Debian package. */
const account = process.getuid?.() === 0 ? accountOf('postgres') : undefined

function accountOf (name: string): { readonly uid: number, readonly gid: number } {
  const row = readFileSync('/etc/passwd', 'utf8').split('\n').find(line => line.startsWith(`${name}:`))
  if (row === undefined) throw notInstalled(`The user ${name}`)
  const [, , uid, gid] = row.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

function notInstalled (what: string): Error {
  return new Error(`${what} is missing, which the tests of PostgreSQL need. Install it: apt-get install postgresql pgbouncer`)
}

/** Returns the path of a program, also where Debian keeps the programs of each version. */
function program (name: string): string {
  const versions = '/usr/lib/postgresql'
  const newest = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...newest.map(version => `${versions}/${version}/bin`), ...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  const folder = folders.find(folder => existsSync(join(folder, name)))
  if (folder === undefined) throw notInstalled(name)
  return join(folder, name)
}

/** Waits until a check succeeds. A test that waits in vain ends by its own timeout. */
async function until (isSo: () => Promise<unknown>, process: ChildProcess, log: () => string): Promise<void> {
  for (;;) {
    if (process.exitCode !== null) throw new Error(`The server has ended with ${process.exitCode}: ${log()}`)
    try {
      await isSo()
      return
    } catch {
      await pause(10)
    }
  }
}

/** A program with a folder of its own. The system ends it with the test process, even if a signal ends that. */
class Program {
  readonly folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-'))
  process: ChildProcess | undefined
  log = ''

  constructor () {
    if (account !== undefined) chownSync(this.folder, account.uid, account.gid)
  }

  /** Starts the program, and waits until a check succeeds. */
  async run (file: string, args: readonly string[], isUp: () => Promise<unknown>): Promise<void> {
    this.process = spawn(program('setpriv'), ['--pdeathsig', 'SIGQUIT', file, ...args], { ...account, cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => { this.log += text })
    }
    await until(isUp, this.process, () => this.log)
  }

  /** Ends it by a signal. */
  async end (signal: NodeJS.Signals): Promise<void> {
    const { process } = this
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return
    const ended = once(process, 'exit')
    process.kill(signal)
    await ended
  }

  remove (): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** What a test gives so that a server ends with it. */
interface Teardown { teardown (end: () => Promise<void>): unknown }

export class PostgresServer {
  readonly #program = new Program()
  readonly #data = join(this.#program.folder, 'data')
  readonly address: Address = { host: this.#program.folder, port: 5432 }

  /** The path of its Unix socket. */
  get socket (): string {
    return `${this.address.host}/.s.PGSQL.${this.address.port}`
  }

  /** Starts a server without data that ends with the test. */
  static async start (t: Teardown): Promise<PostgresServer> {
    const server = new PostgresServer()
    t.teardown(() => server.#remove())
    execFileSync(program('initdb'), ['--pgdata', server.#data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
      { ...account, cwd: server.#program.folder, stdio: 'pipe' })
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
    const result: unknown = await this.connected((client) => client.query(text))
    return ([result].flat().at(-1) as pg.QueryResult).rows
  }

  /** Uses a connection of its own. */
  async connected<T> (use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ ...this.address, user: 'postgres', database: 'postgres' })
    client.on('error', () => undefined)
    await client.connect()
    try {
      return await use(client)
    } finally {
      await client.end()
    }
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

/** Starts pgbouncer before a server. In transaction mode, a session of the server belongs to a client only while a transaction lasts. */
export async function startPgbouncer (t: Teardown, server: PostgresServer): Promise<Address> {
  const bouncer = new Program()
  t.teardown(async () => {
    await bouncer.end('SIGKILL')
    bouncer.remove()
  })
  const address = { host: bouncer.folder, port: 6432 }
  const file = join(bouncer.folder, 'pgbouncer.ini')
  writeFileSync(file, [
    '[databases]',
    `postgres = host=${server.address.host} port=${server.address.port} user=postgres`,
    '[pgbouncer]',
    'listen_addr =',
    `listen_port = ${address.port}`,
    `unix_socket_dir = ${address.host}`,
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 3'
  ].join('\n'))
  await bouncer.run(program('pgbouncer'), [file], async () => {
    const client = new pg.Client({ ...address, user: 'postgres', database: 'postgres' })
    client.on('error', () => undefined)
    await client.connect()
    await client.end()
  })
  return address
}
