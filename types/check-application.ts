/** Types of the check of a whole application: every route against its own policy. */
import type { CheckOptions, CheckReport } from './check.ts'
import type { CorsDocumentation } from './documentation.ts'

/** What has the policies of the routes: an application that has registered the plugin and is ready, or its documentation. */
export type CheckedApplication = CorsDocumentation | DocumentedApplication

/** An application that has registered the plugin, and is ready. */
export interface DocumentedApplication {
  /** The decorator of the plugin. */
  readonly cors: {
    /** Returns the documentation of all policies and routes. */
    documentation (): Promise<CorsDocumentation>
  }
}

/** Options of `checkApplication`. What pages send is known from the policies. */
export interface CheckApplicationOptions extends Omit<CheckOptions, 'policy' | 'route' | 'methods' | 'requestHeaders' | 'credentials' | 'webSocket' | 'errorPath' | 'errorMethod' | 'allowedOrigins'> {
  /**
   * Origins in the sources of the policies, which the check does not read. Each is tested at the routes whose policy reads its source or
   * lists the origin, in place of the origins of that policy. The name of the source is needed if the policies of the routes read several.
   * Default: the origins of each policy, without those of its sources.
   */
  readonly allowedOrigins?: ReadonlyArray<string | {
    /** The name of the source that has the origin. */
    readonly source: string
    /** The origin, such as `https://shop.example`. */
    readonly origin: string
  }>
  /** Values of route parameters by name, such as `{ id: '7' }`. Default: an example that matches the pattern. */
  readonly parameters?: Readonly<Record<string, string>>
}

/** A route with the methods that have one policy, and its report. */
export interface CheckedRoute {
  /** The pattern of the route. */
  readonly pattern: string
  /** Upper case, sorted. `*` for a policy document, which has no methods. */
  readonly methods: readonly string[]
  /** The name of the policy; null without a name, or if CORS is off. */
  readonly policy: string | null
  /** The report about its URL. Probes that were run for another route are in it as skipped. */
  readonly report: CheckReport
}

/** A route that was not checked. */
export interface UncheckedRoute {
  /** The pattern of the route. */
  readonly pattern: string
  /** A clause without a capital letter and full stop. */
  readonly reason: string
}

/** The result of `checkApplication`: plain JSON, frozen. */
export interface CheckApplicationReport {
  /** Version of the format of the report. */
  readonly version: 1
  /** The URL of the application. */
  readonly url: string
  /** One sentence: the first cause at any route, or that no problem was found. */
  readonly summary: string
  /** The routes in the order of their patterns. */
  readonly routes: readonly CheckedRoute[]
  /** Routes that were not checked, with the reason. */
  readonly notChecked: readonly UncheckedRoute[]
  /** Number of requests that were sent. */
  readonly requests: number
  /** Whether each checked endpoint itself responded. */
  readonly isReached: boolean
  /** Whether the checks of all routes are complete. */
  readonly isComplete: boolean
}
