/** The routes that rules check. */

/** A route of an application. */
export interface LintedRoute {
  readonly method: string
  /** The full pattern. */
  readonly url: string
  /** Everything else. Routes that differ only in their URL can have one object. */
  readonly kind: RouteKind
}

/** What routes can have in common. */
export interface RouteKind {
  readonly method: string
  /** The constraint host, if the router compares it with `Host` as text; otherwise undefined. */
  readonly host: string | undefined
  /** Whether only requests with `Accept-Version` reach it. */
  readonly needsVersion: boolean
  /** Empty if the schema is missing or not an object. */
  readonly schema: Readonly<Record<string, unknown>>
  readonly isWebSocket: boolean
  /** Whether the server can receive requests with the method. */
  readonly isReceived: boolean
  /** Whether the route has a parser for bodies of this media type. */
  readonly parses: (mediaType: string) => boolean
  /** Names of the hooks that run before the handler. '' for a hook without a name. */
  readonly hooks: readonly string[]
  /** Whether a hook of `app.cors.originGuard()` is among them. */
  readonly hasGuard: boolean
  /** Whether `config.corsGuard` exempts the route from such hooks. */
  readonly isGuardOff: boolean
  /** Whether a plugin with this name is registered in the scope of the route. */
  readonly hasPlugin: (name: string) => boolean
  /** Whether @fastify/cors is registered in the scope of the route or called as a function. */
  readonly hasFastifyCors: boolean
}
