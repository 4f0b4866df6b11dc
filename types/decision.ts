/** The data that a decision needs and gives. All of these objects are frozen after they are built. */

import type { CorsSourceEntry } from './source.ts'

/** The parts of a request that a decision depends on. Field values are raw: not trimmed, split or lower-cased. */
export interface CorsRequest {
  /** The method of the request, as sent. */
  readonly method: string
  /** The value of `Origin`; undefined if the header is absent. */
  readonly origin?: string | undefined
  /** The value of `Access-Control-Request-Method`; undefined if the header is absent. */
  readonly requestMethod?: string | undefined
  /** Whether the sources of the policy have the origin. Default: `unavailable`, which blocks it. */
  readonly sourceResult?: CorsSourceResult | undefined
}

/** Whether a source has an origin, or why that is not known: its last proof is too old, it cannot be read, or too many look-ups wait. */
export type CorsSourceResult = 'listed' | 'not-listed' | 'stale' | 'unavailable' | 'busy'

/** The reason of a decision. */
export type CorsDecisionReason =
  /** The policy allows any origin. */
  | 'any-origin-allowed'
  /** The policy allows the origin. */
  | 'origin-allowed'
  /** The request has no `Origin`, so it is not a CORS request. */
  | 'no-origin'
  /** The policy does not allow the value of `Origin`, including malformed, `null` and repeated values. */
  | 'origin-not-allowed'
  /** Neither the list nor a source of the policy has the origin. */
  | 'origin-not-in-source'
  /** The source of the policy was last read too long ago. Origins that are listed in the policy are still allowed. */
  | 'source-stale'
  /** The source of the policy cannot be read, or did not respond in time. */
  | 'source-unavailable'
  /** Too many look-ups wait for the source of the policy. */
  | 'source-busy'
  /** A preflight from an allowed origin requests a method that is neither CORS-safelisted nor listed. The browser blocks the request. */
  | 'method-not-allowed'
  /**
   * The target route of a preflight is ambiguous, so it is rejected: the choice between routes with different policies depends on
   * parts of the actual request that the preflight does not carry, or the router of the application finds another route than
   * this plugin.
   */
  | 'route-ambiguous'

/**
 * The decision about a request: the value of each response header, or undefined if the header is not sent.
 * Prebuilt and frozen. A policy has a fixed small number of decisions, independent of the number of its origins.
 */
export interface CorsDecision {
  /** Whether the request is a preflight, to which the plugin responds itself, or an actual request. */
  readonly kind: 'actual' | 'preflight'
  /** The reason of the decision. */
  readonly reason: CorsDecisionReason
  /** The status of the response to a preflight: 403, or 200 to 299; undefined for an actual request, whose handler responds. */
  readonly status: number | undefined
  /** `Access-Control-Allow-Origin`; `'origin'` stands for the `Origin` of the request, byte for byte. */
  readonly allowOrigin: '*' | 'origin' | undefined
  /** `Access-Control-Allow-Credentials` */
  readonly allowCredentials: 'true' | undefined
  /** `Access-Control-Expose-Headers`, on actual requests only. */
  readonly exposeHeaders: string | undefined
  /** `Access-Control-Allow-Methods`, on preflights only. */
  readonly allowMethods: string | undefined
  /** `Access-Control-Allow-Headers`, lower case, on preflights only. */
  readonly allowHeaders: string | undefined
  /** `Access-Control-Max-Age`, seconds, on preflights only. */
  readonly maxAge: string | undefined
  /** `Cache-Control`, on approved preflights only. */
  readonly cacheControl: string | undefined
  /** The header names that the response adds to `Vary`, separated by commas. */
  readonly vary: string | undefined
}

/** A set of origins, compiled from origin patterns. */
export interface OriginSet {
  /** Whether the serialized origin is in the set. Never throws, and allocates nothing for an exact origin. */
  has (origin: string): boolean
}

/** The methods of a URL, on which the response to a preflight depends. */
export interface CorsRoutedMethods {
  /** The methods that have a route with this policy at the URL, in upper case. */
  readonly methods: readonly string[]
  /** Whether another method of the URL has another policy, so that the response depends on the requested method. */
  readonly variesByMethod: boolean
}

/** The sources of a policy. */
export interface CompiledSources {
  readonly entries: readonly CorsSourceEntry[]
  /** Whether an origin from a source can have the scheme http or ftp, other than on loopback hosts. */
  readonly allowsInsecure: boolean
  /** The decisions about origins that no source has. */
  readonly actual: Readonly<Record<Exclude<CorsSourceResult, 'listed'>, CorsDecision>>
  readonly preflight: Readonly<Record<Exclude<CorsSourceResult, 'listed'>, CorsDecision>>
}

/** A policy compiled for one URL. It shares its origin set with the same policy at other URLs. */
export interface CompiledCorsPolicy {
  /** The allowed origins; undefined means any origin. */
  readonly origins: OriginSet | undefined
  /** Asked about an origin that `origins` does not have; undefined without sources. */
  readonly sources: CompiledSources | undefined
  /** The methods in the response to a preflight, in upper case. GET, HEAD and POST are allowed in any case. */
  readonly listedMethods: ReadonlySet<string>
  /** The decisions about actual requests. */
  readonly actual: {
    /** The request has no `Origin`. */
    readonly absent: CorsDecision
    /** The origin is allowed. */
    readonly allowed: CorsDecision
    /** The origin is not allowed. */
    readonly refused: CorsDecision
  }
  /** The decisions about preflights. */
  readonly preflight: {
    /** The origin is allowed, and the method is CORS-safelisted or listed. */
    readonly allowed: CorsDecision
    /** The origin is not allowed. */
    readonly refused: CorsDecision
    /** The origin is allowed, but the method is not. The response is the same as for `allowed`, with another reason. */
    readonly methodRefused: CorsDecision
  }
}
