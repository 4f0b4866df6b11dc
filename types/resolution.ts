/** The input of `explain` about a server: the policy for a request, and where this policy was chosen. */
import type { CompiledCorsPolicy, CorsDecision, CorsRoutedMethods, CorsSourceResult } from './decision.ts'
import type { DocumentedGuard } from './documentation.ts'
import type { ExplainedOriginSource, ExplainedLocation, ExplainedSubject } from './explanation.ts'
import type { CorsPolicy, CorsPolicyDocument } from './policy.ts'
import type { CorsSourceEntry, CorsSourceKey } from './source.ts'

/** Where an effective policy was chosen, and what is known there. */
export interface PolicyContext {
  readonly from: ExplainedLocation
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
  /** Whether the router compares paths with letter case; true without an application. */
  readonly caseSensitive: boolean
  /** The `config.cors` of the route or of the not-found handler. */
  readonly config: unknown
  /** All effective policies of the application; empty without an application. */
  readonly inEffect: readonly CorsPolicy[]
}

/** A source of an application. */
export interface ReadableSource {
  readonly description: string | undefined
  /** The function that adds an origin, if it is known. */
  readonly adds: string | undefined
  /** Whether it has an origin. Never rejects. */
  find (origin: string, key: string | undefined): CorsSourceResult | Promise<CorsSourceResult>
  /** All origins without a key, if they are in memory. */
  origins (): Iterable<string> | undefined
}

/** The sources of an application, for one request. */
export interface SourceReader {
  source (name: string): ReadableSource
  /** The value of a key in the request; undefined if the request does not have it. */
  valueOf (key: CorsSourceKey): string | undefined
}

/** Whether a source has the origin of a page. */
export interface SourceReading {
  readonly entry: CorsSourceEntry
  /** The value of the key in the request; undefined without a key, or if the value is not known. */
  readonly keyValue: string | undefined
  readonly result: ExplainedOriginSource['result']
  readonly description: string | undefined
  /** Origins of the source that are similar to the origin of the page. */
  readonly similar: readonly string[]
  /** The function that adds an origin, if it is known. */
  readonly adds: string | undefined
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
  readonly context: PolicyContext | undefined
  /** The sources of the policy that have been read for the origin of the page. */
  readonly readings: readonly SourceReading[]
  /** The names of the `onRequest` hooks that run before the policy; empty without an application. */
  readonly earlierHooks: readonly string[]
  /** The guards among the hooks; empty without an application. */
  readonly guards: readonly DocumentedGuard[]
  /** Why the request has no route, or why its route is uncertain, in whole sentences. */
  readonly cause?: string | undefined
}
