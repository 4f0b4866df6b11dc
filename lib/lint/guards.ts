/** Protection of routes against untrusted origins beyond CORS. */
import type { LintedRoute } from './subject.ts'

/** The name of the hook that `app.cors.originGuard()` creates. */
const GUARD = 'corsOriginGuard'

/** Whether the route has a hook that checks the origin or a CSRF token. */
export function isGuarded ({ hooks, hasPlugin }: LintedRoute): boolean {
  return hooks.includes(GUARD) || hasPlugin('@fastify/csrf-protection')
}
