/** Paths of OpenAPI documents, as @fastify/swagger makes them of routed patterns → the routes. */
import type { ResolvedCorsRoute } from '../../types/fastify.ts'

/** Finds the routes that an operation of a document describes; several where constraints tell them apart. */
export type RouteFinder = (path: string, method: string) => readonly ResolvedCorsRoute[]

/**
 * Prepares the search in a list of routes.
 *
 * @param basePaths  of the document's servers, which the paths of the document may lack
 */
export function routeFinder (routes: readonly ResolvedCorsRoute[], basePaths: readonly string[]): RouteFinder {
  const whole = byPath(routes, ({ url }) => openApiPath(url))
  const stripped = byPath(routes, ({ url }) => openApiPath(withoutBase(url, basePaths)))
  // A router that does not tell slashes apart has patterns with fewer of them; and what a base path leaves may begin with none.
  const folded = byPath(routes, ({ url }) => fold(openApiPath(withoutBase(url, basePaths))))
  return (path, method) => {
    // What an optional parameter leaves behind.
    const known = path.replace(/\}\?$/, '}')
    for (const there of [whole.get(known), stripped.get(known), folded.get(fold(known))]) {
      const found = there?.filter(route => route.method === method) ?? []
      if (found.length > 0) return found
    }
    return []
  }
}

function byPath (routes: readonly ResolvedCorsRoute[], pathOf: (route: ResolvedCorsRoute) => string): ReadonlyMap<string, readonly ResolvedCorsRoute[]> {
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

/** Where the parentheses that open at a place close, or that place where none open. */
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

/** Whatever its host is, by https://www.rfc-editor.org/rfc/rfc6761.html#section-6.4 */
const SERVER = 'https://server.invalid'

interface Server {
  readonly url?: string
  readonly variables?: Readonly<Record<string, { readonly default?: string }>>
}

/** Paths that the servers of a document have, less those that are empty: of OpenAPI 3 `servers`, of Swagger 2 `basePath`. */
export function basePathsOf (document: { readonly servers?: readonly Server[], readonly basePath?: string }): readonly string[] {
  const { servers = [], basePath = '/' } = document
  const paths = servers.map(({ url = '', variables }) => {
    const resolved = url.replace(/\{([^{}]+)\}/g, (_, name: string) => String(variables?.[name]?.default))
    // Whether a host is valid depends on the version of Node, and only the path is of interest.
    return new URL(resolved.replace(/^(?:[a-z][a-z\d+.-]*:\/*|\/\/)[^/?#]*/i, SERVER), SERVER).pathname
  })
  return [...paths, basePath].filter(path => path !== '/')
}
