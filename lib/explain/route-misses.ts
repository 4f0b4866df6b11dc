/** Which keys of a document's `routes` nearly cover the route that answers. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { PolicyResolution } from '../../types/resolution.ts'
import { baseOf, coveringPattern, type RoutePaths } from '../validate/covering-pattern.ts'
import { choiceOf } from './document-choice.ts'
import { isSlip } from './origin-misses.ts'

/** A key that nearly covers the route, and what would be in effect if it did. */
export interface RouteMiss {
  readonly miss: CorsNearMiss
  readonly policy: CorsPolicy | false
}

/** More would say less. */
const SHOWN_MISSES = 3

/** A document may have very many keys; an answer that takes seconds helps nobody. */
const LOOKED_AT = 10_000

/** Shorter paths are like too many others. */
const SHORTEST = { slip: 5, beginning: 4 }

/** To follow "`…` does not cover `…`: ". The nearer ones first. */
const WORDS: ReadonlyMap<Difference, string> = new Map([
  ['index', 'it covers only what is below'],
  ['case', 'the case differs'],
  ['parameter', 'the names of parameters differ'],
  ['url', 'keys are compared with the path of the route, and not with URLs'],
  ['prefix', 'the prefix of the route is missing'],
  ['slip', 'one character differs'],
  ['begins-alike', 'only the beginning of a part is the same'],
  ['below', 'it covers nothing below itself']
])

const DISTANCES: readonly Difference[] = [...WORDS.keys()]

/**
 * Lists the keys that nearly cover the route, nearest first, three at most; none whose policy the route has anyway.
 *
 * @param url  what is asked for
 */
export function routeMisses ({ subject, origin }: PolicyResolution, url: string): RouteMiss[] {
  const paths = origin?.paths
  // A route that chooses a whole policy for itself depends on no key.
  if (paths === undefined || (origin!.from === 'config' && (origin!.name !== undefined || origin!.config === false))) return []
  const keys = Object.keys(origin!.document.routes ?? {}).slice(0, LOOKED_AT)
  const path = new URL(url).pathname
  const near = keys.flatMap(key => {
    const difference = differenceOf(key, paths, path)
    return difference === undefined ? [] : [{ key, difference, distance: DISTANCES.indexOf(difference) }]
  }).sort((a, b) => a.distance - b.distance)
  const misses: RouteMiss[] = []
  for (const { key, difference } of near) {
    const { policy } = choiceOf(origin!, key)
    if (JSON.stringify(policy) === JSON.stringify(subject.policy)) continue
    misses.push({ miss: missOf(key, difference, paths[0]), policy })
    if (misses.length === SHOWN_MISSES) break
  }
  return misses
}

function missOf (near: string, difference: Difference, given: string): CorsNearMiss {
  const words = `\`${near}\` does not cover \`${given}\`: ${WORDS.get(difference)!}.`
  return { field: 'routes', given, near, differs: [difference], words }
}

/** In what the paths of a route differ from those that a key covers; undefined where it covers them, or comes near none. */
function differenceOf (key: string, paths: RoutePaths, urlPath: string): Difference | undefined {
  if (covers(key, paths)) return undefined
  const base = baseOf(key)
  const start = base ?? key
  if (base !== undefined && covers(`${base}/*`, paths)) return 'index'
  if (covers(key.toLowerCase(), mapped(paths, path => path.toLowerCase()))) return 'case'
  if (covers(nameless(key), mapped(paths, nameless))) return 'parameter'
  if (covers(key, [urlPath])) return 'url'
  if (start.length > 1 && paths.some(path => endsOf(path).some(end => covers(key, [end])))) return 'prefix'
  const [path] = paths
  if (start.length >= SHORTEST.slip && isSlip(start, base === undefined ? path : firstParts(path, start))) return 'slip'
  if (start.length >= SHORTEST.beginning && path.startsWith(start) && path[start.length] !== '/') return 'begins-alike'
  return base === undefined && key !== '/' && covers(`${key}/+`, paths) ? 'below' : undefined
}

function covers (key: string, paths: RoutePaths): boolean {
  return coveringPattern(new Set([key]), paths) !== undefined
}

function mapped ([first, ...others]: RoutePaths, change: (path: string) => string): RoutePaths {
  return [change(first), ...others.map(change)]
}

function nameless (path: string): string {
  return path.replaceAll(/:[\w]+/g, ':name')
}

/** What is left of a path without its first parts, some or all but one. */
function endsOf (path: string): string[] {
  const parts = path.split('/').slice(1)
  return parts.slice(1).map((_, i) => `/${parts.slice(i + 1).join('/')}`)
}

/** As many parts of a path as another has. */
function firstParts (path: string, other: string): string {
  return path.split('/').slice(0, other.split('/').length).join('/')
}
