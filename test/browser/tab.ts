/** What the drivers of all browsers have in common: they open pages, and run functions in them. */
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'

/** A page that stays open. */
export interface Tab {
  /** Leads it to another page, as a user does by the address bar. */
  go (url: string): Promise<void>
  /** Runs a function in the page. It cannot use anything outside of it. The argument and the result are JSON. */
  run<Argument, Result> (task: (argument: Argument) => Promise<Result>, argument: Argument): Promise<Result>
}

export interface EngineBrowser {
  /** The name and version that the browser gives. */
  readonly version: string
  /** Opens a page. */
  open (url: string): Promise<Tab>
  close (): Promise<void>
}

/** Starts a program that ends with this one. Its input is empty; the output streams and a fourth stream can be read. */
export function start (path: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } }
  const child = spawn(path, args, options)
  const kill = (): void => { child.kill('SIGKILL') }
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  return child
}

/** Ends a program, and waits until it has ended. */
export async function end (child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** The first match in what a program writes. Rejects with its output if it ends first. */
export function written (child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const match = pattern.exec(output)
      if (match !== null) resolve(match)
    }
    for (const stream of [child.stdout, child.stderr, ...child.stdio.slice(3)]) (stream as NodeJS.ReadableStream | null)?.on('data', read)
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`${child.spawnfile} has ended with ${code}: ${output}`)))
  })
}
