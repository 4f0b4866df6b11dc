/** The routes of an application under two documents. */
import type { CorsRememberedPolicy } from '../../types/remembered-policy.ts'
import { rememberedByRoutes, type ChangedRoute } from '../remembered-policy.ts'
import type { BootedApplication } from './booted-application.ts'

/** Returns what browsers and caches remember of `before` once `after` is in place; undefined if no policy of a route differs. */
export function rememberedBetween (before: BootedApplication, after: BootedApplication): CorsRememberedPolicy | undefined {
  return rememberedByRoutes(routesOf(before, after))
}

/** Both have the same routes in the same order. */
function * routesOf ({ table: before }: BootedApplication, { table: after }: BootedApplication): Generator<ChangedRoute> {
  for (const [i, { route, pooled }] of before.routes.entries()) {
    yield { label: `${route.method} ${route.pattern}`, before: pooled?.policy, after: after.routes[i]!.pooled?.policy }
  }
  for (const [i, { prefix, pooled }] of before.notFound.entries()) {
    yield { label: `unknown URLs${prefix === '' ? '' : ` under ${prefix}`}`, before: pooled?.policy, after: after.notFound[i]!.pooled?.policy }
  }
}
