/** The refusals of a running application, as `app.cors.report()` returns them: plain JSON, frozen. Missing values are null. */
import type { CorsReportedReason } from './decision-event.ts'
import type { CorsPolicyChange } from './policy-change.ts'

/** A kind of refused requests. */
export interface CorsRefusal {
  /** What was refused. */
  readonly kind: 'preflight' | 'actual'
  /** The name of the policy, as in `stats()`. */
  readonly policy: string
  /** The route of the actual request, such as `PUT /orders/:id`; a path, `not found`, `unreachable` or `uncertain` without a route. */
  readonly route: string
  /** Why. */
  readonly reason: CorsReportedReason
  /** The entry of the policy that almost covers the origin, or the name of another policy that allows it. Null without such an entry. */
  readonly near: string | null
  /**
   * How the origin differs from that entry, such as `port`. Without an entry, what the page is: `app` or `development`. If a guard refuses
   * the request: `own-host` for a page of the host of the request, `missing` for a WebSocket handshake without `Origin`, or the reason
   * for which it is unknown whether a source has the origin.
   */
  readonly differs: readonly string[]
  /** Whether it is probably a mistake of the application. False for any other untrusted origin. */
  readonly isOwn: boolean
  /** The cause of the first one, in whole sentences. */
  readonly cause: string
  /** How many there were. */
  readonly count: number
  /** The first one, as in ISO 8601. */
  readonly since: string
  /** The last one, as in ISO 8601. */
  readonly last: string
  /** At most five of the origins, as sent. Empty for WebSocket handshakes without `Origin`. */
  readonly origins: readonly string[]
  /** At most five of the methods that preflights requested, as sent. */
  readonly methods: readonly string[]
  /** At most five of the header names that preflights requested in vain. */
  readonly headers: readonly string[]
  /**
   * The smallest change that allows the first one, as `explain` proposes it. Null if the policy allows it by now, and for origins that do not
   * look like those of the application, or that anyone can have: like a preview, a misspelled domain, another extension, an app with a
   * framework, or a page on a loopback host, which is for development. Then `cause` says what to do.
   */
  readonly change: CorsPolicyChange | null
}

/** The refusals since an application was ready. */
export interface CorsRefusalReport {
  /** The version of this format. */
  readonly version: 1
  /** When the report was made, as in ISO 8601. */
  readonly at: string
  /** When the counting began, as in ISO 8601. */
  readonly since: string
  /** Own mistakes first, then the most frequent kind; at most 1000 kinds. */
  readonly refusals: readonly CorsRefusal[]
  /** The number of refusals of further kinds. */
  readonly others: number
}
