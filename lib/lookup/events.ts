/** What an operator must know about a store that is followed. */

/** About the connection to any store. */
export type ConnectionEvent =
  /** The store cannot be read. Reported once until it can be read again. `wasRead`: whether it could be read before. */
  | { readonly kind: 'failed', readonly error: unknown, readonly wasRead: boolean }
  | { readonly kind: 'recovered' }
  /** There is no subscription, so changes are seen at the next read of the version only. */
  | { readonly kind: 'push-failed', readonly error: unknown }
  /** No message arrives, although the subscription was accepted. */
  | { readonly kind: 'push-silent' }

/** About a source of origins. */
export type SourceEvent =
  | ConnectionEvent
  /** A policy uses keys, but the connection has no look-ups, which find the origins of a key. */
  | { readonly kind: 'keys-not-supported' }
  /** Entries of the store that are not valid origins. */
  | { readonly kind: 'entries-invalid', readonly count: number, readonly examples: readonly unknown[] }
  /** The snapshot would be too large, so look-ups are used. */
  | { readonly kind: 'too-many-origins', readonly error: unknown }

export type ReportConnection = (event: ConnectionEvent) => void

export type ReportEvent = (event: SourceEvent) => void
