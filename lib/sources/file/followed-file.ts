/** A file that other programs replace or overwrite, of which only complete states are used. */
import { setTimeout as pause } from 'node:timers/promises'
import { readFileState, type FileState } from './read-file.ts'

/** Milliseconds for which a file must stay the same. */
const SETTLE = 50

/** Milliseconds for which a state is read again: within the resolution of its times, a file can change and keep them. */
const YOUNG = 3000

export interface FollowedFileOptions<T> {
  /** Parses a complete file. Throws for an incomplete one. */
  parse (bytes: Buffer): T
  /** The milliseconds that a caller waits for a version. */
  readonly deadline: number
  readonly maxBytes: number
  /** Default: 3000. */
  readonly youngFor?: number
  /** Default: readFileState. */
  readonly read?: typeof readFileState
}

export class FollowedFile<T> {
  /** The content of the version that was returned last. */
  content: T | undefined
  readonly #path: string
  readonly #options: Required<FollowedFileOptions<T>>
  #isClosed = false
  /** The state that `content` belongs to, and since when it is known. */
  #accepted: Omit<FileState, 'bytes'> | undefined
  #acceptedAt = 0
  /** A state that may still change, and since when it is known. */
  #candidate: Omit<FileState, 'bytes'> | undefined
  #candidateAt = 0

  constructor (path: string, options: FollowedFileOptions<T>) {
    this.#path = path
    this.#options = { youngFor: YOUNG, read: readFileState, ...options }
  }

  close (): void {
    this.#isClosed = true
  }

  /**
   * Returns the version of the file, when it is complete and has been the same for a moment. Waits for that shorter than the deadline.
   *
   * @throws the last reason why the file cannot be used
   */
  async version (): Promise<string> {
    const { deadline } = this.#options
    const settle = Math.min(SETTLE, deadline / 8)
    const end = performance.now() + deadline * 0.75
    for (;;) {
      let failure: unknown
      try {
        const version = await this.#look(settle)
        if (version !== undefined) return version
        failure = new Error('The file changes too often.')
      } catch (error) {
        this.#candidate = undefined
        failure = error
      }
      if (this.#isClosed || performance.now() + settle > end) throw failure
      await pause(settle)
    }
  }

  /** Reads the file again, for a content that was given away. @throws Error if it has changed since the last version */
  async readAgain (): Promise<T> {
    const { read, maxBytes, parse } = this.#options
    const state = await read(this.#path, maxBytes)
    if (state!.version !== this.#accepted?.version) throw new Error('The file has changed since its version was read.')
    return parse(state!.bytes)
  }

  /** Returns the version; undefined if it must be looked at again. */
  async #look (settle: number): Promise<string | undefined> {
    const { read, maxBytes, youngFor, parse } = this.#options
    const accepted = this.#accepted
    const isYoung = performance.now() - this.#acceptedAt < youngFor
    const state = await read(this.#path, maxBytes, isYoung ? undefined : accepted?.identity)
    if (state === undefined || isSame(state, accepted)) return accepted!.version
    const content = parse(state.bytes)
    const { identity, version } = state
    const now = performance.now()
    if (!isSame(state, this.#candidate)) {
      this.#candidate = { identity, version }
      this.#candidateAt = now
      return undefined
    }
    if (now - this.#candidateAt < settle) return undefined
    this.#accepted = { identity, version }
    this.#acceptedAt = now
    this.#candidate = undefined
    this.content = content
    return version
  }
}

function isSame (a: Omit<FileState, 'bytes'>, b: Omit<FileState, 'bytes'> | undefined): boolean {
  return a.identity === b?.identity && a.version === b.version
}
