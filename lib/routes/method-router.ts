/** URL → the routes of all methods, in a lookup whose cost does not depend on the number of routes and methods. */
import createRouter, { type HTTPMethod } from 'find-my-way'
import type { MatchOptions } from '../fastify/match-options.ts'
import type { Demands } from './constraints.ts'
import { shapeOf } from './pattern.ts'
import { reachable, stateless, type Contender } from './reach.ts'

/** The routes of a pattern, by method. */
type Entry<T> = Map<string, Array<Contender<T>>>

/** The routes that a request to a URL can reach, by method and in the order of the router. */
export type FoundRoutes<T> = ReadonlyMap<string, readonly [T, ...T[]]>

const VISITOR = 'visitor'
/** The value of the constraint during a search. */
const VISIT = -1
const SEARCH = { [VISITOR]: VISIT }
/** A function that the router requires but never calls here, because a search has a fixed value and accepts no route. */
const NEVER_CALLED = Function.prototype as () => never
/** The maximum number of cached combinations of patterns. An application has about as many as it has patterns. */
const MAX_REMEMBERED = 10_000
/** The default tree of methods. */
const TREE = 'GET'

/**
 * A router in which methods share trees.
 *
 * The router checks the constraints of every pattern that matches a URL, from the most to the least specific, until one accepts.
 * So a constraint that records all checks and never accepts finds all patterns in one lookup. The first record for a method is the
 * route that Fastify, which has a tree for each method, would find, if both trees try their patterns in the same order.
 */
export class MethodRouter<T, Site> {
  readonly #router
  readonly #caseSensitive: boolean
  readonly #ignoresTrailingSlash: boolean
  readonly #trees: ReadonlyMap<string, string>
  readonly #treesInUse: string[] = []
  #added = 0
  /** Ids by tree and key of the pattern. */
  readonly #ids = new Map<string, number>()
  readonly #entries: Array<Entry<T>> = []
  /** The values of the host constraints of all routes. */
  readonly #hostNames = new Set<string>()
  readonly #hostPatterns = new Map<string, RegExp>()
  /** Cached results of `makeSite`, by the patterns that matched. */
  readonly #sites = new Map<number | string, Site>()
  readonly #makeSite: (found: FoundRoutes<T>) => Site
  /** The ids at each matching node, the most specific first. */
  #visited: Array<readonly number[]> = []

  /**
   * @param makeSite  creates the result of `find` from the routes of a URL
   * @param trees     the tree of each method; other methods share the default tree
   */
  constructor (options: MatchOptions, makeSite: (found: FoundRoutes<T>) => Site, trees: ReadonlyMap<string, string> = new Map()) {
    this.#caseSensitive = options.caseSensitive ?? true
    this.#ignoresTrailingSlash = options.ignoreTrailingSlash ?? false
    this.#trees = trees
    this.#makeSite = makeSite
    this.#router = createRouter({
      ...options,
      // Fastify has already checked the patterns with its own setting.
      allowUnsafeRegex: true,
      constraints: {
        [VISITOR]: {
          name: VISITOR,
          // The types require handlers, but the store holds the ids of patterns.
          storage: () => this.#notebook() as never,
          deriveConstraint: NEVER_CALLED
        }
      }
    })
  }

  /** Adds a route. Routes must be added in the order of the application's own router. */
  add (method: string, pattern: string, value: T, demands: Demands): void {
    const entry = this.#entries[this.#idOf(this.#trees.get(method) ?? TREE, pattern)]!
    const contender = { value, demands, order: this.#added++ }
    const others = entry.get(method)
    if (others === undefined) entry.set(method, [contender])
    else others.push(contender)
    const { host } = demands
    if (host instanceof RegExp) this.#hostPatterns.set(String(host), stateless(host))
    else if (host !== undefined) this.#hostNames.add(host)
  }

  #idOf (tree: string, pattern: string): number {
    const key = `${tree} ${shapeOf(pattern, this.#caseSensitive).key}`
    let id = this.#ids.get(key)
    if (id === undefined) {
      id = this.#entries.push(new Map()) - 1
      this.#ids.set(key, id)
      if (!this.#treesInUse.includes(tree)) this.#treesInUse.push(tree)
      // Fastify's router has removed a slash at the end already, and this one would remove another one.
      const declared = this.#ignoresTrailingSlash ? `${pattern}/` : pattern
      this.#router.on(tree as HTTPMethod, declared, { constraints: { [VISITOR]: id } }, NEVER_CALLED)
    }
    return id
  }

  /** Returns the site of a URL: the same object for the same matching patterns and host constraints. */
  find (url: string, host: string | undefined): Site {
    this.#visited = []
    for (const tree of this.#treesInUse) this.#router.find(tree as HTTPMethod, url, SEARCH)
    const visited = this.#visited
    const patterns = visited.length === 1 ? visited[0]![0]! : visited.join(' ')
    const key = this.#hostNames.size + this.#hostPatterns.size > 0 ? `${patterns} ${this.#whichHost(host)}` : patterns
    let site = this.#sites.get(key)
    if (site === undefined) {
      site = this.#makeSite(this.#merge(visited, host))
      if (this.#sites.size < MAX_REMEMBERED) this.#sites.set(key, site)
    }
    return site
  }

  /** Returns a cache key for a host: its name, if a constraint uses it, and the regular expressions that it matches. */
  #whichHost (host: string | undefined): string {
    if (host === undefined) return ''
    let seen = this.#hostNames.has(host) ? `=${host} ` : ' '
    for (const pattern of this.#hostPatterns.values()) seen += pattern.test(host) ? '1' : '0'
    return seen
  }

  #merge (places: ReadonlyArray<readonly number[]>, host: string | undefined): FoundRoutes<T> {
    const byMethod = new Map<string, Array<Array<Contender<T>>>>()
    for (const ids of places) {
      const here = new Map<string, Array<Contender<T>>>()
      for (const id of ids) {
        for (const [method, contenders] of this.#entries[id]!) here.set(method, [...here.get(method) ?? [], ...contenders])
      }
      for (const [method, contenders] of here) byMethod.set(method, [...byMethod.get(method) ?? [], contenders])
    }
    const found = new Map<string, readonly [T, ...T[]]>()
    for (const [method, places] of byMethod) {
      const [first, ...others] = reachable(places, host)
      if (first !== undefined) found.set(method, [first, ...others])
    }
    return found
  }

  /** Creates the store of a node. It collects ids while the tree is built, and records a visit when it is read with VISIT. */
  #notebook (): { get (key: number): null, set (id: number): void } {
    const ids: number[] = []
    return {
      get: (key) => {
        if (key === VISIT) this.#visited.push(ids)
        return null
      },
      set: (id) => { ids.push(id) }
    }
  }
}
