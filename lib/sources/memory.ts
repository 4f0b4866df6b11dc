/** Origins in the memory of this process. */
import type { CorsOriginSource, CorsOriginWriter, CorsSourceConnection } from '../../types/source.ts'
import { assertKey, assertOrigins, type TenantKey } from './assert-origins.ts'

/** A source whose origins the application changes itself. Each change counts from the next request on. */
export interface CorsMemoryOrigins extends CorsOriginSource {
  /** Adds an origin. Returns whether it is new. Throws CorsPolicyError for an invalid origin. */
  add (origin: string, key?: string): boolean
  /** Removes an origin. Returns whether it was there. */
  delete (origin: string, key?: string): boolean
  /** Replaces all origins of a key, or those without a key. Throws CorsPolicyError for invalid origins, and changes nothing then. */
  replace (origins: readonly string[], key?: string): void
  /** Returns the origins of a key, or those without a key. */
  list (key?: string): string[]
}

/**
 * Creates a source in the memory of this process. Several instances of an application do not share it.
 *
 * @param origins  exact origins without a key
 * @throws         CorsPolicyError for invalid origins
 */
export function memoryOrigins (origins: readonly string[] = []): CorsMemoryOrigins {
  const byKey = new Map<TenantKey, Set<string>>()
  const listeners = new Set<(origin?: string) => void>()
  let version = 0

  function changed (origin?: string): void {
    version++
    for (const listener of listeners) listener(origin)
  }

  const source: CorsMemoryOrigins = {
    description: 'memory of this process',
    addsWith: 'add',
    // Each change is known at once, so nothing is stale after the process was blocked.
    maxStale: 2 ** 31 - 1,
    add (origin, key) {
      assertKey(key)
      assertOrigins([origin])
      const set = byKey.get(key) ?? new Set()
      if (set.has(origin)) return false
      byKey.set(key, set.add(origin))
      changed(origin)
      return true
    },
    delete (origin, key) {
      const set = byKey.get(key)
      if (set?.delete(origin) !== true) return false
      if (set.size === 0) byKey.delete(key)
      changed(origin)
      return true
    },
    replace (origins, key) {
      assertKey(key)
      assertOrigins(origins)
      byKey.set(key, new Set(origins))
      changed()
    },
    list: (key) => [...byKey.get(key) ?? []],
    async connect (): Promise<CorsSourceConnection> {
      let listener: ((origin?: string) => void) | undefined
      return {
        version: async () => String(version),
        has: (origin, key) => byKey.get(key)?.has(origin) ?? false,
        async listen (onChange) {
          listener = onChange
          listeners.add(onChange)
        },
        close () {
          if (listener !== undefined) listeners.delete(listener)
        }
      }
    }
  }
  source.replace(origins)
  return source
}

/** Creates a writer of a source in memory, for code that gets a writer of any store: `redisWriter` in production, this one in tests. */
export function memoryWriter (origins: CorsMemoryOrigins): CorsOriginWriter {
  return {
    allow: async (origin, key) => origins.add(origin, key),
    disallow: async (origin, key) => origins.delete(origin, key),
    replace: async (list, key) => origins.replace(list, key),
    list: async (key) => origins.list(key)
  }
}
