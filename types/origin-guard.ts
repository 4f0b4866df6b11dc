/** The options of `app.cors.originGuard`. */
import type { CorsDangerFlag } from './policy.ts'

/** The options of `originGuard`. */
export interface CorsOriginGuardOptions {
  /**
   * Origin patterns to allow in addition to those of the route's policy. The rules are those of a policy with credentials.
   * Default: none.
   */
  readonly alsoAllow?: readonly string[]
  /**
   * Whether to allow a WebSocket handshake without `Origin`. Browsers always send it, but programs do not, and a proxy that opens a
   * WebSocket itself can drop it. Default: false.
   */
  readonly allowMissingOrigin?: boolean
  /** Security restrictions to opt out of for `alsoAllow`, by name, as in a policy. Default: none. */
  readonly dangerouslyAllow?: readonly CorsDangerFlag[]
}
