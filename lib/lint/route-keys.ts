/** What the keys of a document's `routes` choose, and what would decide if one of them were not there. */
import type { CorsPolicy, CorsPolicyChoice } from '../../types/policy.ts'
import { scopePolicy } from '../validate.ts'
import { baseOf, withoutSlash } from '../validate/covering-pattern.ts'
import type { LintedDocument } from './subject.ts'

/** A policy; false where CORS is off. */
export type Effect = CorsPolicy | false

/** What each key makes of its routes, and the scope of the others. */
export function effectsOf ({ document, names }: Pick<LintedDocument, 'document' | 'names'>): (key: string | undefined) => Effect {
  const scope = scopePolicy(document)
  const effectOf = (choice: CorsPolicyChoice): Effect => {
    if (typeof choice === 'string') return names.get(choice)!
    // It is valid, so that one of the two has origins.
    return choice === false ? false : { ...scope, ...choice } as CorsPolicy
  }
  const effects = new Map(Object.entries(document.routes ?? {}).map(([key, choice]) => [key, effectOf(choice)]))
  return key => key === undefined ? scope ?? false : effects.get(key)!
}

/** For each key the one that decides about its routes without it; undefined where that is the scope. */
export function nextKeys (keys: readonly string[]): ReadonlyMap<string, string | undefined> {
  const known = new Set(keys)
  // No other lengths are tried, so that a path with a thousand slashes costs no more than its length.
  const lengths = new Set(keys.map(({ length }) => length))
  const above = (path: string): string | undefined => {
    for (let slash = path.lastIndexOf('/'); slash !== -1; slash = slash === 0 ? -1 : path.lastIndexOf('/', slash - 1)) {
      if (!lengths.has(slash + 2)) continue
      const found = ['/+', '/*'].map(end => path.slice(0, slash) + end).find(key => known.has(key))
      if (found !== undefined) return found
    }
    return undefined
  }
  return new Map(keys.map(key => {
    const path = baseOf(key) ?? withoutSlash(key)
    const all = `${path}/*`
    // An exact key gives way to the one without a slash at its end.
    if (baseOf(key) === undefined && key !== path && known.has(path)) return [key, path]
    return [key, key !== all && known.has(all) ? all : above(path)]
  }))
}
