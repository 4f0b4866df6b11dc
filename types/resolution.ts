/** The input of `explain` about a server: the policy for a request, and the source of this policy. */
import type { CompiledCorsPolicy, CorsDecision, CorsRoutedMethods } from './decision.ts'
import type { ExplainedSource, ExplainedSubject } from './explanation.ts'
import type { CorsPolicy, CorsPolicyDocument } from './policy.ts'

/** The source of an effective policy. */
export interface PolicyOrigin {
  readonly from: ExplainedSource
  /** The document of the registration that covers the route. */
  readonly document: CorsPolicyDocument
  /** The available named policies, including those of outer registrations. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  /** The private suffixes that apply, including those of outer registrations. */
  readonly privateSuffixes: readonly string[]
  /** The name of the policy, if it was chosen by name. */
  readonly name: string | undefined
  /** The paths of the route, with the declared path first; undefined for a not-found handler or without a route. */
  readonly paths: readonly [string, ...string[]] | undefined
  /** The `config.cors` of the route or of the not-found handler. */
  readonly config: unknown
  /** All effective policies of the application; empty without an application. */
  readonly inEffect: readonly CorsPolicy[]
}

/** The policies for an actual request and for its preflight. */
export interface PolicyResolution {
  readonly subject: ExplainedSubject
  /** A decision if it does not depend on a policy; `false` if CORS is disabled. */
  readonly preflight: CompiledCorsPolicy | CorsDecision | false
  readonly actual: CompiledCorsPolicy | false
  /** The routed methods of the URL; undefined without an application. */
  readonly url: CorsRoutedMethods | undefined
  /** Undefined if no document applies. */
  readonly origin: PolicyOrigin | undefined
}
