/** What the explainer is told of a server: from which policy a request is answered, and where that is written. */
import type { CompiledCorsPolicy, CorsDecision, CorsRoutedMethods } from './decision.ts'
import type { ExplainedSource, ExplainedSubject } from './explanation.ts'
import type { CorsPolicy, CorsPolicyDocument } from './policy.ts'

/** Where an effective policy was chosen. */
export interface PolicyOrigin {
  readonly from: ExplainedSource
  /** Of the registration that covers the route. */
  readonly document: CorsPolicyDocument
  /** Named policies in reach, those of outer registrations included. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  /** Private suffixes in reach, likewise. */
  readonly privateSuffixes: readonly string[]
  /** The policy's name, where it was chosen by name. */
  readonly name: string | undefined
  /** The paths that the route goes by, the declared one first; undefined for a not-found handler, and where no route is named. */
  readonly paths: readonly [string, ...string[]] | undefined
  /** What the `config.cors` of the route, or of the not-found handler, says. */
  readonly config: unknown
  /** The policies in effect anywhere in the application; none without one. */
  readonly inEffect: readonly CorsPolicy[]
}

/** How a server answers the request of a page, and the preflight before it. */
export interface PolicyResolution {
  readonly subject: ExplainedSubject
  /** A decision where it depends on no policy; `false` where CORS is off. */
  readonly preflight: CompiledCorsPolicy | CorsDecision | false
  readonly actual: CompiledCorsPolicy | false
  /** What is routed at the URL; undefined without an application. */
  readonly url: CorsRoutedMethods | undefined
  /** Undefined where no document has a say. */
  readonly origin: PolicyOrigin | undefined
}
