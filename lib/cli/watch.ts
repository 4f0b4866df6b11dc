/** `--watch`: runs a command again after each change of its files. */
import { EventEmitter, once } from 'node:events'
import { accessSync, constants, realpathSync, statSync, watch as watchFolder, type FSWatcher } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { escapeText } from '../text/escape.ts'
import { EXIT, UsageError, type Io } from './io.ts'
import { STDIN } from './load-input.ts'

/** Editors write a file in several steps. A change counts when nothing has happened for this time, in milliseconds. */
const QUIET = 50

/**
 * Runs a command now and after each change, in a process of its own: a process that has loaded a module cannot load it again.
 *
 * @param files   the files of the command. The modules that they import are added.
 * @param others  further files that it reads
 * @param args    the arguments of the command, without `--watch`
 * @returns       the exit status, after the user has ended the program
 */
export async function watch (files: readonly string[], others: readonly string[], args: readonly string[], io: Io): Promise<number> {
  if (files.includes(STDIN)) throw new UsageError('--watch needs a file, not the standard input.')
  const note = (text: string): void => { io.stderr.write(`fastify-cors-policy: ${escapeText(text)}\n`) }
  const folders = new Folders()
  const interrupted = io.interrupted!()
  for (let isOver = false; !isOver;) {
    for (const file of [...files, ...others]) folders.follow(resolve(io.cwd(), file))
    const change = folders.nextChange()
    const child = io.start!(args)
    child.on('message', message => { for (const file of loadedFiles(message)) folders.follow(file) })
    const end = once(child, 'exit')
    void end.then(() => { note('Waiting for changes. Ctrl+C ends the command.') })
    const changed = await Promise.race([change, interrupted])
    child.kill()
    await end
    if (changed === undefined) isOver = true
    else note(`${relative(io.cwd(), changed)} has changed.`)
  }
  folders.close()
  return EXIT.fine
}

/** The message in which Node reports loaded modules. It does so for a process that it watches itself, and for ours. */
interface LoadMessage {
  /** Null for a place where Node has looked for a CommonJS module in vain. */
  readonly 'watch:require'?: readonly (string | null)[]
  readonly 'watch:import'?: readonly string[]
}

/** The files that a process has loaded, except for packages. */
function loadedFiles (message: unknown): readonly string[] {
  const { 'watch:require': paths = [], 'watch:import': urls = [] } = (message ?? {}) as LoadMessage
  const imported = urls.filter(url => url.startsWith('file:')).map(url => fileURLToPath(url))
  return [...paths, ...imported].filter((path): path is string => path !== null && !/[\\/]node_modules[\\/]/.test(path))
}

/** Watches files by their folders: an editor can replace a file, and a watcher of the file would keep the old one. */
class Folders {
  readonly #files = new Set<string>()
  readonly #watchers = new Map<string, { readonly id: string, readonly watcher: FSWatcher }>()
  #timer: NodeJS.Timeout | undefined
  readonly #changes = new EventEmitter<{ change: [file: string] }>()

  follow (file: string): void {
    for (const path of new Set([file, realPath(file)])) {
      this.#files.add(path)
      this.#watch(dirname(path))
    }
  }

  /** Settles when one of the files has changed. */
  async nextChange (): Promise<string> {
    const [file] = await once(this.#changes, 'change') as [file: string]
    return file
  }

  close (): void {
    clearTimeout(this.#timer)
    for (const { watcher } of this.#watchers.values()) watcher.close()
  }

  /** A folder that is missing is waited for in the one above. */
  #watch (folder: string): void {
    const known = this.#watchers.get(folder)
    const id = idOf(folder)
    if (known !== undefined && known.id === id) return
    known?.watcher.close()
    this.#watchers.delete(folder)
    if (id === undefined) {
      this.#watch(dirname(folder))
      return
    }
    // On Windows, a folder that is removed is an error. It has no file name, and changes nothing.
    const notice = (_event: unknown, name?: string | null): void => { this.#notice(join(folder, String(name))) }
    this.#watchers.set(folder, { id, watcher: watchFolder(folder, notice).on('error', notice) })
  }

  #notice (path: string): void {
    const isAwaited = (file: string): boolean => file.startsWith(path + sep) && !this.#watchers.has(dirname(file))
    if (!this.#files.has(path) && ![...this.#files].some(isAwaited)) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { this.#changes.emit('change', path) }, QUIET)
  }
}

/** What distinguishes a folder from one that replaces it. Undefined if it cannot be read, as if it was missing. */
function idOf (folder: string): string | undefined {
  try {
    accessSync(folder, constants.R_OK)
    const { ino, birthtimeMs } = statSync(folder)
    return `${ino} ${birthtimeMs}`
  } catch {
    return undefined
  }
}

/** The file behind links, or the file itself. */
function realPath (file: string): string {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}
