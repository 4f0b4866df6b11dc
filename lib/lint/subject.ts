/** What rules look at. */
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { RefinedPolicy } from './refined-policy.ts'

/** An origin pattern that is not `null`, taken apart. */
export interface LintedPattern {
  /** As it is written. */
  readonly text: string
  /** JSON Pointer in the policy, as `/origins/2`. */
  readonly path: string
  /** Lower case, without ":". */
  readonly scheme: string
  /** Lower case, IPv6 addresses in their brackets; without the "*." of a pattern for subdomains. */
  readonly host: string
  readonly subdomains: boolean
  /** '' for the scheme's default, digits for that port, '*' for any. */
  readonly port: string
}

/** A route of an application. */
export interface LintedRoute {
  readonly method: string
  /** The full pattern. */
  readonly url: string
  /** Empty where it has none, or none that is an object. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly isWebSocket: boolean
  /** Whether the server can receive requests with the method. */
  readonly isReceived: boolean
  /** Whether bodies of this media type reach the handler, by a parser of their own. */
  readonly parses: (mediaType: string) => boolean
  /** Names of the hooks that run before the handler; those without a name are ''. */
  readonly hooks: readonly string[]
  /** Whether a plugin is registered where the route is declared, by the plugin's name. */
  readonly hasPlugin: (name: string) => boolean
  /** Whether @fastify/cors is in use there: registered, or called as a function. */
  readonly hasFastifyCors: boolean
}

/** A policy as it is in effect somewhere. */
export interface LintedPolicy {
  readonly policy: CorsPolicy
  /** Whether origins that it admits may send credentials. */
  readonly credentials: boolean
  /** None where it admits every origin. */
  readonly patterns: readonly LintedPattern[]
  /** Suffixes to treat like public ones. */
  readonly privateSuffixes: readonly string[]
  /** The policies of overrides that take over this very list, as they have none of their own in its place. */
  readonly heirsOf: (list: readonly string[]) => readonly CorsPolicy[]
  /** The policy whose fields it replaces, where it is an override. */
  readonly refined: RefinedPolicy | undefined
  /** The routes under it; null where they are not known. */
  readonly routes: readonly LintedRoute[] | null
  readonly isProduction: boolean
}

/** A document as a whole. */
export interface LintedDocument {
  readonly document: CorsPolicyDocument
  /** Named policies in reach, those of outer registrations included. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  /** Names that routes of the application choose; null where the routes are not known. */
  readonly chosenNames: ReadonlySet<string> | null
  /** Whether there are routes in the scope that it is for; true where they are not known, and where the application has none. */
  readonly coversRoutes: boolean
  /** Keys of `routes` that cover no route of the application; empty where the routes are not known. */
  readonly idlePatterns: readonly string[]
  /** Paths of the routes that it decides about, as they are routed; null where the routes are not known. */
  readonly paths: ReadonlySet<string> | null
}

/** What a request may reach at one URL. */
export interface LintedUncertainty {
  readonly methods: readonly string[]
  /** An example. */
  readonly url: string
  /** A host constraint; undefined where it is so for any host. */
  readonly host: string | undefined
  readonly patterns: readonly string[]
  /** Names of the constraints that decide. */
  readonly constraints: readonly string[]
}

/** An application as a whole. */
export interface LintedApplication {
  /** Whether Fastify told of every route. */
  readonly hasAllRoutes: boolean
  /** Whether another plugin has decorated `reply.hijack`. */
  readonly hasForeignHijack: boolean
  /** Names of the `onRequest` hooks that run before the policy. */
  readonly earlierHooks: readonly string[]
  readonly rescuesPreflights: boolean
  /** URLs whose methods have different policies, as `GET, POST /orders`. */
  readonly mixedUrls: readonly string[]
  /** Routes with different policies that only constraints tell apart whose values a preflight does not carry. */
  readonly uncertainTargets: readonly LintedUncertainty[]
  /** Routes with `config.cors` outside every registration. */
  readonly uncovered: readonly LintedRoute[]
  /** Routes with the policy that is in effect there. */
  readonly routes: ReadonlyArray<{ readonly route: LintedRoute, readonly policy: CorsPolicy | false }>
}
