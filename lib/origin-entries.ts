/** The two kinds of entries in a list of origins. */
import type { CorsOriginEntry } from '../types/policy.ts'
import type { CorsSourceEntry } from '../types/source.ts'

const patterns = new WeakMap<readonly CorsOriginEntry[], readonly string[]>()

/** Returns the origin patterns of a list: the list itself if it has no other entries, otherwise the same copy at each call. */
export function patternsIn (entries: readonly CorsOriginEntry[]): readonly string[] {
  let known = patterns.get(entries)
  if (known === undefined) {
    known = areAllPatterns(entries) ? entries : Object.freeze(entries.filter(isPattern))
    patterns.set(entries, known)
  }
  return known
}

const NO_SOURCES: readonly CorsSourceEntry[] = Object.freeze([])

const sources = new WeakMap<readonly CorsOriginEntry[], readonly CorsSourceEntry[]>()

/** Returns the different entries of a list that stand for the origins in sources: the same list at each call; none for `*`. */
export function sourcesIn (entries: '*' | readonly CorsOriginEntry[]): readonly CorsSourceEntry[] {
  if (entries === '*' || patternsIn(entries) === entries) return NO_SOURCES
  let known = sources.get(entries)
  if (known === undefined) {
    const different = new Map(entries.flatMap((entry) => typeof entry === 'object' ? [[textOfEntry(entry), entry]] : []))
    sources.set(entries, known = Object.freeze([...different.values()]))
  }
  return known
}

const parameters = new WeakMap<readonly CorsSourceEntry[], readonly string[]>()

/** Returns the names of the parameters of a route that are keys of these entries, the same list at each call. */
export function parametersIn (entries: readonly CorsSourceEntry[]): readonly string[] {
  let known = parameters.get(entries)
  if (known === undefined) {
    parameters.set(entries, known = Object.freeze([...new Set(entries.flatMap(({ key }) => typeof key === 'object' ? [key.param] : []))]))
  }
  return known
}

/** Not by `every`, which takes several times as long for a frozen list, and a list can have a million entries. */
function areAllPatterns (entries: readonly CorsOriginEntry[]): entries is readonly string[] {
  for (let i = 0; i < entries.length; i++) if (!isPattern(entries[i]!)) return false
  return true
}

function isPattern (entry: CorsOriginEntry): entry is string {
  return typeof entry === 'string'
}

/** Returns a text that is the same for equal entries, and differs from every pattern for a source. */
export function textOfEntry (entry: unknown): string {
  if (typeof entry !== 'object') return String(entry)
  const { source, key } = entry as CorsSourceEntry
  return JSON.stringify(key === undefined ? { source } : { source, key })
}
