/** Paths that a routed pattern may match: https://github.com/delvedor/find-my-way#supported-path-formats */

/** What stands in place of parameters, one in each path. */
const VALUES = ['1', 'a', 'a1-b2', '2024-01-31']

/** A parameter with its expression or question mark, an escaped colon, or a star. */
const PARTS = /::|:\w+(?:\((?:[^()]|\([^()]*\))*\))?\??|\*/g

/** Makes up paths; whether one reaches the route is for the router to say. */
export function examplePaths (pattern: string): string[] {
  const paths = VALUES.map(value => pattern.replaceAll(PARTS, part => part === '::' ? ':' : value))
  // Fastify has a spelling of its own for everything, without a slash.
  return [...new Set(paths.map(path => path.startsWith('/') ? path : `/${path}`))]
}
