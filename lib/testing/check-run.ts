/** One run of a check: its connections, its waits and its end. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CorsOriginSource, CorsOriginWriter, CorsSourceConnection, CorsSourceOptions } from '../../types/source.ts'
import { withDeadline } from '../lookup/deadline.ts'
import { listsOf } from '../lookup/snapshot.ts'
import { SourceLookup } from '../lookup.ts'
import { KEYS } from './changes.ts'

/** The optional methods of a connection. */
export type SourceMethod = 'has' | 'load' | 'listen' | 'announce'

/** A source, and what its checks need besides. The checks replace the origins of the store. */
export interface CorsSourceUnderTest {
  /** The source. */
  readonly source: CorsOriginSource
  /** Changes the store of the source. */
  readonly writer: CorsOriginWriter
  /** The optional methods that connections of the source have. */
  readonly methods: readonly ('has' | 'load' | 'listen' | 'announce')[]
  /** Whether the source has origins of keys. Default: true if `methods` has `has`. */
  readonly keys?: boolean
  /** The same kind of source, for a store that is not initialized. Default: this is not checked. */
  readonly uninitialized?: CorsOriginSource
  /** Restarts the store, or cuts all of its connections. The origins stay. Default: this is not checked. */
  restart? (): Promise<void>
  /** Milliseconds that a check waits for what must happen. Default: 5000. */
  readonly timeout?: number
}

/** Milliseconds between two looks at a condition. */
const STEP = 2

export class CheckRun {
  readonly subject: CorsSourceUnderTest
  readonly hasKeys: boolean
  readonly #timeout: number
  readonly #ends: (() => void)[] = []

  constructor (subject: CorsSourceUnderTest) {
    this.subject = subject
    this.#timeout = subject.timeout ?? 5000
    this.hasKeys = subject.keys ?? subject.methods.includes('has')
  }

  /** Empties the store, runs a check, and closes what it has opened. */
  async run (check: (checkRun: CheckRun) => Promise<void>): Promise<void> {
    // Other timers do not keep the process alive.
    const alive = setInterval(() => undefined, 1000)
    try {
      const { writer } = this.subject
      await this.within('Emptying the store', writer.replace([]))
      if (this.hasKeys) for (const key of KEYS) await this.within('Emptying the store', writer.replace([], key))
      await check(this)
    } finally {
      clearInterval(alive)
      for (const end of this.#ends) end()
    }
  }

  has (method: SourceMethod): boolean {
    return this.subject.methods.includes(method)
  }

  /** Connects. */
  async open (source = this.subject.source): Promise<CorsSourceConnection> {
    const connection = await this.within('Connecting', source.connect())
    this.#ends.push(() => { if (typeof connection.close === 'function') connection.close() })
    return connection
  }

  /** Connects. Each method of the connection rejects if it does not settle in time. */
  async connect (source = this.subject.source): Promise<CorsSourceConnection> {
    const connection = await this.open(source)
    const bounded = <Result>(name: keyof CorsSourceConnection, what: string) => {
      const method = connection[name] as unknown
      if (typeof method !== 'function') return method
      return async (...args: unknown[]): Promise<Result> => await this.within(what, method.apply(connection, args) as Promise<Result>)
    }
    return {
      version: bounded('version', 'Reading the version'),
      has: bounded('has', 'A look-up'),
      listen: bounded('listen', 'Subscribing'),
      announce: bounded('announce', '`announce`'),
      load: typeof connection.load === 'function' ? () => this.#lists(connection) : connection.load,
      close: typeof connection.close === 'function' ? () => connection.close() : connection.close
    } as CorsSourceConnection
  }

  async * #lists (connection: CorsSourceConnection): AsyncGenerator<readonly string[]> {
    const lists = listsOf(connection)
    try {
      for (;;) {
        const { done, value } = await this.within('Loading origins', lists.next())
        if (done === true) return
        yield value
      }
    } finally {
      await lists.return?.()
    }
  }

  /** Puts the source behind the engine of the plugin. */
  async lookup (options: CorsSourceOptions, { isSilent = false } = {}): Promise<SourceLookup> {
    const { source } = this.subject
    const connect = async (): Promise<CorsSourceConnection> => {
      const connection = await source.connect()
      return isSilent ? withoutMessages(connection) : connection
    }
    const lookup = new SourceLookup({ ...source, maxStale: 2 * this.#timeout, deadline: this.#timeout, start: 'fail', ...options, connect }, () => false, () => undefined)
    this.#ends.push(() => { lookup.close() })
    lookup.use({ keys: this.hasKeys, withoutKey: true })
    await this.within('The start behind the plugin', lookup.start())
    return lookup
  }

  /** Waits for a result. @throws Error if it does not come in time */
  async within<T> (what: string, result: T | Promise<T>): Promise<T> {
    return await withDeadline(() => result, what, this.#timeout)
  }

  /** Waits until something is so. @throws Error with the sentence if it is not so in time */
  async until (isSo: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
    const end = performance.now() + this.#timeout
    while (!await this.within('A look at the source', isSo())) {
      if (performance.now() > end) throw new Error(`${otherwise} The check has waited for ${this.#timeout} ms.`)
      await pause(STEP)
    }
  }
}

/** @throws Error with the sentence unless something is so */
export function assert (isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise)
}

function withoutMessages (connection: CorsSourceConnection): CorsSourceConnection {
  return {
    version: () => connection.version(),
    ...(connection.has !== undefined && { has: (origin, key) => connection.has!(origin, key) }),
    ...(connection.load !== undefined && { load: () => connection.load!() }),
    close: () => { connection.close() }
  }
}
