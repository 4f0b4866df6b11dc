/** What flows on the request path, between the stages. Everything here is frozen once it is built. */

/** The three facts of a request that a decision may read. Field values are raw: never trimmed, split or lower-cased. */
export interface CorsRequest {
  /** The request's method, upper case as on the wire. */
  readonly method: string
  /** The value of `Origin`; undefined where the field is absent. */
  readonly origin?: string | undefined
  /** The value of `Access-Control-Request-Method`; undefined where the field is absent. */
  readonly requestMethod?: string | undefined
}

/** Why a request was decided as it was. */
export type CorsDecisionReason =
  /** The policy allows every origin. */
  | 'any-origin-allowed'
  /** The origin is in the policy's set. */
  | 'origin-allowed'
  /** No `Origin`: not a CORS request. */
  | 'no-origin'
  /** `Origin` is present and not in the policy's set; malformed, `null` and doubled values are no exception. */
  | 'origin-not-allowed'
  /** A preflight from an allowed origin for a method that is neither CORS-safelisted nor listed: the browser refuses it. */
  | 'method-not-allowed'
  /**
   * A preflight whose route cannot be told: what the request carries, and the preflight does not, decides between routes with
   * different policies, or the application's router and ours see different routes. It is refused.
   */
  | 'route-ambiguous'

/**
 * How a request is answered: the value of each header, undefined where it is not sent.
 * Prebuilt and frozen; a policy has a handful of them, whatever the number of its origins.
 */
export interface CorsDecision {
  /** Whether the request is a preflight, which is answered at once. */
  readonly kind: 'actual' | 'preflight'
  /** Why it is answered so. */
  readonly reason: CorsDecisionReason
  /** Status of a preflight's answer; undefined for an actual request, whose handler answers. */
  readonly status: 204 | 403 | undefined
  /** `Access-Control-Allow-Origin`; `'origin'` stands for the request's own `Origin`, byte for byte. */
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
  /** Members that the answer adds to `Vary`. */
  readonly vary: string | undefined
}

/** A set of origins, compiled from patterns. */
export interface OriginSet {
  /** Whether the serialized origin is in the set. Total, and allocates nothing for an exact origin. */
  has (origin: string): boolean
}

/** What a URL adds to a policy: the part of a preflight's answer that depends on the routes. */
export interface CorsRoutedMethods {
  /** Methods routed at the URL under this policy, upper case. */
  readonly methods: readonly string[]
  /** Whether another method of the URL has another policy, so that the answer depends on the method asked for. */
  readonly variesByMethod: boolean
}

/** A policy ready to decide requests to one URL; shares its origin set with the same policy at other URLs. */
export interface CompiledCorsPolicy {
  /** The allowed origins; undefined means every origin. */
  readonly origins: OriginSet | undefined
  /** Methods that a preflight's answer lists, upper case. GET, HEAD and POST need no listing. */
  readonly listedMethods: ReadonlySet<string>
  /** Decisions about actual requests. */
  readonly actual: {
    /** Without `Origin`. */
    readonly absent: CorsDecision
    /** The origin is in the set. */
    readonly allowed: CorsDecision
    /** The origin is not in the set. */
    readonly refused: CorsDecision
  }
  /** Decisions about preflights. */
  readonly preflight: {
    /** The origin is in the set, and the method is listed or needs no listing. */
    readonly allowed: CorsDecision
    /** The origin is not in the set. */
    readonly refused: CorsDecision
    /** The origin is in the set, and the method is not listed: the same answer as `allowed`, with another reason. */
    readonly methodRefused: CorsDecision
  }
}
