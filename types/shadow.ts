/** A shadow document: requests are also decided under it, and what it would change is counted. Nothing of it is sent. */
import type { FastifyRequest } from 'fastify'
import type { CorsReportedReason } from './decision-event.ts'
import type { CorsPolicyDocument } from './policy.ts'
import type { CorsRememberedPolicy } from './remembered-policy.ts'

/** What an origin is: `none` without the header, `null`, a `loopback` host, another host with `https` or `http`, or `other`. */
export type CorsOriginClass = 'none' | 'null' | 'loopback' | 'https' | 'http' | 'other'

/** What a page would notice of a difference. */
export type CorsShadowEffect = 'blocks' | 'allows' | 'changes'

/** Requests of one kind that the document in place and the shadow document treat differently, with their number. */
export interface CorsShadowDifference {
  /** What was decided. */
  readonly kind: 'preflight' | 'actual'
  /** The route of the actual request, such as `PUT /orders/:id`; a path without a route of the method, `not found`, `unreachable` or `uncertain`. */
  readonly route: string
  /** `blocks`: the page could no longer read the response. `allows`: it could read it then. `changes`: another header has another value. */
  readonly effect: CorsShadowEffect
  /** The name of the policy in place, or with `observe` of the observed one, as in `app.cors.stats()`; `none` without CORS. */
  readonly policy: string
  /** The class of the origin. */
  readonly originClass: CorsOriginClass
  /** The reason with the document in place, or with `observe` what the response meant for the page; null without CORS. */
  readonly now: CorsReportedReason | null
  /** The reason with the shadow document, or with `observe` that of the policy; null without CORS. */
  readonly then: CorsReportedReason | null
  /** The number of requests. */
  readonly count: number
  /** At most five of their origins. */
  readonly origins: readonly string[]
}

/** The differences between the document in place and the shadow document. */
export interface CorsShadowReport {
  /** The digest of the shadow document, as in `status()`. */
  readonly digest: string
  /** When the counts began, as in ISO 8601. */
  readonly since: string
  /** The number of requests that were compared. */
  readonly requests: number
  /** The number of requests with a difference, by effect. */
  readonly totals: Readonly<Record<CorsShadowEffect, number>>
  /** The most frequent difference first; at most 1000 kinds. */
  readonly differences: readonly CorsShadowDifference[]
  /** The number of requests with a difference of another kind. */
  readonly others: number
  /** What browsers and caches would remember if the shadow document was put in place; undefined if no policy of a route would change. */
  readonly remembered: CorsRememberedPolicy | undefined
}

/** The message on the diagnostics channel `fastify-cors-policy:shadow`. */
export interface CorsShadowEvent extends Omit<CorsShadowDifference, 'count' | 'origins'> {
  /** The request. */
  readonly request: FastifyRequest
  /** The `Origin` of the request, at most 326 characters; '' without one. */
  readonly origin: string
}

/** Compares a shadow document with the document in place, on the requests of an application. */
export interface CorsShadow {
  /**
   * Also decides every request under this document, for the registration that covers this instance, and counts the differences. Nothing of
   * it is sent. It takes the place of an earlier shadow document; undefined removes that. Rejects like `replace` for an invalid document,
   * and for a registration with `observe`.
   *
   * The shadow document stays when the document of another registration is replaced, and the counts begin again when that of its own
   * registration is replaced. If it then does not fit the other policies any more, it is removed, with a warning in the log.
   */
  set (document: CorsPolicyDocument | undefined): Promise<void>
  /** Returns the differences; undefined without a shadow document. With `observe`, those between the policy and what other code sends. */
  report (): CorsShadowReport | undefined
}
