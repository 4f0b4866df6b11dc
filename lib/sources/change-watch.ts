/** Messages about changes of a file: by its directory, which has them at once, and by its attributes, which works on every file system. */
import { unwatchFile, watch, watchFile, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds between two looks at the attributes. */
const INTERVAL = 200

/** Milliseconds between two reads of the version, because a save has several events, and the directory can have those of other files. */
const PAUSE = 20

/** The arguments of `listen`. */
export interface ChangeListener {
  onChange (): void
  onGap (): void
}

/**
 * Reports that the version of a store has changed, whenever a file may have. A watch of the file itself would end with the first
 * replacement of the file, and would not see that a link on its path has changed.
 */
export class ChangeWatch {
  readonly #path: string
  readonly #version: () => Promise<string>
  readonly #listener: ChangeListener
  readonly #directory: FSWatcher | undefined
  #reported: string
  #isDue = false
  #isRunning = false
  #isEnded = false

  /** @param reported  the version that the listener knows */
  constructor (path: string, version: () => Promise<string>, reported: string, listener: ChangeListener) {
    this.#path = path
    this.#version = version
    this.#reported = reported
    this.#listener = listener
    this.#directory = watchDirectory(dirname(path), this.#onEvent)
    watchFile(path, { interval: INTERVAL, persistent: false }, this.#onEvent)
  }

  end (): void {
    this.#isEnded = true
    this.#directory?.close()
    unwatchFile(this.#path, this.#onEvent)
  }

  readonly #onEvent = (): void => {
    this.#isDue = true
    if (!this.#isRunning) void this.#run()
  }

  async #run (): Promise<void> {
    this.#isRunning = true
    while (this.#isDue && !this.#isEnded) {
      this.#isDue = false
      await this.#look()
      await pause(PAUSE, undefined, { ref: false })
    }
    this.#isRunning = false
  }

  async #look (): Promise<void> {
    const version = await this.#version().catch(() => undefined)
    if (this.#isEnded || version === this.#reported) return
    if (version === undefined) {
      this.#listener.onGap()
      return
    }
    this.#reported = version
    this.#listener.onChange()
  }
}

/** Watches a directory; undefined if the system has reached its limit of watches, or cannot watch this directory. */
export function watchDirectory (path: string, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, onEvent)
    return watcher.on('error', () => { watcher.close() })
  } catch {
    return undefined
  }
}
