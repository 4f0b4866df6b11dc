/** What browsers and caches remember of a policy that was replaced. */
import type { Engine } from './browser.ts'

/** What remains of a policy after another one is in place. Nothing can recall it from browsers. */
export interface CorsRememberedPolicy {
  /** The seconds for which browsers can use preflights that the policy has approved, by engine: its longest `maxAge`, up to the limit of the engine. */
  readonly preflights: Readonly<Record<Exclude<Engine, 'standard'>, number>>
  /**
   * The routes whose responses have other headers now, at most 100. Caches keep the old headers while a stored response is fresh, and each
   * 304 renews them. Null if the routes are not known, so that it can be all of them.
   */
  readonly routes: readonly string[] | null
  /** The number of further routes. */
  readonly moreRoutes: number
  /** What to do, and for how long to wait, as whole sentences. */
  readonly advice: readonly string[]
}
