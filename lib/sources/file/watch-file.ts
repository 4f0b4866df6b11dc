/** Events about a file: by its directory, which has them at once, and by its attributes, which works on every file system. */
import { unwatchFile, watch, watchFile, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds between two looks at the attributes. */
const INTERVAL = 200

/** Milliseconds between two calls, because a save has several events, and the directory can have those of other files. */
const PAUSE = 20

/**
 * Calls a function whenever a file may have changed, one call after another. A watch of the file itself would end with the first
 * replacement of the file, and would not see that a link on its path has changed.
 */
export class PathWatch {
  readonly #path: string
  readonly #look: () => Promise<void>
  readonly #directory: FSWatcher | undefined
  #isDue = false
  #isRunning = false
  #isEnded = false

  /** @param look  never rejects */
  constructor (path: string, look: () => Promise<void>) {
    this.#path = path
    this.#look = look
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
