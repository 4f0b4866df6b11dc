/** A configuration of another CORS library as a policy, and what changes for pages. Plain JSON. */
import type { CorsPolicyDocument } from './policy.ts'

/**
 * What the policy is for pages, compared with the configuration: `exact`, `narrower` if it only blocks more, `wider` if it also allows more,
 * or `not-convertible` if a policy cannot express it, or must not.
 */
export type CorsMigrationVerdict = 'exact' | 'narrower' | 'wider' | 'not-convertible'

/** A request of a page that shows a difference. */
export interface CorsMigrationRequest {
  /** The origin of the page. */
  readonly origin: string
  /** The method of the request. */
  readonly method: string
  /** A request header that the page sets; null if none is needed. */
  readonly header: string | null
  /** Whether the page sends credentials. */
  readonly credentials: boolean
}

/** A difference that a page notices. */
export interface CorsMigrationChange {
  /** The stable name of the cause, in kebab case. */
  readonly id: string
  /** What changes, in whole sentences. */
  readonly message: string
  /** A request that shows it. */
  readonly request: CorsMigrationRequest
}

/** Something to know about the configuration or the policy. */
export interface CorsMigrationNote {
  /** The stable name, in kebab case. */
  readonly id: string
  /** Whole sentences. */
  readonly message: string
}

/** The result of a conversion. */
export interface CorsMigration {
  /** The version of this format. */
  readonly version: 1
  /** The paths that the configuration is for, as a key of `routes`; null for all. */
  readonly place: string | null
  /** The library and the version whose defaults were used. */
  readonly library: string
  /** What the policy is for pages. */
  readonly verdict: CorsMigrationVerdict
  /** The verdict in one or two sentences. */
  readonly summary: string
  /** The policy; null if none may be written, or none is needed because no page had access. */
  readonly document: CorsPolicyDocument | null
  /** If `document` is null: a valid policy as a start, or null. What it opens is in `widerOffers`. */
  readonly nearest: CorsPolicyDocument | null
  /** What pages can do with the policy that they could not do before. */
  readonly opens: readonly CorsMigrationChange[]
  /** What would open if wider patterns were accepted. They are not in the policy. */
  readonly widerOffers: readonly CorsMigrationChange[]
  /** What pages can no longer do. */
  readonly closes: readonly CorsMigrationChange[]
  /** Parts of the configuration that never had an effect in browsers. */
  readonly withoutEffect: readonly CorsMigrationNote[]
  /** Requests that the other library stopped by accident, and that now reach the application. */
  readonly lostGuards: readonly CorsMigrationNote[]
  /** What was assumed, and what was not proved. */
  readonly assumptions: readonly CorsMigrationNote[]
  /** Responses that differ in a way that no page notices. */
  readonly bytes: readonly CorsMigrationNote[]
  /** What only you can decide. */
  readonly questions: readonly CorsMigrationNote[]
}

/** What a conversion needs to know besides the configuration. */
export interface CorsMigrationOptions {
  /** Whether patterns that allow more origins than the configuration may be written. Default: false. */
  readonly acceptWider?: boolean | undefined
  /**
   * Request headers that pages send, for a configuration with credentials that approves any header, which a policy cannot express.
   * Default: `["Content-Type", "Authorization"]`.
   */
  readonly requestHeaders?: readonly string[] | undefined
  /** Request headers that the application reads, which the default of `requestHeaders` is extended by. In any letter case. Default: none. */
  readonly readHeaders?: readonly string[] | undefined
  /** The methods that have a route. If the configuration approves all of them, the policy does not list methods. */
  readonly routedMethods?: readonly string[] | undefined
  /**
   * Variables of the environment. Functions are also called with origins from their values, and the report names variables that have origins of
   * the policy. Default: none.
   */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined
  /** Source code whose texts functions are also called with, such as that of the application. Default: none. */
  readonly sourceCode?: string | undefined
  /**
   * The path of the requests that functions of the configuration are called with, such as `/public/prices`. Default: none. Then a function that
   * reads the path is not converted.
   */
  readonly path?: string | undefined
  /** Milliseconds that a function may take for an origin. Default: 1000. */
  readonly timeout?: number | undefined
}
