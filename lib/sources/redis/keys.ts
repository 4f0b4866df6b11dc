/** The names of keys and of the channel, and the text of the version. */
import { preview } from '../../errors.ts'
import { IMPORT } from '../initialize.ts'
import { invalidValue } from '../invalid-value.ts'
import type { TenantKey } from '../assert-origins.ts'

/** What belongs to one source. */
export interface RedisKeys {
  /** The set of origins without a key. */
  readonly set: string
  /** The text that changes with every change. */
  readonly version: string
  /** The channel of messages about changes. */
  readonly channel: string
  /** The set of the origins of a key. */
  setOf (key: TenantKey): string
}

/**
 * Derives all names from that of the set. No two keys of tenants have the same set, and no key has the name of the version.
 *
 * @throws CorsPolicyError for an invalid name
 */
export function redisKeys (set: unknown): RedisKeys {
  if (typeof set !== 'string' || set === '') {
    const message = `The name of the set must be a text that is not empty, but it is ${preview(set)}. Use { set: 'tenants:origins' }.`
    throw invalidValue('/set', set, message)
  }
  return {
    set,
    version: `${set}:version`,
    channel: `${set}:changes`,
    setOf: (key) => key === undefined ? set : `${set}:key:${key}`
  }
}

/** Returns the error for a store without a version. */
export function notInitialized ({ version }: RedisKeys): Error {
  return new Error(`The key ${preview(version)} is missing in Redis: the store is not initialized, or its data is lost. ` +
    `${IMPORT} with all origins, and so does \`replace\` of redisWriter.`)
}

/** Whether a version belongs to a set with members. It ends with their number. */
export function hasMembers (version: string): boolean {
  return /:[1-9]\d*$/.test(version)
}
