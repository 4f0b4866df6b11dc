/** The effects of the keys in `routes`, and which key would apply if one of them were missing. */
import type { CorsPolicy, CorsPolicyChoice } from '../../types/policy.ts'
import { scopePolicy } from '../validate.ts'
import { baseOf, withoutSlash } from '../validate/covering-pattern.ts'
import type { LintedDocument } from './rule-input.ts'

/** A policy, or false if CORS is off. */
export type Effect = CorsPolicy | false

/** Returns the effect of a key on its routes. For undefined, the effect of the scope. */
export function effectsOf ({ document, names }: Pick<LintedDocument, 'document' | 'names'>): (key: string | undefined) => Effect {
  const scope = scopePolicy(document)
  const effectOf = (choice: CorsPolicyChoice): Effect => {
    if (typeof choice === 'string') return names.get(choice)!
    // The document is valid, so one of the two has `origins`.
    return choice === false ? false : { ...scope, ...choice } as CorsPolicy
  }
  const effects = new Map(Object.entries(document.routes ?? {}).map(([key, choice]) => [key, effectOf(choice)]))
  return key => key === undefined ? scope ?? false : effects.get(key)!
}

/** Maps each key to the key that would apply to its routes without it. Undefined means the scope. */
export function nextKeys (keys: readonly string[]): ReadonlyMap<string, string | undefined> {
  const known = new Set(keys)
  // Only lengths of existing keys are tried, so the cost of a path with many slashes stays linear.
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
    // Without an exact key, the same key without its trailing slash applies.
    if (baseOf(key) === undefined && key !== path && known.has(path)) return [key, path]
    return [key, key !== all && known.has(all) ? all : above(path)]
  }))
}
