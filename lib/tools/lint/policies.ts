/** A document → the policies that it writes down, as rules look at them. */
import type { CorsOverride, CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import { scopePolicy, validateOverride } from '../../validate.ts'
import type { Reach } from '../../validate/choice.ts'
import { pointer } from '../../validate/issue.ts'
import { readOriginPattern } from '../../validate/origin-grammar.ts'
import type { LintedPattern, LintedPolicy, LintedRoute } from './subject.ts'

/** A policy or an override, and where it stands. */
export interface WrittenPolicy {
  /** What the path points into: a route's options, a registration; null for a document. */
  readonly place: string | null
  /** JSON Pointer of the object. */
  readonly path: string
  /** What stands there: all of the fields, or some. */
  readonly written: CorsOverride
  /** What that makes. */
  readonly policy: CorsPolicy
}

/**
 * Lists the policies that a valid document writes down: the scope's, those with names, then overrides.
 *
 * @param reach  named policies, and suffixes to treat like public ones, those of outer registrations included
 */
export function policiesOf (document: CorsPolicyDocument, reach: Reach, place: string | null): WrittenPolicy[] {
  const scope = scopePolicy(document)
  const found: WrittenPolicy[] = scope === undefined ? [] : [{ place, path: '', written: scope, policy: scope }]
  for (const [name, policy] of Object.entries(document.policies ?? {})) {
    found.push({ place, path: pointer('/policies', name), written: policy, policy })
  }
  const choices = Object.entries(document.routes ?? {}).map(([pattern, choice]) => [pointer('/routes', pattern), choice] as const)
  for (const [path, written] of [...choices, ['/notFound', document.notFound] as const]) {
    if (typeof written !== 'object') continue
    // It is valid, so that there is a policy.
    const { policy } = validateOverride(written, scope, reach, path) as { readonly policy: CorsPolicy }
    found.push({ place, path, written, policy })
  }
  return found
}

/** What the overrides among some policies make of one of them. */
export function heirsOf ({ path }: WrittenPolicy, all: readonly WrittenPolicy[]): CorsPolicy[] {
  return path === '' ? all.filter(other => /^\/(?:routes\/|notFound$|config\/cors$)/.test(other.path)).map(({ policy }) => policy) : []
}

/** A policy as rules look at it, with no more than so many of its origins. */
export function lintedPolicy (
  policy: CorsPolicy, privateSuffixes: readonly string[], routes: readonly LintedRoute[] | null, isProduction: boolean,
  heirs: readonly CorsPolicy[], mostOrigins = Infinity
): LintedPolicy {
  return { policy, credentials: policy.credentials === true, patterns: patternsOf(policy, mostOrigins), privateSuffixes, heirs, routes, isProduction }
}

/** The origin patterns of a policy, taken apart; without `null`, and none where it admits every origin. */
export function patternsOf ({ origins }: CorsPolicy, most = Infinity): LintedPattern[] {
  if (origins === '*') return []
  return (origins.length > most ? origins.slice(0, most) : origins).flatMap((text, i) => {
    const parts = readOriginPattern(text)!
    if (parts.kind === 'opaque') return []
    const { scheme, host, subdomains, port } = parts
    return [{ text, path: `/origins/${i}`, scheme, host, subdomains, port }]
  })
}
