/** A function that reads the path of the request → a conversion for each place. */
import type { CorsMigration, CorsMigrationOptions } from '../../../types/migration.ts'
import { textsIn } from '../../migrate/origins/derived-origins.ts'
import { isPlainPath, keyFor, UNKNOWN_PATH } from '../../migrate/proof/middleware-steps.ts'
import { attempt } from '../load-module.ts'
import type { ConfigurationPart } from './configuration-part.ts'

/** The maximum number of prefixes that are tried. */
const MAX_PREFIXES = 50

/** Calls the function for every route, and below the paths that it names and that routes begin with. */
export async function byPath ({ library, version, given, place }: ConfigurationPart, options: CorsMigrationOptions, routes: readonly string[]): Promise<readonly CorsMigration[]> {
  const above = place?.replace(/\/\*$/, '') ?? ''
  const at = async (path: string): Promise<CorsMigration> => (await attempt('The configuration cannot be read', () => library.convert(given, version, { ...options, path })))[0]!
  const own = routes.filter(route => place === null || route === place || `${route}/`.startsWith(`${above}/`))
  const table = new Map<string | null, CorsMigration>([[place, await at(above + UNKNOWN_PATH)]])
  for (const prefix of prefixesOf(given, own).filter(prefix => prefix.startsWith(above)).slice(0, MAX_PREFIXES)) {
    const found = await at(prefix + UNKNOWN_PATH)
    if (!isSame(found, lookUp(table, prefix + UNKNOWN_PATH, place))) table.set(`${prefix}/*`, found)
  }
  for (const route of own) {
    const found = await at(route)
    if (!isSame(found, lookUp(table, route, place))) table.set(route, found)
  }
  const message = `The function reads the path of the request. It was called for the paths that it names, and for ${own.length} routes of the application. For other paths nothing is proved.`
  return [...table].map(([key, migration], i) => ({ ...migration, place: key, ...i === 0 && { assumptions: [...migration.assumptions, { id: 'paths-tried', message }] } }))
}

/** The paths in the text of a function, and the first parts of routes; shorter ones first. */
function prefixesOf (given: unknown, routes: readonly string[]): readonly string[] {
  const { origin, delegator } = Object(given) as { readonly origin?: unknown, readonly delegator?: unknown }
  const named = [given, origin, delegator].filter(value => typeof value === 'function').flatMap(value => textsIn(String(value)))
  const parts = routes.flatMap(route => route.split('/').slice(1, -1).map((_part, i, all) => `/${all.slice(0, i + 1).join('/')}`))
  const found = [...named.map(text => text.replace(/\/?\*?$/, '')), ...parts].filter(path => path.length > 1 && path.startsWith('/') && isPlainPath(path))
  return [...new Set(found)].sort((a, b) => a.length - b.length)
}

function isSame (one: CorsMigration, other: CorsMigration): boolean {
  const [a, b] = [one, other].map(({ document, nearest, verdict }) => JSON.stringify([document, nearest, verdict]))
  return a === b
}

function lookUp (table: ReadonlyMap<string | null, CorsMigration>, path: string, base: string | null): CorsMigration {
  return table.get(keyFor(table.keys(), path) ?? base)!
}
