/** URL → the routes of every method there, in one look-up whatever the number of routes and methods. */
import createRouter, { type Config, type HTTPMethod, type HTTPVersion } from 'find-my-way'
import type { Demands } from './constraints.ts'
import { shapeOf } from './pattern.ts'
import { reachable, stateless, type Contender } from './reach.ts'

/** What one pattern has, by method. */
type Entry<T> = Map<string, Array<Contender<T>>>

/** By method, the routes that a request to a URL may reach, whatever it carries, in the router's order. */
export type Found<T> = ReadonlyMap<string, readonly [T, ...T[]]>

/** The router options that decide which pattern a URL matches. */
export type MatchOptions = Pick<Config<HTTPVersion.V1>,
  'caseSensitive' | 'ignoreTrailingSlash' | 'ignoreDuplicateSlashes' | 'maxParamLength'> &
  { readonly useSemicolonDelimiter?: boolean }

const VISITOR = 'visitor'
/** Stands in the place of a constraint's value while the router searches. */
const VISIT = -1
const SEARCH = { [VISITOR]: VISIT }
/** For what the router asks for and does not need here: a search is given its value, and accepts no route. */
const NEVER_CALLED = Function.prototype as () => never
/** How many combinations of patterns are remembered; an application has about as many as it has patterns. */
const MAX_REMEMBERED = 10_000
/** The tree of methods of which nothing else is said. */
const TREE = 'GET'

/**
 * A router in which methods share trees.
 *
 * A router asks the constraints of every pattern that matches a URL, from the most to the least specific, until one
 * accepts. A constraint that takes notes and never accepts therefore sees them all in a single look-up, and the first
 * note about a method is the route that Fastify, which has a tree for each method, finds for it: as long as the trees of
 * both have what they try one after the other in the same order.
 */
export class MethodRouter<T, Site> {
  readonly #router
  readonly #caseSensitive: boolean
  readonly #ignoresTrailingSlash: boolean
  readonly #trees: ReadonlyMap<string, string>
  readonly #treesInUse: string[] = []
  #added = 0
  /** By tree and key of the pattern. */
  readonly #ids = new Map<string, number>()
  readonly #entries: Array<Entry<T>> = []
  /** What host constraints ask for, in any route. */
  readonly #hostNames = new Set<string>()
  readonly #hostPatterns = new Map<string, RegExp>()
  /** What was made of what was found, by the patterns that matched. */
  readonly #sites = new Map<number | string, Site>()
  readonly #makeSite: (found: Found<T>) => Site
  /** The ids at each place that matches, the most specific first. */
  #visited: Array<readonly number[]> = []

  /**
   * @param makeSite  what `find` gives for the routes of a URL
   * @param trees     which tree each method has; those that are not listed share one
   */
  constructor (options: MatchOptions, makeSite: (found: Found<T>) => Site, trees: ReadonlyMap<string, string> = new Map()) {
    this.#caseSensitive = options.caseSensitive ?? true
    this.#ignoresTrailingSlash = options.ignoreTrailingSlash ?? false
    this.#trees = trees
    this.#makeSite = makeSite
    this.#router = createRouter({
      ...options,
      // Fastify has judged the patterns by its own setting already.
      allowUnsafeRegex: true,
      constraints: {
        [VISITOR]: {
          name: VISITOR,
          // The types ask for handlers; what a store holds is a bit mask of the routes at one pattern.
          storage: () => this.#notebook() as never,
          deriveConstraint: NEVER_CALLED
        }
      }
    })
  }

  /** Adds a route, in the order of the application's own router. */
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
      // Fastify's router has removed one slash of `/a//` already, and this one removes one too.
      const declared = this.#ignoresTrailingSlash && /.\/$/.test(pattern) ? `${pattern}/` : pattern
      this.#router.on(tree as HTTPMethod, declared, { constraints: { [VISITOR]: id } }, NEVER_CALLED)
    }
    return id
  }

  /** What is made of the routes at the URL: the same object for the same patterns and what they say of the host. */
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

  /** A host as the constraints see it: by its name, if one asks for that, and by the patterns that it matches. */
  #whichHost (host: string | undefined): string {
    if (host === undefined) return ''
    let seen = this.#hostNames.has(host) ? `=${host} ` : ' '
    for (const pattern of this.#hostPatterns.values()) seen += pattern.test(host) ? '1' : '0'
    return seen
  }

  #merge (places: ReadonlyArray<readonly number[]>, host: string | undefined): Found<T> {
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

  /** The store of one place: filled with ids while the tree is built, read with VISIT while it is searched. */
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
