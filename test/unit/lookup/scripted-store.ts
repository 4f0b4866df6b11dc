/** A store in memory whose every step a test controls: what a store on a server does only now and then. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { SourceLookup, type SourceEvent } from '../../../lib/lookup.ts'
import type { CorsOriginSource, CorsSourceChange, CorsSourceConnection, CorsSourceOptions } from '../../../types/source.ts'

/** Short times, so that no test waits long, and none depends on them: tests wait for conditions. */
export const FAST: CorsSourceOptions = { pollInterval: 5, deadline: 60_000, maxStale: 120_000, startDeadline: 60_000 }

type Step = 'connect' | 'version' | 'has' | 'load' | 'listen' | 'announce'

export class ScriptedStore {
  readonly origins = new Set<string>()
  version = 1
  /** The number of calls of each method of the contract. */
  readonly calls: Record<Step | 'close', number> = { connect: 0, version: 0, has: 0, load: 0, listen: 0, announce: 0, close: 0 }
  /** What a step does before it gives its result: throws, waits, or nothing. */
  before: Partial<Record<Step | 'end', () => unknown>> = {}
  /** What a step gives instead of its result. */
  instead: Partial<Record<Step, unknown>> = {}
  readonly listeners = new Set<{ onChange (origin?: string, versions?: CorsSourceChange): void, onGap (): void }>()
  /** The sizes of the lists that `load` yields. */
  listSize = 2

  /** Changes an origin, with a new version; without a message. */
  set (origin: string, isIn: boolean): void {
    if (isIn) this.origins.add(origin)
    else this.origins.delete(origin)
    this.version++
  }

  announce (origin?: string, versions?: CorsSourceChange): void {
    for (const { onChange } of this.listeners) onChange(origin, versions)
  }

  async #step<T> (name: Step, result: () => T): Promise<T> {
    this.calls[name]++
    // The store reads when the request arrives, and its response takes its time.
    const value = name in this.instead ? this.instead[name] as T : result()
    await this.before[name]?.()
    return value
  }

  /** A source with some of the optional methods. */
  source (methods: readonly ('has' | 'load' | 'listen' | 'announce')[], options: CorsSourceOptions = {}): CorsOriginSource {
    const store = this
    return {
      ...FAST,
      ...options,
      description: 'a store of a test',
      async connect (): Promise<CorsSourceConnection> {
        let listener: { onChange (origin?: string, versions?: CorsSourceChange): void, onGap (): void } | undefined
        const all: Required<CorsSourceConnection> = {
          version: () => store.#step('version', () => String(store.version)),
          has: (origin, key) => store.#step('has', () => store.origins.has(key === undefined ? origin : `${key} ${origin}`)),
          async * load () {
            const origins = [...store.origins]
            for (let i = 0; i === 0 || i < origins.length; i += store.listSize) {
              yield await store.#step('load', () => origins.slice(i, i + store.listSize))
            }
            // That there are no more lists takes a response of its own.
            await store.before.end?.()
          },
          async listen (onChange, onGap) {
            await store.#step('listen', () => undefined)
            listener = { onChange, onGap }
            store.listeners.add(listener)
          },
          announce: () => store.#step('announce', () => { store.announce() }),
          close () {
            store.calls.close++
            if (listener !== undefined) store.listeners.delete(listener)
          }
        }
        const { version, close } = all
        return store.#step('connect', () => ({ version, close, ...Object.fromEntries(methods.map((name) => [name, all[name]])) }))
      }
    }
  }
}

/** A started lookup, and the events that it has reported. Policies use keys unless it is said. */
export async function started (
  { teardown }: { teardown (end: () => void): unknown }, source: CorsOriginSource, acceptsPattern = (_pattern: string) => false, keys = true
): Promise<{ lookup: SourceLookup, events: SourceEvent[] }> {
  const events: SourceEvent[] = []
  const lookup = new SourceLookup(source, acceptsPattern, (event) => { events.push(event) })
  // No timer of a look-up keeps the process alive. A server does.
  const server = setInterval(() => undefined, 1000)
  teardown(() => {
    clearInterval(server)
    lookup.close()
  })
  lookup.use({ keys, withoutKey: true })
  await lookup.start()
  return { lookup, events }
}

/** Waits until something is so. A test that waits in vain ends by its own timeout. */
export async function until (isSo: () => unknown): Promise<void> {
  while (await isSo() !== true) await nextTurn()
}

/** A promise that a test settles. */
export function gate (): { readonly passed: Promise<void>, open (): void, fail (error: Error): void } {
  let open!: () => void
  let fail!: (error: Error) => void
  const passed = new Promise<void>((resolve, reject) => { open = resolve; fail = reject })
  passed.catch(() => undefined)
  return { passed, open, fail }
}
