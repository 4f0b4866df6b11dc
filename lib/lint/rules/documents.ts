/** Rules about the entries of `routes`, about overrides, and about private suffixes. */
import type { CorsPolicy } from '../../../types/policy.ts'
import { sourcesIn, textOfEntry } from '../../origin-entries.ts'
import { isLocalhostName } from '../../standard/origin.ts'
import { pointer } from '../../validate/issue.ts'
import { POLICY_FIELDS } from '../../validate/policy.ts'
import { publicSuffixCoveredBy } from '../../validate/public-suffix.ts'
import { IDLE_MESSAGE } from '../ignores.ts'
import { SameValues } from '../policy-queries.ts'
import { effectsOf, nextKeys, type Effect } from '../route-keys.ts'
import type { DocumentRule, PolicyRule } from '../rule.ts'
import { splitIndexes, type SplitIndex } from '../split-indexes.ts'

/** Parameters as in other frameworks and in OpenAPI. */
const FOREIGN_PARAMETER = /^(?:\{[^{}]*\}|\[[^[\]]*\]|<[^<>]*>)$/

const routeKeyLooksMistaken: DocumentRule = {
  id: 'route-key-looks-mistaken',
  severity: 'warning',
  about: 'document',
  check ({ document, paths, idlePatterns }, report) {
    for (const key of Object.keys(document.routes ?? {})) {
      if (paths !== null && !idlePatterns.includes(key)) continue
      const parts = key.split('/')
      const part = parts.find((part, i) => part === '+' ? i < parts.length - 1 : FOREIGN_PARAMETER.test(part))
      if (part === undefined) continue
      const advice = part === '+' ? 'Use "/+" only at the end of a key.' : 'Use the parameter as in the route, such as ":id".'
      report(pointer('/routes', key), `The key contains ${JSON.stringify(part)}, which is plain text here. ${advice}`)
    }
  }
}

const indexLeftWithCredentials: DocumentRule = {
  id: 'index-left-with-credentials',
  severity: 'warning',
  about: 'document',
  check (subject, report) {
    for (const split of splitIndexes(subject)) {
      if (!isLeft(split) || !hasCredentials(split)) continue
      const index = JSON.stringify(split.index)
      report(pointer('/routes', split.key), `The key does not cover ${index}, which has the policy of ${deciderOf(split)}, with ` +
        `credentials. Use ${wholeOf(split)} to cover both, or add the key ${index}.`)
    }
  }
}

const indexSplitFromBelow: DocumentRule = {
  id: 'index-split-from-below',
  severity: 'info',
  about: 'document',
  check (subject, report) {
    for (const split of splitIndexes(subject)) {
      const path = pointer('/routes', split.key)
      if (!isLeft(split)) {
        report(path, 'The key gives the index a different policy than the paths below it. Check that this is intended.')
      } else if (!hasCredentials(split)) {
        report(path, `The key does not cover ${JSON.stringify(split.index)}, which has the policy of ${deciderOf(split)}. ` +
          `Use ${wholeOf(split)} to cover both.`)
      }
    }
  }
}

/** Whether a key with "/+" leaves the index to another policy. */
function isLeft ({ key }: SplitIndex): boolean {
  return key.endsWith('/+')
}

function hasCredentials ({ effect }: SplitIndex): boolean {
  return effect !== false && effect.credentials === true
}

/** What determines the policy of the index. */
function deciderOf ({ decides }: SplitIndex): string {
  return decides === undefined ? 'the scope' : JSON.stringify(decides)
}

/** The key that covers the index and the paths below it. */
function wholeOf ({ key }: SplitIndex): string {
  return JSON.stringify(`${key.slice(0, -1)}*`)
}

const routeChoiceWithoutEffect: DocumentRule = {
  id: 'route-choice-without-effect',
  severity: 'info',
  about: 'document',
  check (subject, report) {
    const keys = Object.keys(subject.document.routes ?? {})
    const known = new Set(keys)
    const effectOf = effectsOf(subject)
    const values = new SameValues()
    const isSame = (a: Effect, b: Effect): boolean => a === b || (a !== false && b !== false && values.arePoliciesSame(a, b))
    for (const [pattern, next] of nextKeys(keys)) {
      const own = effectOf(pattern)
      if (!isSame(effectOf(next), own)) continue
      // Without this key, the key with a trailing slash would apply.
      const twin = `${pattern}/`
      if (known.has(twin) && !isSame(effectOf(twin), own)) continue
      const without = next === undefined ? 'the scope' : JSON.stringify(next)
      report(pointer('/routes', pattern), `The entry has no effect, because the route gets the same policy from ${without}. Remove the ` +
        'entry or correct it.')
    }
  }
}

