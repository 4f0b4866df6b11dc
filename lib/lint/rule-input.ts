/** The input of rules: policies, documents, routes and applications, prepared for checks. */
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { PatternLabel } from '../validate/origin-grammar.ts'
import type { POLICY_FIELDS } from '../validate/policy.ts'
import type { GroupedRoutes } from './grouped-routes.ts'
import type { LintedRoute } from './linted-route.ts'

/** A parsed origin pattern, never `null`. */
export interface LintedPattern {
  /** The text in the policy. */
  readonly text: string
  /** JSON Pointer into the policy, such as `/origins/2`. */
  readonly path: string
  /** Lower case, without ":". */
  readonly scheme: string
  /** Lower case. IPv6 addresses have brackets. The label of a wildcard is not part of it. "*" for any browser extension. */
  readonly host: string
  readonly subdomains: boolean
  /** The text around the "*" inside the leftmost label; undefined for other patterns. */
  readonly label: PatternLabel | undefined
  /** '' for the default port of the scheme, digits for a specific port, '*' for any port. */
  readonly port: string
}

/** A policy that overrides refine. */
export interface LintedBase {
  readonly policy: CorsPolicy
  /** Whether this value of a field has the same meaning as the value in the policy. */
  has (field: (typeof POLICY_FIELDS)[number], value: unknown): boolean
  /** Whether a pattern is a wildcard that covers origins that the policy, which lists its origins, does not allow. */
  lacks (pattern: LintedPattern): boolean
}

/** An effective policy. */
export interface LintedPolicy {
  readonly policy: CorsPolicy
  /** Whether allowed origins can send credentials. */
  readonly credentials: boolean
  /** Empty if the policy allows any origin. */
  readonly patterns: readonly LintedPattern[]
  /** The entries of `origins` that are checked, as texts. Empty if the policy allows any origin. */
  readonly entries: readonly string[]
  /** Suffixes to treat like public suffixes. */
  readonly privateSuffixes: readonly string[]
  /** Returns the policies of overrides that inherit exactly this list object. */
  readonly heirsOf: (list: readonly string[]) => readonly CorsPolicy[]
  /** The policy that it overrides. Undefined if it is not an override. */
  readonly refined: LintedBase | undefined
  /** The routes that have the policy. Null if the routes are unknown. */
  readonly routes: GroupedRoutes<LintedRoute> | null
  readonly isProduction: boolean
}

/** A policy document. */
export interface LintedDocument {
  readonly document: CorsPolicyDocument
  /** Named policies that it can use, including those of outer registrations. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  /** Names that routes of the application use. Null if the routes are unknown. */
  readonly chosenNames: ReadonlySet<string> | null
  /** Whether its scope has routes. True if the routes are unknown or if the application does not have any. */
  readonly coversRoutes: boolean
  /** Keys of `routes` that cover no route of the application. Empty if the routes are unknown. */
  readonly idlePatterns: readonly string[]
  /** Paths of the routes whose policy comes from the document, as Fastify routes them. Null if the routes are unknown. */
  readonly paths: ReadonlySet<string> | null
  /** The entries of `lint.ignore` that accept no finding, by their index. Null before they are known. */
  readonly idleIgnores: readonly number[] | null
}

/** A URL whose target route depends on values that a preflight lacks. */
export interface LintedUncertainty {
  readonly methods: readonly string[]
  /** An example URL. */
  readonly url: string
  /** A host constraint. Undefined if any host is affected. */
  readonly host: string | undefined
  readonly patterns: readonly string[]
  /** Names of the constraints that select the route. */
  readonly constraints: readonly string[]
}

/** A page that the plugin serves. */
export interface LintedPage {
  /** The option that adds it. */
  readonly option: 'docs' | 'report'
  readonly url: string
  readonly place: string
  /** Whether another hook runs before it, which can check who requests it. */
  readonly isGuarded: boolean
}

/** A route with its effective policy. */
export interface PolicedRoute {
  readonly route: LintedRoute
  /** `false` if CORS is disabled. */
  readonly policy: CorsPolicy | false
}

/** An application. */
export interface LintedApplication {
  /** Whether Fastify reported every route. */
  readonly hasAllRoutes: boolean
  /** Names of the `onRequest` hooks that run before the policy. */
  readonly earlierHooks: readonly string[]
  readonly rescuesPreflights: boolean
  /** URLs whose methods have different policies or tenants, for example `GET, POST /orders`. */
  readonly mixedUrls: readonly string[]
  /** URLs whose routes have different policies and differ only in constraints whose values a preflight lacks. */
  readonly uncertainTargets: readonly LintedUncertainty[]
  /** Routes with `config.cors` outside every registration. */
  readonly uncovered: readonly LintedRoute[]
  /** Sources that no policy uses, with the registration that has them. */
  readonly idleSources: ReadonlyArray<{ readonly name: string, readonly place: string }>
  /** Pages of this plugin, such as the documentation, with the registration that serves them. */
  readonly pages: readonly LintedPage[]
  /** Prefixes of registrations whose unknown URLs are handled outside of every registration. */
  readonly uncoveredNotFound: readonly string[]
  /** The length of a parameter above which the router rejects a URL. */
  readonly maxParamLength: number
  readonly isProduction: boolean
  /** Routes with their effective policies. */
  readonly routes: GroupedRoutes<PolicedRoute>
}
