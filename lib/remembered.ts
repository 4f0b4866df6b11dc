/** What browsers and caches remember of a policy that is replaced: how long, and what to purge. */
import type { CorsPolicy, CorsPolicyDocument } from '../types/policy.ts'
import type { CorsRememberedPolicy } from '../types/remembered.ts'
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
  const known = new Map<CorsPolicy | undefined, Map<CorsPolicy | undefined, boolean>>()
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

/** Whether two policies lead to the same headers. Lists in another order count as different, which only names more routes. */
function areSame (before: CorsPolicy | undefined, after: CorsPolicy | undefined, known: Map<unknown, Map<unknown, boolean>>): boolean {
  if (before === undefined || after === undefined) return before === after
  let results = known.get(before)
  if (results === undefined) known.set(before, results = new Map())
  let result = results.get(after)
  if (result === undefined) results.set(after, result = haveSameFields(before, after))
  return result
}

const FIELDS = ['origins', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'preflightStatus', 'preflightCacheControl'] as const

function haveSameFields (before: CorsPolicy, after: CorsPolicy): boolean {
  return FIELDS.every((field) => {
    const [a, b] = [before[field], after[field]]
    if (a === b) return true
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((entry, i) => entry === b[i] || areSameEntries(entry, b[i]))
  })
}

/** Entries of sources are objects. */
function areSameEntries (a: unknown, b: unknown): boolean {
  return typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b)
}
