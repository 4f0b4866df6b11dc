/** Finds keys of `routes` that almost cover a route. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { baseOf, RouteKeys, type RoutePaths } from '../validate/covering-pattern.ts'
import { choiceOf } from './document-choice.ts'
import { isMisspelling } from './origin-misses.ts'

/** A key that almost covers the route, and the policy that it would select. */
export interface RouteMiss {
  readonly miss: CorsNearMiss
  readonly policy: CorsPolicy | false
}

/** More near misses would be confusing. */
const SHOWN_MISSES = 3

/** Limits the run time for documents with very many keys. */
const MAX_KEYS = 10_000

/** Shorter paths are similar to too many others. */
const SHORTEST = { slip: 5, beginning: 4 }

/** The messages after "`…` does not cover `…`: ", the nearest first. */
const MESSAGES: ReadonlyMap<Difference, string> = new Map([
  ['index', 'it covers only paths below it'],
  ['case', 'the case differs'],
  ['parameter', 'the parameter names differ'],
  ['url', 'keys are compared with the path of the route, not with the URL'],
  ['prefix', 'the prefix of the route is missing'],
  ['slip', 'one character differs'],
  ['same-beginning', 'only the beginning of a part is the same'],
  ['below', 'it does not cover paths below it']
])

const DISTANCES: readonly Difference[] = [...MESSAGES.keys()]

/**
 * Lists the keys that almost cover the route: at most three, the nearest first. Skips keys with the effective policy.
 *
 * @param url  the URL of the request
 */
export function routeMisses ({ subject, context }: PolicyResolution, url: string): RouteMiss[] {
  const paths = context?.paths
  // Keys do not affect a route that selects a complete policy itself.
  if (paths === undefined || (context!.from === 'config' && (context!.name !== undefined || context!.config === false))) return []
  const keys = Object.keys(context!.document.routes ?? {}).slice(0, MAX_KEYS)
  const path = new URL(url).pathname
  const near = keys.flatMap(key => {
    const difference = new RouteKeys([key], context!.caseSensitive).covering(paths) === undefined ? differenceOf(key, paths, path) : undefined
    return difference === undefined ? [] : [{ key, difference, distance: DISTANCES.indexOf(difference) }]
  }).sort((a, b) => a.distance - b.distance)
  const misses: RouteMiss[] = []
  for (const { key, difference } of near) {
    const { policy } = choiceOf(context!, key)
    if (JSON.stringify(policy) === JSON.stringify(subject.policy)) continue
    misses.push({ miss: missOf(key, difference, paths[0]), policy })
    if (misses.length === SHOWN_MISSES) break
  }
  return misses
}

function missOf (near: string, difference: Difference, given: string): CorsNearMiss {
  const message = `\`${near}\` does not cover \`${given}\`: ${MESSAGES.get(difference)!}.`
  return { field: 'routes', given, near, differs: [difference], message }
}

/** The difference of a key to the paths of a route that it does not cover. Undefined if it is not similar. */
function differenceOf (key: string, paths: RoutePaths, urlPath: string): Difference | undefined {
  const base = baseOf(key)
  const start = base ?? key
  if (base !== undefined && covers(`${base}/*`, paths)) return 'index'
  if (covers(key.toLowerCase(), mapped(paths, path => path.toLowerCase()))) return 'case'
  if (covers(nameless(key), mapped(paths, nameless))) return 'parameter'
  if (covers(key, [urlPath])) return 'url'
  if (start.length > 1 && paths.some(path => endsOf(path).some(end => covers(key, [end])))) return 'prefix'
  const [path] = paths
  if (start.length >= SHORTEST.slip && isMisspelling(start, base === undefined ? path : firstParts(path, start))) return 'slip'
  if (start.length >= SHORTEST.beginning && path.startsWith(start) && path[start.length] !== '/') return 'same-beginning'
  return base === undefined && key !== '/' && covers(`${key}/+`, paths) ? 'below' : undefined
}

function covers (key: string, paths: RoutePaths): boolean {
  return new RouteKeys([key], true).covering(paths) !== undefined
}

function mapped ([first, ...others]: RoutePaths, change: (path: string) => string): RoutePaths {
  return [change(first), ...others.map(change)]
}

function nameless (path: string): string {
  return path.replaceAll(/:[\w]+/g, ':name')
}

/** The path without its first part, without its first two parts, and so on. */
function endsOf (path: string): string[] {
  const parts = path.split('/').slice(1)
  return parts.slice(1).map((_, i) => `/${parts.slice(i + 1).join('/')}`)
}

/** The first parts of a path, as many as the other path has. */
function firstParts (path: string, other: string): string {
  return path.split('/').slice(0, other.split('/').length).join('/')
}
