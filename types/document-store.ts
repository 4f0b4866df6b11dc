/** Policy documents that live outside the process: the contract between the plugin and a store. No client of a store is part of it. */
import type { CorsPolicyDocument } from './policy.ts'
import type { CorsPolicyIssue } from './report.ts'
import type { CorsSourceStatus } from './source.ts'

/** How a store of a document is followed. Times are in milliseconds. */
export interface CorsDocumentStoreOptions {
  /** The time between two reads of the version. Default: 1000. */
  readonly pollInterval?: number
  /** The time that the store has for each response. Default: 1000. */
  readonly deadline?: number
  /**
   * The time until the registration rejects if the store cannot be read, at most four fifths of Fastify's `pluginTimeout`.
   * Default: 5000.
   */
  readonly startDeadline?: number
  /**
   * The path of a file for a copy of the last good document, which the plugin writes. If the store cannot be read at the start, or its document
   * is invalid, the application starts with the copy. A user who can write the file decides the policy. Default: no copy, so that an application
   * without the store does not start.
   */
  readonly lastGood?: string
}

/** A store of a policy document, as in the option `policy`. */
export interface CorsDocumentStore extends CorsDocumentStoreOptions {
  /** What the store is, for logs and errors, such as `file cors.json`. Without secrets. */
  readonly description?: string
  /**
   * Creates a new connection. It is called again whenever a connection fails, because a broken connection can take much longer to
   * recover than a new one needs.
   *
   * @param signal  aborted when the deadline is missed or the application closes, so that nothing waits for the store any more
   */
  connect (signal?: AbortSignal): Promise<CorsDocumentConnection>
}

/** A connection to a store of a document. After a rejection or a missed deadline, the plugin closes it. */
export interface CorsDocumentConnection {
  /** Returns a text that changes with every document and never has an earlier value again. Rejects if the store has no document. */
  version (): Promise<string>
  /** Reads the document of now, and the version that belongs to it. */
  read (): Promise<CorsStoredDocument>
  /**
   * Reports changes as soon as they happen, so that they are seen before the next read of the version. Settles when the
   * subscription is active, not when it is requested.
   *
   * @param onChange  to be called after each change
   * @param onGap     to be called when changes may have been missed
   */
  listen? (onChange: () => void, onGap: () => void): Promise<void>
  /** Sends a message without a change, which must reach `onChange`. The plugin tests with it whether messages arrive. */
  announce? (): Promise<void>
  /** Closes the connection at once, without waiting for responses. Never throws. */
  close (): void
}

/** What a store has: a document, valid or not, or a text that is not a document. */
export type CorsStoredDocument = {
  /** The version of the document, as `version()` returns it. */
  readonly version: string
  /** Any value; the plugin validates it. */
  readonly document: unknown
} | {
  /** The version of the text, as `version()` returns it. */
  readonly version: string
  /** Why the text is not a document: a whole sentence, or an issue with a place in the text. It is rejected like an invalid document. */
  readonly problem: string | CorsPolicyIssue
}

/** A document that was not put in place. */
export interface CorsRejectedDocument {
  /** Its version in the store. */
  readonly version: string
  /** When it was rejected, as in ISO 8601. */
  readonly at: string
  /** Why. */
  readonly issues: readonly CorsPolicyIssue[]
}

/** The state of a store of a document, as `app.cors.status()` returns it. */
export interface CorsDocumentStoreStatus {
  /** The description of the store. */
  readonly description: string | undefined
  /** `current`: the store was read within `pollInterval` + `deadline`. `stale`: it was not. `unavailable`: it has not been read yet. */
  readonly state: CorsSourceStatus['state']
  /** The version in the store of the document in place; undefined for the copy of the last good document. */
  readonly version: string | undefined
  /** Milliseconds since the store was known to have the version that was read last; undefined before the first time. */
  readonly provenAgo: number | undefined
  /** As for a source of origins. */
  readonly push: CorsSourceStatus['push']
  /** The number of documents that were not put in place. */
  readonly rejected: number
  /** The last of them; undefined if a later document was put in place. */
  readonly lastRejected: CorsRejectedDocument | undefined
  /** The message of the last failure to read the store; undefined if the store was read since. */
  readonly lastFailure: string | undefined
}

/** What a writer has published. */
export interface CorsPublication {
  /** The number of the version, from 1 on; undefined if the store does not keep versions. */
  readonly version: number | undefined
  /** The digest of the document, as in `app.cors.status()`. */
  readonly digest: string
  /** Whether the store has changed. It has not if it had the same document already. */
  readonly isNew: boolean
  /** The document before, with which the change can be undone; undefined if there was none, or if its text was not a document. */
  readonly previous: CorsPolicyDocument | undefined
}

/** A version of a document. */
export interface CorsDocumentVersion {
  /** The number of the version, from 1 on. */
  readonly version: number
  /** When it was published, as in ISO 8601, by the clock of the store. */
  readonly at: string
  /** The digest of the document, as in `app.cors.status()`. */
  readonly digest: string
  /** The note of the writer; '' without one. */
  readonly note: string
}

/** Changes the document in a store. Each change is visible to all instances that follow the store. */
export interface CorsDocumentWriter {
  /**
   * Validates a document and puts it into the store, which it initializes. Rejects with CorsPolicyError and every issue for an invalid
   * document, and changes nothing then.
   *
   * @param note  why it changes, for the history of versions
   */
  publish (document: CorsPolicyDocument, note?: string): Promise<CorsPublication>
  /** Returns the document in the store. Rejects if there is none. */
  read (): Promise<CorsPolicyDocument>
}

/** Changes the document in a store that keeps the last 100 versions. */
export interface CorsVersionedDocumentWriter extends CorsDocumentWriter {
  /** Returns the versions in the store, the newest first. */
  history (): Promise<CorsDocumentVersion[]>
  /**
   * Publishes the document of an earlier version again, as a new version. Rejects if the store does not have the version, and with
   * CorsPolicyError if this version of the package does not accept its document.
   */
  rollBack (version: number, note?: string): Promise<CorsPublication>
}