const overrideFieldWithoutEffect: PolicyRule = {
  id: 'override-field-without-effect',
  severity: 'info',
  about: 'policy',
  reads: POLICY_FIELDS,
  check ({ policy, refined }, report) {
    if (refined === undefined) return
    for (const field of POLICY_FIELDS) {
      if (policy[field] === undefined || isDecision(field, policy, refined.policy) || !refined.has(field, policy[field])) continue
      report(`/${field}`, 'The field has the same value as the inherited policy. Remove the field.',
        { fix: { op: 'remove' }, writtenOnly: true })
    }
  }
}

/** An empty list shows that the headers were considered, so that other rules find nothing. */
function isDecision (field: keyof CorsPolicy, policy: CorsPolicy, base: CorsPolicy): boolean {
  return (field === 'allowedHeaders' || field === 'exposedHeaders') && policy[field]?.length === 0 && base[field] === undefined
}

const overrideWidensAccess: PolicyRule = {
  id: 'override-widens-access',
  severity: 'info',
  about: 'policy',
  reads: ['origins', 'credentials'],
  check ({ policy, credentials, patterns, refined }, report) {
    if (refined === undefined) return
    const base = refined.policy
    if (credentials && base.credentials !== true) {
      report('/credentials', 'The override allows credentials, but the policy that it overrides does not. Check that these routes need ' +
        'credentials.')
    }
    if (policy.origins === '*' && base.origins !== '*') {
      report('/origins', 'The override allows any origin, but the policy that it overrides lists origins. Check that the responses of ' +
        'these routes are public.')
    }
    if (policy.origins === '*' || base.origins === '*' || policy.origins === base.origins) return
    const known = new Set(sourcesIn(base.origins).map(textOfEntry))
    for (const entry of sourcesIn(policy.origins)) {
      if (known.has(textOfEntry(entry))) continue
      report(`/origins/${policy.origins.indexOf(entry)}`, 'The override adds a source that the policy that it overrides does not have. Check that these routes need it.')
    }
    for (const pattern of patterns) {
      if (!refined.lacks(pattern)) continue
      report(pattern.path, 'The override adds a wildcard that the policy that it overrides does not have. Check that these routes need it.')
    }
  }
}

const privateSuffixWithoutEffect: DocumentRule = {
  id: 'private-suffix-without-effect',
  severity: 'info',
  about: 'document',
  check ({ document }, report) {
    const seen = new Set<string>()
    for (const [i, suffix] of (document.privateSuffixes ?? []).entries()) {
      const reason = seen.has(suffix) ? 'The suffix is already listed' : redundancyOf(suffix)
      seen.add(suffix)
      if (reason !== undefined) report(`/privateSuffixes/${i}`, `${reason}. Remove it.`, { fix: { op: 'remove' } })
    }
  }
}

const NONE: readonly string[] = []

function redundancyOf (suffix: string): string | undefined {
  if (isLocalhostName(suffix)) return 'The suffix is a localhost name, for which subdomains cannot be registered'
  return publicSuffixCoveredBy(suffix, NONE) === undefined ? undefined : 'The suffix is already in the public suffix list'
}

const lintIgnoreWithoutEffect: DocumentRule = {
  id: 'lint-ignore-without-effect',
  severity: 'warning',
  about: 'document',
  check ({ idleIgnores }, report) {
    for (const i of idleIgnores ?? []) {
      report(`/lint/ignore/${i}`, IDLE_MESSAGE, { fix: { op: 'remove' } })
    }
  }
}

export const DOCUMENT_RULES = [
  routeKeyLooksMistaken, indexLeftWithCredentials, indexSplitFromBelow, routeChoiceWithoutEffect, overrideFieldWithoutEffect,
  overrideWidensAccess, privateSuffixWithoutEffect, lintIgnoreWithoutEffect
]
