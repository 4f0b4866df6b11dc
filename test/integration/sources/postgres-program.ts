/** The programs of PostgreSQL: where they are, how they start and end, and the folder with the data of a new server. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

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
export function program (name: string): string {
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
    const status = process.exitCode ?? process.signalCode
    if (status !== null) throw new Error(`The server has ended with ${status}: ${log()}`)
    try {
      await isSo()
      return
    } catch {
      await pause(10)
    }
  }
}

/** Creates a folder of the user of the server. */
function createFolder (): string {
  const folder = mkdtempSync(join(tmpdir(), 'fastify-cors-policy-'))
  if (account !== undefined) chownSync(folder, account.uid, account.gid)
  return folder
}

/** A program with a folder of its own. The system ends it with the test process, even if a signal ends that. */
export class Program {
  readonly folder = createFolder()
  process: ChildProcess | undefined
  log = ''

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

/** The data of a server that has never run. */
let initial: string | undefined

/** Makes the data of a server that has never run, once for all servers of this process: a copy takes a fraction of the time of `initdb`. */
function initialData (): string {
  if (initial !== undefined) return initial
  const folder = createFolder()
  process.once('exit', () => { rmSync(folder, { recursive: true, force: true }) })
  const data = join(folder, 'data')
  const args = ['--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--wal-segsize', '1', '--no-sync']
  execFileSync(program('initdb'), ['--pgdata', data, ...args], { ...account, cwd: folder, stdio: 'pipe' })
  initial = data
  return data
}

/** Creates a folder with the data of a server that has never run. */
export function createData (folder: string): void {
  execFileSync('cp', ['-a', initialData(), folder], { ...account, cwd: '/', stdio: 'pipe' })
}
