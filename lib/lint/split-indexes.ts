/** Indexes, as `/admin` and `/admin/`, that have another policy than what is below them, as `/admin/users`. */
import { baseOf } from '../validate/covering-pattern.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'
import { effectsOf, nextKeys, type Effect } from './route-keys.ts'
import { SameValues } from './same-values.ts'
import type { LintedDocument } from './subject.ts'

export interface SplitIndex {
  /** The key of `routes` that splits it: one that covers the index alone, or one with "/+" where there is none. */
  readonly key: string
  /** Without a slash at its end, but for `/`. */
  readonly index: string
  /** The key that decides about the index; undefined where that is the scope. */
  readonly decides: string | undefined
  /** What the index has. */
  readonly effect: Effect
}

/** Lists the indexes that are split, once for each key. An index that the application is known not to have is none. */
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
      // Nobody takes the root for a part of something.
      return key === '/' || areSame(effect, below, values) ? [] : [{ key, index: base || '/', decides, effect }]
    })
  })
}

/** The paths of an index that the application has; both where that is not known. */
function spellingsOf (base: string, paths: LintedDocument['paths']): string[] {
  return [...new Set([base || '/', `${base}/`])].filter(path => paths === null || paths.has(path))
}

/** No answer shows the other fields. */
const SHOWN = POLICY_FIELDS.filter(field => field !== 'description' && field !== 'dangerouslyAllow')

function areSame (a: Effect, b: Effect, values: SameValues): boolean {
  if (a === false || b === false) return a === b
  return SHOWN.every(field => values.areSame(field, a[field], b[field]))
}
