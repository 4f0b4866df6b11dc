/** A Redis server of a test: on a free port, without persistence, in a temporary folder. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { listening } from '../../listening.ts'
import { freePort } from '../free-port.ts'

const MISSING = 'redis-server is missing. Install it: apt-get install redis-server (Debian, Ubuntu), brew install redis (macOS).'

/** On Linux, the system ends the server if the test ends without its teardown. */
const ENDING = process.platform === 'linux' ? ['setpriv', '--pdeathsig', 'SIGKILL'] : []

/** The status with which `setpriv` ends. */
const NOT_FOUND = 127

/** Settings as in redis.conf. */
export type RedisSettings = Readonly<Record<string, string>>

interface Test {
  teardown (end: () => unknown): unknown
}

export class RedisServer {
  readonly port: number
  readonly #folder: string
  #process: ChildProcess | undefined

  private constructor (port: number, folder: string) {
    this.port = port
    this.#folder = folder
  }

  /** Starts a server, which ends with the test. */
  static async start ({ teardown }: Test, settings: RedisSettings = {}): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'fastify-cors-policy-redis-'))
    const server = new RedisServer(await freePort(), folder)
    teardown(async () => {
      await server.kill()
      await rm(folder, { recursive: true, force: true })
    })
    await server.restart(settings)
    return server
  }

  /** Starts the server again on the same port. Without persistence it is empty. */
  async restart (settings: RedisSettings = {}): Promise<void> {
    const all: RedisSettings = { port: String(this.port), bind: '127.0.0.1', save: '', appendonly: 'no', dir: this.#folder, loglevel: 'notice', 'enable-debug-command': 'yes', ...settings }
    const [program, ...args] = [...ENDING, 'redis-server', ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])] as [string, ...string[]]
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    const failed = new Promise<never>((_resolve, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) => { reject(error.code === 'ENOENT' ? new Error(MISSING) : error) })
      child.on('exit', (status, signal) => { reject(new Error(status === NOT_FOUND ? MISSING : `redis-server has ended with ${status ?? signal}.`)) })
    })
    failed.catch(() => undefined)
    await Promise.race([once(child, 'spawn'), failed])
    this.#process = child
    const ready = new Promise<void>((resolve) => {
      // While it loads, it listens too.
      createInterface(child.stdout).on('line', (line) => { if (/Ready to accept|Loading RDB produced/.test(line)) resolve() })
    })
    await Promise.race([ready, failed])
  }

  /** Ends it at once, as a crash does. */
  async kill (): Promise<void> {
    const child = this.#process
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const end = once(child, 'exit')
    child.kill('SIGKILL')
    await end
  }

  /** Stops it: connections stay open, and responses are missing. */
  pause (): void {
    this.#process!.kill('SIGSTOP')
  }

  resume (): void {
    this.#process!.kill('SIGCONT')
  }

  /** Sends one command as administrator. */
  async run (command: string, ...args: string[]): Promise<unknown> {
    const client = new Redis({ host: '127.0.0.1', port: this.port, enableReadyCheck: false, retryStrategy: () => null })
    client.on('error', () => undefined)
    try {
      return await client.call(command, ...args)
    } finally {
      client.disconnect()
    }
  }
}

/** A relay to a server, whose connections can become silent: they stay open, and nothing passes any more. */
export class Relay {
  readonly port: number
  #connections = new Set<{ isSilent: boolean }>()
  readonly #sockets = new Set<Socket>()

  private constructor (port: number) {
    this.port = port
  }

  static async start (t: Test, target: number): Promise<Relay> {
    const server = createServer()
    const relay = new Relay((await listening(server, { t })).port)
    server.on('connection', (near) => {
      const far = connect(target, '127.0.0.1')
      const connection = { isSilent: false }
      relay.#connections.add(connection)
      for (const [from, to] of [[near, far], [far, near]] as const) {
        relay.#sockets.add(from)
        from.on('data', (data) => { if (!connection.isSilent) to.write(data) })
        from.on('error', () => undefined)
        from.on('close', () => {
          relay.#sockets.delete(from)
          if (!connection.isSilent) to.destroy()
        })
      }
    })
    t.teardown(() => { relay.close() })
    return relay
  }

  /** Closes all connections of now. */
  close (): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Makes all connections of now silent. Later ones work. */
  silence (): void {
    for (const connection of this.#connections) connection.isSilent = true
    this.#connections.clear()
  }
}
