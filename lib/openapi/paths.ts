/** Finds the routes of paths in OpenAPI documents of @fastify/swagger. */
import type { ResolvedCorsRoute } from '../../types/fastify.ts'

/** Finds the routes of an operation. There are several if they differ in constraints. */
export type RouteFinder = (path: string, method: string) => readonly ResolvedCorsRoute[]

/**
 * Indexes a list of routes.
 *
 * @param basePaths  the base paths of the servers of the document, which its paths may lack
 */
export function routeFinder (routes: readonly ResolvedCorsRoute[], basePaths: readonly string[]): RouteFinder {
  const whole = byPath(routes, ({ url }) => openApiPath(url))
  const stripped = byPath(routes, ({ url }) => openApiPath(withoutBase(url, basePaths)))
  // A router that ignores duplicate slashes has patterns with fewer slashes, and a removed base path can include the leading slash.
  const folded = byPath(routes, ({ url }) => fold(openApiPath(withoutBase(url, basePaths))))
  return (path, method) => {
    // The mark of an optional parameter remains in the path.
    const known = path.replace(/\}\?$/, '}')
    for (const there of [whole.get(known), stripped.get(known), folded.get(fold(known))]) {
      const found = there?.filter(route => route.method === method) ?? []
      if (found.length > 0) return found
    }
    return []
  }
}

function byPath (
  routes: readonly ResolvedCorsRoute[], pathOf: (route: ResolvedCorsRoute) => string
): ReadonlyMap<string, readonly ResolvedCorsRoute[]> {
  const found = new Map<string, ResolvedCorsRoute[]>()
  for (const route of routes) {
    const path = pathOf(route)
    const there = found.get(path)
    if (there === undefined) found.set(path, [route])
    else there.push(route)
  }
  return found
}

/** `/orders/:id(^\\d+$)` → `/orders/{id}`, `/files/*` → `/files/{*}`, `/a::b` → `/a:b`. */
function openApiPath (pattern: string): string {
  let path = ''
  let i = 0
  while (i < pattern.length) {
    const char = pattern[i]!
    if (char !== ':') {
      path += char === '*' ? '{*}' : char
      i++
    } else if (pattern[i + 1] === ':') {
      path += ':'
      i += 2
    } else {
      const [name] = /^\w*/.exec(pattern.slice(i + 1))!
      path += `{${name}}`
      i = endOfExpression(pattern, i + 1 + name.length)
    }
  }
  return path
}

/** The offset after the parentheses that open at `start`. Otherwise `start`. */
function endOfExpression (pattern: string, start: number): number {
  let depth = 0
  for (let i = start; i < pattern.length; i++) {
    if (pattern[i] === '(') depth++
    else if (pattern[i] === ')') depth--
    if (depth === 0) return i === start ? start : i + 1
  }
  return pattern.length
}

function withoutBase (pattern: string, basePaths: readonly string[]): string {
  return basePaths.reduce((rest, base) => rest.startsWith(base) ? rest.slice(base.length) : rest, pattern)
}

function fold (path: string): string {
  return `/${path.split('/').filter(part => part !== '').join('/')}`
}

/** A placeholder host that never exists: https://www.rfc-editor.org/rfc/rfc6761.html#section-6.4 */
const SERVER = 'https://server.invalid'

interface Server {
  readonly url?: string
  readonly variables?: Readonly<Record<string, { readonly default?: string }>>
}

/** The base paths of a document, except "/": from `servers` in OpenAPI 3 and `basePath` in Swagger 2. */
export function basePathsOf (document: { readonly servers?: readonly Server[], readonly basePath?: string }): readonly string[] {
  const { servers = [], basePath = '/' } = document
  const paths = servers.map(({ url = '', variables }) => {
    const resolved = url.replace(/\{([^{}]+)\}/g, (_, name: string) => String(variables?.[name]?.default))
    // Only the path matters, and versions of Node disagree about valid hosts.
    return new URL(resolved.replace(/^(?:[a-z][a-z\d+.-]*:\/*|\/\/)[^/?#]*/i, SERVER), SERVER).pathname
  })
  return [...paths, basePath].filter(path => path !== '/')
}
