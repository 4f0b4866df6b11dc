/** What keeps strangers' pages from a route where CORS does not. */
import type { LintedRoute } from './subject.ts'

/** `app.cors.originGuard()` makes a hook of this name. */
const GUARD = 'corsOriginGuard'

/** Whether a hook asks for the origin or for a token. */
export function isGuarded ({ hooks, hasPlugin }: LintedRoute): boolean {
  return hooks.includes(GUARD) || hasPlugin('@fastify/csrf-protection')
}
