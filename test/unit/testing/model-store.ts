/** A store in memory that keeps the whole contract, and connections to it that a test can make wrong. */
import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { memoryOrigins, memoryWriter } from '../../../lib/sources.ts'
import type { CorsOriginSource, CorsOriginWriter, CorsSourceConnection } from '../../../types/source.ts'

type Listener = Parameters<NonNullable<CorsSourceConnection['listen']>>[0]

export class ModelStore {
  readonly memory = memoryOrigins()
  version: string | undefined
  readonly listeners = new Set<Listener>()
  readonly connections = new Set<CorsSourceConnection>()
  /** What happens at a restart, until it is over. */
  isDown = false

  readonly writer: CorsOriginWriter = {
    ...memoryWriter(this.memory),
    allow: (origin, key) => this.#change(() => this.memory.add(origin, key), origin),
    disallow: (origin, key) => this.#change(() => this.memory.delete(origin, key), origin),
    replace: (origins, key) => this.#change(() => { this.memory.replace(origins, key) })
  }

  async #change<T> (change: () => T, origin?: string): Promise<T> {
    await this.turn()
    const result = change()
    const before = this.version
    const after = this.version = randomUUID()
    for (const listener of this.listeners) listener(origin, before === undefined ? undefined : { before, after })
    await this.turn()
    return result
  }

  /** A request and its response. */
  async turn (): Promise<void> {
    await nextTurn()
    if (this.isDown) throw new Error('The store is down.')
  }

  /** @param spoil  makes a connection wrong */
  source (spoil: (connection: Required<CorsSourceConnection>, store: ModelStore) => Partial<CorsSourceConnection> = () => ({})): CorsOriginSource {
    const store = this
    return {
      async connect () {
        await store.turn()
        let listener: Listener | undefined
        let isClosed = false
        const use = async (): Promise<void> => {
          await store.turn()
          if (isClosed) throw new Error('The connection is closed.')
        }
        const connection: Required<CorsSourceConnection> = {
          async version () {
            await use()
            if (store.version === undefined) throw new Error('The store is not initialized.')
            return store.version
          },
          async has (origin, key) {
            await use()
            return store.memory.list(key).includes(origin)
          },
          async * load () {
            const origins = store.memory.list()
            for (let i = 0; i === 0 || i < origins.length; i += 1000) {
              await use()
              yield origins.slice(i, i + 1000)
            }
          },
          async listen (onChange) {
            await use()
            listener = onChange
            store.listeners.add(onChange)
          },
          async announce () {
            await use()
            listener?.()
          },
          close () {
            isClosed = true
            if (listener !== undefined) store.listeners.delete(listener)
          }
        }
        const spoiled = { ...connection, ...spoil(connection, store) }
        store.connections.add(spoiled)
        return spoiled
      }
    }
  }

  /** Ends all connections. */
  async restart (): Promise<void> {
    this.isDown = true
    for (const connection of this.connections) connection.close()
    await nextTurn()
    this.isDown = false
  }
}
