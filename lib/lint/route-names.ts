/** Names of routes in messages. */

interface NamedRoute {
  readonly method: string
  /** The full pattern. */
  readonly url: string
}

/** Returns a name such as `GET /orders/:id`. */
export function routeName ({ method, url }: NamedRoute): string {
  return `${method} ${url}`
}

/** Maximum number of routes in a message. The rest are counted. */
const SHOWN = 3

/** Returns, for example, `GET /orders, PUT /orders/:id`, or the first three and the number of the others. */
export function routeNames (routes: readonly NamedRoute[]): string {
  const shown = routes.slice(0, SHOWN).map(routeName).join(', ')
  return routes.length > SHOWN ? `${shown} and ${routes.length - SHOWN} more` : shown
}
