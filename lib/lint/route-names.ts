/** Routes, named in messages. */

interface NamedRoute {
  readonly method: string
  /** The full pattern. */
  readonly url: string
}

/** As `GET /orders/:id`. */
export function routeName ({ method, url }: NamedRoute): string {
  return `${method} ${url}`
}

/** How many are named; the rest is a number. */
const SHOWN = 3

/** `GET /orders, PUT /orders/:id`, or the first three and how many more. */
export function routeNames (routes: readonly NamedRoute[]): string {
  const shown = routes.slice(0, SHOWN).map(routeName).join(', ')
  return routes.length > SHOWN ? `${shown} and ${routes.length - SHOWN} more` : shown
}
