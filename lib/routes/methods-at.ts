/** URL → the routes of every method there, in one look-up whatever the number of routes and methods. */
import createRouter, { type Config, type HTTPVersion } from 'find-my-way'

/** What one pattern has for one method: a value for each host constraint, and one without. */
interface Choice<T> {
  any: T | undefined
  readonly byName: Map<string, T>
  readonly byPattern: Array<{ readonly pattern: RegExp, readonly value: T }>
}

type Entry<T> = Map<string, Choice<T>>

/** The router options that decide which pattern a URL matches. */
export type MatchOptions = Pick<Config<HTTPVersion.V1>,
  'caseSensitive' | 'ignoreTrailingSlash' | 'ignoreDuplicateSlashes' | 'maxParamLength'> &
  { readonly useSemicolonDelimiter?: boolean }

const VISITOR = 'visitor'
/** Stands in the place of a constraint's value while the router searches. */
const VISIT = -1
/** For what the router asks for and does not need here: a search is given its value, and accepts no route. */
const NEVER_CALLED = Function.prototype as () => never
/** How many combinations of patterns are remembered; an application has about as many as it has patterns. */
const MAX_REMEMBERED = 10_000
/** All methods share the tree of this one. */
const TREE = 'GET'

/**
 * A router in which all methods share one tree.
 *
 * A router asks the constraints of every pattern that matches a URL, from the most to the least specific, until one
 * accepts. A constraint that takes notes and never accepts therefore sees them all in a single look-up, and the first
 * note about a method is the route that Fastify, which has a tree for each method, finds for it.
 */
export class MethodsRouter<T> {
  readonly #router
  readonly #ids = new Map<string, number>()
  readonly #entries: Array<Entry<T>> = []
  /** By id, whether a host constraint has a say in it. */
  readonly #dependsOnHost: boolean[] = []
  /** What was found, by the patterns that matched. */
  readonly #found = new Map<number | string, ReadonlyMap<string, T>>()
  #visited: number[] = []

  constructor (options: MatchOptions) {
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

  /** Adds a route; `host` is its host constraint, if it has one. */
  add (method: string, pattern: string, host: unknown, value: T): void {
    let id = this.#ids.get(pattern)
    if (id === undefined) {
      id = this.#entries.push(new Map()) - 1
      this.#ids.set(pattern, id)
      this.#router.on(TREE, pattern, { constraints: { [VISITOR]: id } }, NEVER_CALLED)
    }
    const entry = this.#entries[id]!
    let choice = entry.get(method)
    if (choice === undefined) entry.set(method, choice = { any: undefined, byName: new Map(), byPattern: [] })
    if (host !== undefined) this.#dependsOnHost[id] = true
    if (typeof host === 'string') choice.byName.set(host, value)
    else if (host instanceof RegExp) choice.byPattern.push({ pattern: stateless(host), value })
    else choice.any = value
  }

  /** The route of each method at the URL: the same object for the same patterns, unless hosts decide. */
  find (url: string, host: string | undefined): ReadonlyMap<string, T> {
    this.#visited = []
    this.#router.find(TREE, url, { [VISITOR]: VISIT })
    const visited = this.#visited
    if (visited.some((id) => this.#dependsOnHost[id])) return this.#merge(visited, host)
    const key = visited.length === 1 ? visited[0]! : visited.join(' ')
    let found = this.#found.get(key)
    if (found === undefined) {
      found = this.#merge(visited, undefined)
      if (this.#found.size < MAX_REMEMBERED) this.#found.set(key, found)
    }
    return found
  }

  /** From the most specific pattern to the least. */
  #merge (ids: readonly number[], host: string | undefined): ReadonlyMap<string, T> {
    const found = new Map<string, T>()
    for (const id of ids) {
      for (const [method, choice] of this.#entries[id]!) {
        if (found.has(method)) continue
        const value = choose(choice, host)
        if (value !== undefined) found.set(method, value)
      }
    }
    return found
  }

  /** The store of one pattern: filled with ids while the tree is built, read with VISIT while it is searched. */
  #notebook (): { get (key: number): null, set (id: number): void } {
    const ids: number[] = []
    return {
      get: (key) => {
        if (key === VISIT) this.#visited.push(...ids)
        return null
      },
      set: (id) => { ids.push(id) }
    }
  }
}

/** The router's own order: a host by name, then by pattern in order of declaration, then routes for any host. */
function choose<T> (choice: Choice<T>, host: string | undefined): T | undefined {
  if (host === undefined) return choice.any
  return choice.byName.get(host) ??
    choice.byPattern.find(({ pattern }) => pattern.test(host))?.value ??
    choice.any
}

/** With `g` or `y` a pattern remembers where it last matched. */
function stateless (pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''))
}
