/** URL → the routes of every method there, in one look-up whatever the number of routes and methods. */
import createRouter, { type Config, type HTTPMethod, type HTTPVersion } from 'find-my-way'
import { shapeOf } from './pattern.ts'

/** What one pattern has for one method: a value for each host constraint, and one without. */
interface Choice<T> {
  any: T | undefined
  readonly byName: Map<string, T>
  readonly byPattern: Array<{ readonly pattern: RegExp, readonly value: T, readonly weight: number }>
}

type Entry<T> = Map<string, Choice<T>>

/** The routes of a URL. */
export interface Found<T> {
  /** By method, the most specific one. */
  readonly at: ReadonlyMap<string, T>
  /** By method, what a request may reach instead, where the most specific one is open. */
  readonly instead: ReadonlyMap<string, readonly T[]>
}

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
export class MethodsRouter<T, Site> {
  readonly #router
  readonly #caseSensitive: boolean
  readonly #trees: ReadonlyMap<string, string>
  readonly #treesInUse: string[] = []
  /** By tree and key of the pattern. */
  readonly #ids = new Map<string, number>()
  readonly #entries: Array<Entry<T>> = []
  /** What host constraints ask for, in any route. */
  readonly #hostNames = new Set<string>()
  readonly #hostPatterns = new Map<string, RegExp>()
  /** What was made of what was found, by the patterns that matched. */
  readonly #sites = new Map<number | string, Site>()
  /** Values of routes that a preflight cannot be sure to reach. */
  readonly #open = new Set<T>()
  readonly #makeSite: (found: Found<T>) => Site
  /** The ids at each place that matches, the most specific first. */
  #visited: Array<readonly number[]> = []

  /**
   * @param makeSite  what `find` gives for the routes of a URL
   * @param trees     which tree each method has; those that are not listed share one
   */
  constructor (options: MatchOptions, makeSite: (found: Found<T>) => Site, trees: ReadonlyMap<string, string> = new Map()) {
    this.#caseSensitive = options.caseSensitive ?? true
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

  /**
   * Adds a route, in the order of the application's own router.
   *
   * @param host    its host constraint, if it has one
   * @param weight  how many constraints it has besides: with any a request may pass it by
   */
  add (method: string, pattern: string, host: unknown, value: T, weight: number): void {
    if (weight > 0) this.#open.add(value)
    const entry = this.#entries[this.#idOf(this.#trees.get(method) ?? TREE, pattern)]!
    let choice = entry.get(method)
    if (choice === undefined) entry.set(method, choice = { any: undefined, byName: new Map(), byPattern: [] })
    if (typeof host === 'string') {
      this.#hostNames.add(host)
      choice.byName.set(host, value)
    } else if (host instanceof RegExp) {
      const pattern = this.#hostPatterns.get(String(host)) ?? stateless(host)
      this.#hostPatterns.set(String(host), pattern)
      choice.byPattern.push({ pattern, value, weight })
    } else {
      choice.any = value
    }
  }

  #idOf (tree: string, pattern: string): number {
    const key = `${tree} ${shapeOf(pattern, this.#caseSensitive).key}`
    let id = this.#ids.get(key)
    if (id === undefined) {
      id = this.#entries.push(new Map()) - 1
      this.#ids.set(key, id)
      if (!this.#treesInUse.includes(tree)) this.#treesInUse.push(tree)
      this.#router.on(tree as HTTPMethod, pattern, { constraints: { [VISITOR]: id } }, NEVER_CALLED)
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

  /** From the most specific pattern to the least, of each method until a route that no request passes by. */
  #merge (places: ReadonlyArray<readonly number[]>, host: string | undefined): Found<T> {
    const at = new Map<string, T>()
    const instead = new Map<string, T[]>()
    const closed = new Set<string>()
    for (const ids of places) {
      const entries = ids.map((id) => this.#entries[id]!)
      for (const method of new Set(entries.flatMap((entry) => [...entry.keys()]))) {
        const choices = entries.map((entry) => entry.get(method)).filter((choice) => choice !== undefined)
        for (const value of candidates(choices, host)) {
          if (closed.has(method)) break
          const others = instead.get(method)
          if (others !== undefined) others.push(value)
          else if (this.#open.has(value)) instead.set(method, [])
          if (!at.has(method)) at.set(method, value)
          if (!this.#open.has(value)) closed.add(method)
        }
      }
    }
    return { at, instead }
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

/**
 * The router's own order: a host by name, then by pattern, where those with fewer constraints come first and then those
 * declared first, then routes for any host.
 */
function candidates<T> (choices: ReadonlyArray<Choice<T>>, host: string | undefined): T[] {
  const any = choices.map((choice) => choice.any)
  if (host === undefined) return any.filter((value) => value !== undefined)
  const named = choices.map(({ byName }) => byName.get(host)).filter((value) => value !== undefined)
  const [matching] = choices.flatMap(({ byPattern }) => byPattern).sort((a, b) => a.weight - b.weight)
    .filter(({ pattern }) => pattern.test(host))
  return [named[0] ?? matching?.value, ...any].filter((value) => value !== undefined)
}

/** With `g` or `y` a pattern remembers where it last matched. */
function stateless (pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
}
