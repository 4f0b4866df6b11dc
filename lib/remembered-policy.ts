/** What browsers and caches remember of a policy that is replaced: how long, and what to purge. */
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { CorsRememberedPolicy } from '../types/remembered-policy.ts'
import { DEFAULT_MAX_AGE, preflightMaxAges } from './browser/preflight-cache.ts'

/** The number of routes that are named. */
const MAX_ROUTES = 100

/** The number of routes in a sentence. */
const SHOWN_ROUTES = 5

/** A route before and after: a policy, or undefined without CORS. */
export interface ChangedRoute {
  /** Such as `GET /orders`. */
  readonly label: string
  readonly before: CorsPolicy | undefined
  readonly after: CorsPolicy | undefined
}

/** Returns what remains for the routes whose policy has changed; undefined if none has. */
export function rememberedByRoutes (routes: Iterable<ChangedRoute>): CorsRememberedPolicy | undefined {
  const labels: string[] = []
  const maxAges: number[] = []
  const known = new Comparisons()
  for (const { label, before, after } of routes) {
    if (areSame(before, after, known)) continue
    labels.push(label)
    if (before !== undefined) maxAges.push(before.maxAge ?? DEFAULT_MAX_AGE)
  }
  return labels.length === 0 ? undefined : remembered(maxAges, labels)
}

/** Returns what can remain of a document whose routes are not known. */
export function rememberedOfDocument (document: CorsPolicyDocument): CorsRememberedPolicy {
  const { policies = {}, routes = {}, notFound } = document
  const choices: unknown[] = [document, ...Object.values(policies), ...Object.values(routes), notFound]
  const maxAges = choices.flatMap((choice) => (Object(choice) as { readonly maxAge?: number }).maxAge ?? [])
  return remembered([DEFAULT_MAX_AGE, ...maxAges], null)
}

function remembered (maxAges: readonly number[], labels: readonly string[] | null): CorsRememberedPolicy {
  const preflights = preflightMaxAges(Math.max(0, ...maxAges))
  const { chromium, firefox, safari } = preflights
  const longestKept = Math.max(chromium, firefox, safari)
  const advice = [
    ...(longestKept === 0
      ? []
      : [`Browsers can use preflights that the previous policy approved for up to ${durationOf(longestKept)} (Chromium: ${chromium} s, Firefox: ${firefox} s, ` +
        `Safari: ${safari} s). Nothing recalls them. A page whose origin is no longer allowed cannot read the responses, but its requests arrive.`]),
    'Responses in caches of browsers and CDNs keep the old headers while they are fresh, and a 304 renews them. ' +
      `Purge ${labels === null ? 'the URLs whose policy has changed' : listOf(labels)} from CDNs, or change the entity tags.`
  ]
  return { preflights, routes: labels?.slice(0, MAX_ROUTES) ?? null, moreRoutes: Math.max(0, (labels?.length ?? 0) - MAX_ROUTES), advice }
}

function listOf (labels: readonly string[]): string {
  const more = labels.length - SHOWN_ROUTES
  return `${labels.slice(0, SHOWN_ROUTES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Returns a number of seconds in words: the largest unit that divides it. */
function durationOf (seconds: number): string {
  for (const [unit, size] of [['day', 86400], ['hour', 3600], ['minute', 60]] as const) {
    if (seconds % size === 0) return `${seconds / size} ${unit}${seconds === size ? '' : 's'}`
  }
  return `${seconds} second${seconds === 1 ? '' : 's'}`
}

/** Results of comparisons, by both values: many overrides have the list of one policy, which can be long. */
class Comparisons {
  readonly #known = new Map<object, Map<object, boolean>>()

  areSame<T extends object> (a: T, b: T, compare: (a: T, b: T) => boolean): boolean {
    let results = this.#known.get(a)
    if (results === undefined) this.#known.set(a, results = new Map())
    let result = results.get(b)
    if (result === undefined) results.set(b, result = compare(a, b))
    return result
  }
}

/** Whether two policies lead to the same headers. Lists in another order count as different, which only names more routes. */
function areSame (before: CorsPolicy | undefined, after: CorsPolicy | undefined, known: Comparisons): boolean {
  if (before === undefined || after === undefined) return before === after
  return known.areSame(before, after, () => haveSameFields(before, after, known))
}

/** The longest lists come last. */
const FIELDS = ['credentials', 'maxAge', 'preflightStatus', 'preflightCacheControl', 'methods', 'allowedHeaders', 'exposedHeaders', 'origins'] as const

function haveSameFields (before: CorsPolicy, after: CorsPolicy, known: Comparisons): boolean {
  return FIELDS.every((field) => {
    const [a, b] = [before[field], after[field]]
    return a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && known.areSame<readonly unknown[]>(a, b, areSameLists))
  })
}

function areSameLists (a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.every((entry, i) => entry === b[i] || areSameEntries(entry, b[i]))
}

/** Entries of sources are objects. */
function areSameEntries (a: unknown, b: unknown): boolean {
  return typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b)
}
