/** Lists the middlewares and routes of applications of hono. */
import type { MiddlewareStep } from '../../migrate/proof/middleware-steps.ts'

/** The used parts of an application of hono. */
export interface HonoApplication {
  readonly routes: ReadonlyArray<{ readonly path: string, readonly method: string, readonly handler: { readonly length: number } }>
}

/**
 * Lists the steps of the application with the most of them: routes of others are copied into it.
 *
 * @param useOf  the number of the use that made a middleware; undefined for others
 */
export function honoSteps (applications: readonly HonoApplication[], useOf: (middleware: unknown) => number | undefined): readonly MiddlewareStep[] {
  const lists = applications.map(({ routes }) => routes)
  const most = lists.reduce((most, routes) => routes.length > most.length ? routes : most, [])
  return most.flatMap(({ path, method, handler }, i) => {
    const use = useOf(handler)
    const whole = path.replace(/\/?\*$/, '')
    // Another middleware is not a handler: it has a parameter for the next one.
    const isFollowed = method === 'ALL' || most.slice(i + 1).some(other => other.path === path && other.method === method)
    if (use === undefined && handler.length > 1 && isFollowed) return []
    return [{ path: whole, isPrefix: whole !== path, method: method === 'ALL' ? undefined : method, use }]
  })
}
