/** How findings name routes. */

interface NamedRoute {
  readonly method: string
  /** The full pattern. */
  readonly url: string
}

/** As `GET /orders/:id`. */
export function routeName ({ method, url }: NamedRoute): string {
  return `${method} ${url}`
}

/** How many routes one message names. */
const NAMED = 3

/** The first few routes, and how many more there are. At least one. */
export function namedRoutes (routes: readonly NamedRoute[]): string {
  const names = routes.slice(0, NAMED).map(routeName).join(', ')
  return routes.length > NAMED ? `${names} and ${routes.length - NAMED} more` : names
}
