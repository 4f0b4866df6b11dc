/** Finds indexes (`/admin` and `/admin/`) with a different policy than the paths below them (`/admin/users`). */
import { sourcesIn } from '../origin-entries.ts'
import { baseOf } from '../validate/covering-pattern.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'
import { effectsOf, nextKeys, type Effect } from './route-keys.ts'
import { SameValues } from './policy-queries.ts'
import type { LintedDocument } from './rule-input.ts'

export interface SplitIndex {
  /** The key of `routes` that causes the difference: a key that covers only the index, or otherwise the key with "/+". */
  readonly key: string
  /** Without a trailing slash, except for `/`. */
  readonly index: string
  /** The key that applies to the index. Undefined means the scope. */
  readonly decides: string | undefined
  /** The effective policy of the index. */
  readonly effect: Effect
}

/** Lists split indexes, once for each key. Skips indexes that the application does not have, if its routes are known. */
export function splitIndexes (subject: LintedDocument): SplitIndex[] {
  const keys = Object.keys(subject.document.routes ?? {})
  const known = new Set(keys)
  const next = nextKeys(keys)
  const effectOf = effectsOf(subject)
  const values = new SameValues()
  return [...new Set(keys.flatMap(key => baseOf(key) ?? []))].flatMap(base => {
    const only = `${base}/+`
    const all = `${base}/*`
    const below = effectOf(known.has(only) ? only : all)
    const keysOfIndex = spellingsOf(base, subject.paths).map(path =>
      [path, ...spellingsOf(base, null), all].find(key => known.has(key)) ?? only)
    return [...new Set(keysOfIndex)].flatMap(key => {
      const decides = key === only ? next.get(only) : key
      const effect = effectOf(decides)
      // The root is not part of a prefix.
      return key === '/' || areSame(effect, below, values) ? [] : [{ key, index: base || '/', decides, effect }]
    })
  })
}

/** The paths of an index that the application has. Both paths if its routes are unknown. */
function spellingsOf (base: string, paths: LintedDocument['paths']): string[] {
  return [...new Set([base || '/', `${base}/`])].filter(path => paths === null || paths.has(path))
}

/** The fields that affect responses. Flags decide only which origins of a source are allowed. */
const RESPONSE_FIELDS = POLICY_FIELDS.filter(field => field !== 'description' && field !== 'dangerouslyAllow')

function areSame (a: Effect, b: Effect, values: SameValues): boolean {
  if (a === false || b === false) return a === b
  if (!RESPONSE_FIELDS.every(field => values.areSame(field, a[field], b[field]))) return false
  return sourcesIn(a.origins).length === 0 || values.areSame('dangerouslyAllow', a.dangerouslyAllow, b.dangerouslyAllow)
}
