/** Queries about policies and routes that several rules share. */
import type { CorsPolicy, CorsDangerFlag } from '../../types/policy.ts'
import type { CorsSourceEntry } from '../../types/source.ts'
import { patternsIn, sourcesIn, textOfEntry } from '../origin-entries.ts'
import { isNonWildcardRequestHeaderName, isSafelistedResponseHeaderName } from '../standard/headers.ts'
import { isInsecure } from '../standard/insecure-origin.ts'
import { isSafelistedMethod } from '../standard/methods.ts'
import { readOriginPattern, type ParsedOriginPattern } from '../validate/origin-grammar.ts'
import { POLICY_FIELDS } from '../validate/policy.ts'
import { publicSuffixCoveredBy } from '../validate/public-suffix.ts'
import type { RouteKind } from './linted-route.ts'

type Lists = Pick<CorsPolicy, 'methods' | 'allowedHeaders' | 'exposedHeaders'>

/** Whether the list contains "*" or is "*". */
export function allowsAnyHeader ({ allowedHeaders = [] }: Lists): boolean {
  return allowedHeaders.includes('*')
}

/** Whether pages can send a header according to the standard. The name is lower case. Safelisted values are not considered. */
export function allowsHeader (policy: Lists, name: string): boolean {
  const { allowedHeaders = [] } = policy
  if (allowsAnyHeader(policy) && !isNonWildcardRequestHeaderName(name)) return true
  return allowedHeaders !== '*' && allowedHeaders.some(allowed => allowed.toLowerCase() === name)
}

/** Whether pages can read a response header. The name can have any case. */
export function exposesHeader ({ exposedHeaders = [] }: Lists, name: string): boolean {
  if (exposedHeaders === '*' || isSafelistedResponseHeaderName(name)) return true
  return exposedHeaders.some(exposed => exposed.toLowerCase() === name.toLowerCase())
}

/** Whether pages can send requests with a method that has a route. */
export function approvesMethod ({ methods }: Lists, method: string): boolean {
  return isSafelistedMethod(method) || methods === undefined || methods.includes(method)
}

/** The path of a finding about a missing entry of a list: the whole policy if the list itself is missing. */
export function pathOf (policy: Lists, field: keyof Lists): string {
  return policy[field] === undefined ? '' : `/${field}`
}

/** Whether the route has a hook that checks the origin or a CSRF token. */
export function isGuarded ({ hasGuard, isGuardOff, hasPlugin }: RouteKind): boolean {
  return (hasGuard && !isGuardOff) || hasPlugin('@fastify/csrf-protection')
}

/**
 * Lists the entries of `origins` that are valid only because of a flag.
 *
 * @param privateSuffixes  suffixes to treat like public suffixes
 */
export function originsAllowedByFlag (
  flag: CorsDangerFlag, { origins, credentials }: CorsPolicy, privateSuffixes: readonly string[]
): string[] {
  if (origins === '*') return []
  if (flag === 'null-origin') return patternsIn(origins).filter(text => text === 'null')
  if (credentials !== true) return []
  return patternsIn(origins).filter(text => {
    // Validation rejects `null` in a policy with credentials.
    const { scheme, host, subdomains, label } = readOriginPattern(text) as Extract<ParsedOriginPattern, { kind: 'tuple' }>
    if (flag === 'insecure-origins') return isInsecure(scheme, host)
    const isWide = flag === 'shared-host-patterns' ? label !== undefined : subdomains
    return isWide && publicSuffixCoveredBy(host, privateSuffixes) !== undefined
  })
}

/** Lists the sources of a policy whose origins can need a flag. Sources hold no wildcards that need one, and no `null`. */
export function sourcesAffectedByFlag (flag: CorsDangerFlag, { origins, credentials }: CorsPolicy): readonly CorsSourceEntry[] {
  return flag === 'insecure-origins' && credentials === true ? sourcesIn(origins) : []
}

type Field = (typeof POLICY_FIELDS)[number]

/** Defaults of fields. */
const DEFAULTS: Readonly<Partial<Record<Field, unknown>>> = {
  credentials: false, allowedHeaders: [], exposedHeaders: [], dangerouslyAllow: []
}

/** Compares values of fields. The entries of a list are kept, because many policies can be compared with a list of a million entries. */
export class SameValues {
  readonly #known = new WeakMap<object, ReadonlySet<string>>()

  /** Whether two values of a field have the same meaning. Ignores order, duplicates, and the case of header names. */
  areSame (field: Field, a: unknown, b: unknown): boolean {
    const [one, other] = [a ?? DEFAULTS[field], b ?? DEFAULTS[field]]
    if (one === other) return true
    if (!Array.isArray(one) || !Array.isArray(other)) return false
    // Most lists differ in an early entry, so that the second one need not be read.
    const texts = this.#textsOf(field, other)
    if (!one.every(entry => texts.has(textIn(field, entry)))) return false
    const own = this.#textsOf(field, one)
    return own.size === texts.size
  }

  /** Whether two policies are the same in every field. */
  arePoliciesSame (a: CorsPolicy, b: CorsPolicy): boolean {
    return a === b || POLICY_FIELDS.every(field => this.areSame(field, a[field], b[field]))
  }

  #textsOf (field: Field, list: readonly unknown[]): ReadonlySet<string> {
    let texts = this.#known.get(list)
    if (texts === undefined) this.#known.set(list, texts = new Set(list.map(entry => textIn(field, entry))))
    return texts
  }
}

function textIn (field: Field, entry: unknown): string {
  return field.endsWith('Headers') ? String(entry).toLowerCase() : textOfEntry(entry)
}
