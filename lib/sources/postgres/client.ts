/** The shapes of clients, of which none is a dependency, and what a source needs of each of them. */

/** What a source uses of `new pg.Client(…)`, of the package pg. */
export interface CorsPgClient {
  /** Connects. */
  connect (): Promise<unknown>
  /** Runs a statement, whose rows are lists of columns. */
  query (query: { text: string, values: unknown[], rowMode: 'array' }): Promise<{
    /** The rows. */
    rows: unknown[][]
  }>
  /** Adds a listener for `notification`, `error` or `end`. */
  on (event: string, listener: (value: any) => void): unknown
  /** Disconnects. */
  end (): Promise<unknown>
}

/** What a writer uses of a client or a pool of the package pg. */
export type CorsPgQueryable = Pick<CorsPgClient, 'query'>

/** What a writer uses of `postgres(…)`, of the package postgres, or of one of its transactions. */
export interface CorsPostgresJsQueryable {
  /** Creates a query from a text with parameters. */
  unsafe (query: string, parameters?: any[]): CorsPostgresJsQuery
}

/** What a source uses of `postgres(…, { fetch_types: false })`, of the package postgres. */
export interface CorsPostgresJsClient extends CorsPostgresJsQueryable {
  /** The options of the client. */
  readonly options?: {
    /** Must be false. */
    readonly fetch_types?: boolean | undefined
  }
  /** Subscribes to a channel. */
  listen (channel: string, onMessage: (message: string) => void, onListen?: () => void): PromiseLike<unknown>
  /** Disconnects. */
  end (options?: { timeout?: number }): Promise<unknown>
}

/** A query of the package postgres. It is sent when it is awaited. */
export interface CorsPostgresJsQuery {
  /** The rows as lists of columns. */
  values (): PromiseLike<readonly unknown[][]> & {
    /** The same in lists of at most so many rows. */
    cursor (rows: number): AsyncIterable<readonly unknown[][]>
  }
}

/** Rows as lists of columns: clients can be set up to rename columns. */
export type Rows = readonly (readonly unknown[])[]

/** A client that only this package uses. */
export interface PostgresSession {
  /** Connects, if the client does not do it by itself. */
  open (): Promise<void>
  /** Runs a statement, without a name for it: pgbouncer gives each transaction another session. */
  run (text: string, values: readonly string[]): Promise<Rows>
  /** Runs a query in a transaction, and yields its rows in lists. */
  lists (text: string, size: number): AsyncIterable<Rows>
  /**
   * Subscribes to a channel.
   *
   * @param onGap  called after the session has lost and renewed its subscription by itself
   */
  listen (channel: string, onMessage: (message: string) => void, onGap: () => void): Promise<void>
  /** Ends the session at once, without waiting for responses. */
  close (): void
}
