/** The results for several places → one policy document. */
import type { CorsMigration } from '../../types/migration.ts'
import type { CorsPolicy, CorsPolicyChoice, CorsPolicyDocument } from '../../types/policy.ts'
import { validatePolicy } from '../validate.ts'

/**
 * Combines results: that for all paths becomes the policy of the scope, and the others become named policies with a key of `routes`.
 *
 * @param off       keys of routes without CORS
 * @param notFound  false if the library did not cover URLs without a route
 * @returns    null if a result has no policy, unless no page had access, if two different policies are for one place, or if nothing is left
 */
export function combineMigrations (migrations: readonly CorsMigration[], off: readonly string[] = [], notFound?: false): CorsPolicyDocument | null {
  if (migrations.some(({ document, verdict }) => document === null && verdict !== 'exact')) return null
  if (haveSamePlace(migrations)) return null
  const policies: Record<string, CorsPolicy> = {}
  const places = migrations.filter(({ document }) => document !== null).map(({ place }) => comparable(place ?? ''))
  // Elsewhere, no policy applies.
  const covered = off.filter(path => places.some(place => `${comparable(path)}/`.startsWith(place)))
  const routes: Record<string, CorsPolicyChoice> = Object.fromEntries(covered.map(path => [path, false]))
  let scope: CorsPolicyDocument = {}
  for (const { place, document } of migrations) {
    if (place === null) {
      scope = document ?? {}
    } else if (document === null) {
      routes[place] = false
    } else {
      routes[place] = nameFor(place, document as CorsPolicy, policies)
    }
  }
  const document = { ...scope, ...Object.keys(policies).length > 0 && { policies }, ...Object.keys(routes).length > 0 && { routes }, ...notFound === false && { notFound } }
  return Object.keys(policies).length > 0 || 'origins' in document ? validatePolicy(document) : null
}

/** Adds a policy by the name of its place, if none of them is the same. */
function nameFor (place: string, policy: CorsPolicy, policies: Record<string, CorsPolicy>): string {
  const text = JSON.stringify(policy)
  const known = Object.entries(policies).find(([, other]) => JSON.stringify(other) === text)
  if (known !== undefined) return known[0]
  const base = place.replaceAll(/[^a-zA-Z\d]+/g, '-').replaceAll(/^-|-$/g, '') || 'root'
  let name = base
  for (let i = 2; name in policies; i++) name = `${base}-${i}`
  policies[name] = policy
  return name
}

/** A path in one letter case, with one name for all parameters, and without the wildcard at its end. */
function comparable (path: string): string {
  return path.toLowerCase().replaceAll(/:[^/]+/g, ':').replace(/\*$/, '')
}

/** Whether there are different policies for one place. Which of them applied is not known. */
function haveSamePlace (migrations: readonly CorsMigration[]): boolean {
  const known = new Map<string | null, string>()
  return migrations.some(({ place, document }) => {
    const text = JSON.stringify(document)
    const before = known.get(place)
    known.set(place, text)
    return before !== undefined && before !== text
  })
}
