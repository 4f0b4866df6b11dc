/** Which origin patterns nearly cover an origin, and in what it differs. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import { MAX_ORIGIN_LENGTH, isLocalhostName, isLoopback, parseOrigin, type SerializedOrigin } from '../standard/origin.ts'
import { readOriginPattern, type OriginPattern } from '../validate/origin-grammar.ts'
import { spellingMiss } from './spelling-miss.ts'

/** More would say less. */
const SHOWN_MISSES = 3

/** A policy may list a million origins; an answer that takes seconds helps nobody. */
const LOOKED_AT = 100_000

type TuplePattern = Extract<OriginPattern, { kind: 'tuple' }>
/** How the host of an origin relates to that of a pattern: covered by it, or nearly. */
type HostRelation = 'covered' | Difference

/** The lower, the nearer. */
const DISTANCES: Readonly<Partial<Record<HostRelation, number>>> = {
  covered: 0, apex: 2, subdomain: 2, parent: 2, 'trailing-dot': 2, loopback: 4, slip: 4, 'begins-alike': 6, 'ends-alike': 6
}

/** To follow "is not covered by `…`; ". */
const WORDS: Readonly<Partial<Record<HostRelation, string>>> = {
  scheme: 'the scheme differs',
  port: 'the port differs',
  apex: 'the apex never is',
  subdomain: 'subdomains are other origins',
  parent: 'its subdomain is another origin',
  'trailing-dot': 'with a trailing dot it is another host',
  loopback: 'the names of the own machine are different origins',
  slip: 'the host differs by one character',
  'begins-alike': 'the host merely begins alike',
  'ends-alike': 'the host merely ends alike'
}

/**
 * The patterns that an origin misses by little, nearest first, three at most.
 *
 * @param origin  not in the set of the patterns; any text
 * @param has     whether an origin is in the set
 */
export function originMisses (
  origin: string, patterns: readonly string[], has: (origin: string) => boolean
): CorsNearMiss[] {
  if (origin === 'null') return [OPAQUE]
  if (origin.length > MAX_ORIGIN_LENGTH) return []
  const parts = parseOrigin(origin)
  if (parts === undefined) return spellingMiss(origin, has)
  const misses: { readonly distance: number, readonly miss: CorsNearMiss }[] = []
  for (const pattern of patterns.slice(0, LOOKED_AT)) {
    const differences = differencesOf(parts, readOriginPattern(pattern))
    if (differences === undefined) continue
    const words = differences.map(difference => WORDS[difference]!)
    misses.push({
      distance: (DISTANCES[differences[0]!] ?? 0) + differences.length,
      miss: {
        field: 'origins',
        given: origin,
        near: pattern,
        differs: differences,
        words: `\`${origin}\` is not covered by \`${pattern}\`; ${words.join(', and ')}.`
      }
    })
  }
  return misses.sort((a, b) => a.distance - b.distance).slice(0, SHOWN_MISSES).map(({ miss }) => miss)
}

const OPAQUE: CorsNearMiss = {
  field: 'origins',
  given: 'null',
  near: null,
  differs: ['opaque'],
  words: '`null` is the origin of sandboxed frames, of `file:` and `data:` pages, and of requests that other origins have ' +
    'redirected: anybody\'s.'
}

/** That of the host first; undefined where the two have too little in common. */
function differencesOf (origin: SerializedOrigin, pattern: OriginPattern | undefined): Difference[] | undefined {
  if (pattern?.kind !== 'tuple') return undefined
  const relation = relationOf(origin.host, pattern)
  if (relation === undefined) return undefined
  const differences: Difference[] = relation === 'covered' ? [] : [relation]
  if (origin.scheme !== pattern.scheme) differences.push('scheme')
  if (origin.port !== pattern.port && pattern.port !== '*') differences.push('port')
  return differences
}

function relationOf (host: string, { host: listed, subdomains }: TuplePattern): HostRelation | undefined {
  const isBelow = host.endsWith(`.${listed}`)
  if (subdomains) {
    if (host === listed) return 'apex'
    if (isBelow) return 'covered'
    if (host.endsWith('.') && host.slice(0, -1).endsWith(`.${listed}`)) return 'trailing-dot'
    return host.endsWith(listed) ? 'ends-alike' : undefined
  }
  if (host === listed) return 'covered'
  if (host === `${listed}.` || `${host}.` === listed) return 'trailing-dot'
  if (isBelow) return 'subdomain'
  if (listed.endsWith(`.${host}`)) return 'parent'
  if (isOwnMachine(host) && isOwnMachine(listed)) return 'loopback'
  if (host.startsWith(`${listed}.`)) return 'begins-alike'
  if (host.endsWith(listed)) return 'ends-alike'
  return isSlip(host, listed) ? 'slip' : undefined
}

function isOwnMachine (host: string): boolean {
  return isLoopback(host) || isLocalhostName(host)
}

/** Whether two texts differ by one character more, less or other, or by two neighbours that are swapped. */
export function isSlip (a: string, b: string): boolean {
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const left = a.slice(start, a.length - end)
  const right = b.slice(start, b.length - end)
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left[0] === right[1] && left[1] === right[0])
}
