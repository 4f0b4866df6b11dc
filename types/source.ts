/** Origins that live outside the process: the contract between the plugin and a store. No client of a store is part of it. */

/** What a look-up of a policy can depend on besides the origin: the host of the request, or a parameter of its route. */
export type CorsSourceKey = 'host' | {
  /** The name of the parameter. */
  readonly param: string
}

/**
 * An entry of `origins` that stands for the origins in a source.
 *
 * `key` limits the entry to the origins of one tenant: those that the source has for the `Host` of the request (lower case, with the
 * port), or for the value of a parameter of its route. Without a key, the entry stands for all origins without a key.
 */
export interface CorsSourceEntry {
  /** A name in the option `sources`. */
  readonly source: CorsSourceName
  /** Limits the entry to the origins of one tenant: that of the Host of the request, or of a parameter of its route. */
  readonly key?: CorsSourceKey
  /**
   * Never present: a regular expression has a `source` too, and is not an entry. Editors do not complete symbols.
   *
   * @hidden
   */
  readonly [Symbol.match]?: never
}

/** An entry of a list of origins: an origin pattern, or the origins in a source. */
export type CorsOriginEntry = string | CorsSourceEntry

/** A list of origins. Written once, because TypeScript would take two spellings for two types, of which editors show no comment. */
export type OriginEntries = readonly CorsOriginEntry[]

/**
 * The names of the application's sources. Declare them to get completion and type checks:
 * `declare module 'fastify-cors-policy' { interface CorsSourceNames { tenants: true } }`
 */
export interface CorsSourceNames {}

/** A declared name of a source, or any string if no names are declared. */
export type CorsSourceName = keyof CorsSourceNames extends never ? string : keyof CorsSourceNames

/** How a source is followed. Times are in milliseconds. */
export interface CorsSourceOptions {
  /**
   * Whether the store can hold origin patterns with wildcards too. They follow every rule of patterns in a policy with credentials.
   * Requires `load`. Default: false, so that a pattern is an invalid entry.
   */
  readonly patterns?: boolean
  /** `snapshot` keeps all origins in memory, `lookup` only recent results. Default: `snapshot` if the connection has `load`. */
  readonly mode?: 'snapshot' | 'lookup'
  /** The time between two reads of the version. Default: 1000. */
  readonly pollInterval?: number
  /** The time that the store has for each response. Default: 1000. */
  readonly deadline?: number
  /**
   * The maximum age of a result from memory: the time since the store was known to hold the same. At least `pollInterval` +
   * `deadline`, which is the default.
   */
  readonly maxStale?: number
  /** The maximum number of origins of a snapshot. With more, look-ups are used, or the source is unavailable. Default: 100000. */
  readonly maxOrigins?: number
  /** Whether `ready()` rejects if the store cannot be read: `fail`, or `closed` to start and block its origins. Default: `fail`. */
  readonly start?: 'fail' | 'closed'
  /** The time until `ready()` rejects, at most four fifths of Fastify's `pluginTimeout`. Default: 5000. */
  readonly startDeadline?: number
}

/** A store of origins, as in the option `sources`. */
export interface CorsOriginSource extends CorsSourceOptions {
  /** What the store is, for logs and documentation, such as `Redis set tenants:origins`. Without secrets. */
  readonly description?: string
  /** The function that adds an origin to the store, as explanations name it, such as `redisWriter(…).allow`. */
  readonly addsWith?: string
  /**
   * Creates a new connection. It is called again whenever a connection fails, because a broken connection can take much longer to
   * recover than a new one needs.
   *
   * @param signal  aborted when the deadline is missed or the application closes, so that nothing waits for the store any more
   */
  connect (signal?: AbortSignal): Promise<CorsSourceConnection>
}

/** What a change of one origin has made of the version. */
export interface CorsSourceChange {
  /** The version before the change. */
  readonly before: string
  /** The version after it, if nothing else has changed in between. */
  readonly after: string
}

/**
 * A connection to a store. It has `has`, `load` or both. If its version cannot be read, or not within the deadline, the plugin closes it.
 */
export interface CorsSourceConnection {
  /**
   * Returns a text that changes with every change of the origins and never has an earlier value again. Rejects if the store is not
   * initialized, because an empty store is not a list without origins.
   */
  version (): Promise<string>
  /**
   * Whether the store has the origin, compared byte for byte, among the origins of the key; `undefined` means without a key. Settles
   * sometime, at the latest after `close`: at most 64 look-ups are on their way.
   */
  has? (origin: string, key: string | undefined): boolean | Promise<boolean>
  /** Yields all origins without a key, in lists of at most some thousands. */
  load? (): AsyncIterable<readonly string[]>
  /**
   * Reports changes as soon as they happen, so that they are seen before the next read of the version. Settles when the
   * subscription is active, not when it is requested.
   *
   * @param onChange  to be called after each change, with the origin if only one has changed. With the versions before and after that
   *                  change, too, all other results stay in memory, also a snapshot. With `patterns`, all are read again after any change
   * @param onGap     to be called when changes may have been missed
   */
  listen? (onChange: (origin?: string, versions?: CorsSourceChange) => void, onGap: () => void): Promise<void>
  /** Sends a message without a change, which must reach `onChange`. The plugin tests with it whether messages arrive. */
  announce? (): Promise<void>
  /** Closes the connection at once, without waiting for responses. Never throws. */
  close (): void
}

/** The state of a source, as `app.cors.status()` returns it. */
export interface CorsSourceStatus {
  /** `current`: it can be used. `stale`: the last proof is too old. `unavailable`: the store has not been read yet. */
  readonly state: 'current' | 'stale' | 'unavailable'
  /** The description of the source. */
  readonly description: string | undefined
  /** `snapshot` if all origins are in memory at the moment. */
  readonly mode: 'snapshot' | 'lookup'
  /** The version that memory holds; undefined before the first one. */
  readonly version: string | undefined
  /** Milliseconds since the store was known to hold the same; undefined before the first time. */
  readonly provenAgo: number | undefined
  /** The number of origins in memory: of the last snapshot, without later changes, or of recent results. */
  readonly entries: number
  /** The number of entries of the last snapshot that are not valid origins. They allow nothing. */
  readonly invalidEntries: number
  /**
   * `working` if a message has arrived since the subscription was made or may have been lost, `silent` if a test message has not,
   * `untested` before both, `none` without a subscription.
   */
  readonly push: 'working' | 'silent' | 'untested' | 'none'
  /** Results from memory. */
  readonly hits: number
  /** Results from the store. */
  readonly misses: number
  /** Requests that were blocked because it was not known whether the source has the origin, by reason. */
  readonly blocked: {
    /** Too many look-ups waited. */
    readonly busy: number
    /** The last proof was too old. */
    readonly stale: number
    /** The store could not be read. */
    readonly unavailable: number
  }
  /** The message of the last failure; undefined if the store was read since. */
  readonly lastFailure: string | undefined
}

/** Changes the origins in a store. Each change is visible to all instances that follow the store. */
export interface CorsOriginWriter {
  /** Adds an origin. Returns whether it is new. Rejects with CorsPolicyError for an invalid origin. */
  allow (origin: string, key?: string): Promise<boolean>
  /** Removes an origin. Returns whether it was there. */
  disallow (origin: string, key?: string): Promise<boolean>
  /** Replaces all origins of a key, or those without a key, and initializes an empty store. Rejects with CorsPolicyError for invalid origins. */
  replace (origins: readonly string[], key?: string): Promise<void>
  /** Returns the origins of a key, or those without a key. */
  list (key?: string): Promise<string[]>
}
