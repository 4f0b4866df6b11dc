/** A process that runs examples; see `running.mjs`. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('running.mjs', import.meta.url))
const preloads = ['listening.mjs', 'lint-warnings.mjs'].flatMap(file => ['--import', new URL(file, import.meta.url).href])

/** What an example may take, in milliseconds. */
const LIMIT = 300_000

export interface Ended {
  readonly output: string
  readonly errors: string
  /** The exit status, or the signal that ended it. */
  readonly status: number | string | null
}

export class Runner {
  readonly #child: ChildProcess
  readonly #closed: Promise<Pick<Ended, 'status'>>

  /** @param env  what the example and what starts Node read */
  constructor (env: Readonly<Record<string, string>>) {
    this.#child = fork(program, { execArgv: preloads, env, silent: true })
    this.#closed = once(this.#child, 'close').then(([status, signal]) => ({ status: status ?? signal }))
  }

  /** Whether it can run another example. */
  get isAlive (): boolean {
    return this.#child.connected
  }

  /**
   * Runs an example to its end.
   *
   * @param serve  called with the port as soon as the example has one
   */
  async run (cwd: string, file: string, env: Readonly<Record<string, string>>, serve: (port: number) => void): Promise<Ended> {
    const child = this.#child
    const output = untilNul(child.stdout!)
    const errors = untilNul(child.stderr!)
    const ended = new Promise<Pick<Ended, 'status'>>(resolve => {
      const receive = (message: number | Pick<Ended, 'status'>) => {
        if (typeof message === 'number') return serve(message)
        child.off('message', receive)
        resolve(message)
      }
      child.on('message', receive)
    })
    const alarm = setTimeout(() => this.kill(), LIMIT)
    child.send({ cwd, file, env })
    const { status } = await Promise.race([ended, this.#closed])
    clearTimeout(alarm)
    return { status, output: await output, errors: await errors }
  }

  /** Ends an example that serves. */
  stop (): void {
    this.#child.send('stop')
  }

  kill (): void {
    this.#child.kill()
  }
}

/** Reads to the next NUL, or to the end. */
function untilNul (stream: Readable): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    const end = () => {
      stream.off('data', add).off('end', end)
      resolve(text.replace(/\0$/, ''))
    }
    const add = (chunk: string) => {
      text += chunk
      if (text.endsWith('\0')) end()
    }
    stream.setEncoding('utf8').on('data', add).on('end', end)
  })
}
