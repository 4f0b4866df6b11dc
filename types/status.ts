/** The state of an application, as `app.cors.status()` returns it. */
import type { CorsDocumentStoreStatus } from './document-store.ts'
import type { CorsRememberedPolicy } from './remembered-policy.ts'
import type { CorsSourceStatus } from './source.ts'

/** The document of a registration. */
export interface CorsRegistrationStatus {
  /** The prefix of its scope; '' without a prefix. */
  readonly prefix: string
  /** 1 for the document of the start, and one more for each replacement. */
  readonly version: number
  /** Equal for equal documents, on every instance: `sha256-` and 16 hexadecimal digits. */
  readonly digest: string
  /** When the document was put in place, as in ISO 8601. */
  readonly since: string
  /** What browsers and caches remember of the document before; undefined if no policy of a route has changed. */
  readonly remembered: CorsRememberedPolicy | undefined
  /** The store that the document comes from; undefined if it was given in the options, or by `replace`. */
  readonly store: CorsDocumentStoreStatus | undefined
}

/** The state of an application. */
export interface CorsStatus {
  /** The documents of all registrations, in the order of their registration. */
  readonly registrations: readonly CorsRegistrationStatus[]
  /** The sources of origins, by name. */
  readonly sources: Readonly<Record<string, CorsSourceStatus>>
}
