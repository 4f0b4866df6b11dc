/** What lint must know about an application. The plugin collects it. */
import type { CorsPolicy, CorsPolicyDocument } from '../../types/policy.ts'
import type { LintedRoute } from './linted-route.ts'
import type { LintedApplication } from './rule-input.ts'

/** A registration of the plugin. */
export interface RegistrationFacts {
  /** Its name in findings. */
  readonly place: string
  readonly document: CorsPolicyDocument
  /** Named policies that it can use, including those of outer registrations. */
  readonly names: ReadonlyMap<string, CorsPolicy>
  readonly privateSuffixes: readonly string[]
  /** The names of its sources. */
  readonly sources: readonly string[]
  /** Whether its scope or a child scope has a route. True if the application has no routes. */
  readonly coversRoutes: boolean
  /** Keys of its `routes` that cover no route. */
  readonly idlePatterns: readonly string[]
  /** Paths of the routes whose policy comes from the document, as Fastify routes them. Empty if the document has no `routes`. */
  readonly paths: ReadonlySet<string>
}

/** A route and its policy. */
export interface RouteFacts {
  /** Index of the registration that covers it. Otherwise undefined. */
  readonly registration: number | undefined
  /** The effective policy. Routes with the policy of a scope or with a named policy share one object. */
  readonly policy: CorsPolicy | false
  /** Its `config.cors`. Undefined if it is not set. */
  readonly choice: unknown
  /** The policy that the choice overrides. Undefined if it overrides none. */
  readonly base: CorsPolicy | undefined
  readonly route: LintedRoute
}

/** The facts about an application that the plugin collects. */
export interface ApplicationFacts extends Omit<LintedApplication, 'routes' | 'uncovered' | 'idleSources'> {
  readonly registrations: readonly RegistrationFacts[]
  readonly routes: readonly RouteFacts[]
  /** Effective policies of not-found handlers. */
  readonly notFound: ReadonlyArray<CorsPolicy | false>
  /** Maximum number of origins to check, of all policies together. Of further origins, only the first ones of each policy are checked. */
  readonly mostOrigins: number
}
