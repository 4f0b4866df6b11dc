/** Finds origin patterns that almost cover an origin, and their differences. */
import type { Difference, CorsNearMiss } from '../../types/explanation.ts'
import { MAX_ORIGIN_LENGTH, endsInANumber, isLocalhostName, isLoopback, parseOrigin, type SerializedOrigin } from '../standard/origin.ts'
import { isPrivateNetworkHost } from '../standard/private-network.ts'
import { LabelPatterns } from '../compile/label-patterns.ts'
import { readOriginPattern, type ParsedOriginPattern, type PatternLabel } from '../validate/origin-grammar.ts'
import { spellingMiss } from './spelling-miss.ts'

/** More near misses would be confusing. */
const SHOWN_MISSES = 3

/** Limits the run time for policies with very many origins. */
const MAX_PATTERNS = 100_000

type TuplePattern = Extract<ParsedOriginPattern, { kind: 'tuple' }>
/** The relation of the host of an origin to that of a pattern: covered, or a difference. */
type HostRelation = 'covered' | Difference

/** Lower numbers are nearer. */
const DISTANCES: Readonly<Partial<Record<HostRelation, number>>> = {
  covered: 0, label: 2, apex: 2, subdomain: 2, parent: 2, 'trailing-dot': 2, loopback: 4, network: 4, slip: 4, preview: 4, id: 5, sibling: 5, 'same-beginning': 6, 'same-ending': 6
}

/** The messages after "is not covered by `…`: ". */
const MESSAGES: Readonly<Partial<Record<HostRelation, string>>> = {
  scheme: 'the scheme differs',
  port: 'the port differs',
  apex: 'a subdomain pattern does not cover the domain itself',
  subdomain: 'a subdomain is a different origin',
  parent: 'the pattern is for a subdomain',
  label: 'the first label does not fit',
  'trailing-dot': 'a trailing dot makes a different host',
  loopback: 'different loopback hosts are different origins',
  network: 'a host of the local network is not the loopback host',
  sibling: 'another subdomain of the same domain is a different origin',
  preview: 'a preview has another origin, and on a shared host anyone can have this name',
  id: 'the id differs, as between an installed extension and its copy in development',
  slip: 'the host differs in one character',
  'same-beginning': 'only the beginning of the host is the same',
  'same-ending': 'only the end of the host is the same'
}

/**
 * The patterns that almost cover an origin: at most three, the nearest first.
 *
 * @param origin   any text that is not in the set of the patterns
 * @param has      whether an origin is in the set
 * @param placeOf  a text about the place of a pattern, such as " in the source"
 * @param isShared whether anyone can have names below a domain. Without it, no domain has one owner: pages in browsers lack the list.
 */
export function originMisses (
  origin: string, patterns: readonly string[], has: (origin: string) => boolean,
  placeOf: (pattern: string) => string = () => '', isShared: (domain: string) => boolean = () => true
): CorsNearMiss[] {
  if (origin === 'null') return [OPAQUE]
  if (origin === 'file://') return [FILE]
  if (origin.length > MAX_ORIGIN_LENGTH) return []
  const parts = parseOrigin(origin)
  if (parts === undefined) return spellingMiss(origin, has)
  const misses: { readonly distance: number, readonly miss: CorsNearMiss }[] = []
  for (const pattern of patterns.slice(0, MAX_PATTERNS)) {
    const differences = differencesOf(parts, readOriginPattern(pattern), isShared)
    if (differences === undefined) continue
    const messages = differences.map(difference => MESSAGES[difference]!)
    misses.push({
      distance: (DISTANCES[differences[0]!] ?? 0) + differences.length,
      miss: {
        field: 'origins',
        given: origin,
        near: pattern,
        differs: differences,
        message: `\`${origin}\` is not covered by \`${pattern}\`${placeOf(pattern)}: ${messages.join(', and ')}.`
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
  message: '`null` is the origin of sandboxed frames, of `file:` and `data:` pages, and of requests after cross-origin ' +
    'redirects. Any page can have it.'
}

const FILE: CorsNearMiss = {
  field: 'origins',
  given: 'file://',
  near: null,
  differs: ['opaque'],
  message: '`file://` is what some WebViews send for pages from files. Any app can have it, so a policy cannot list it. Let the app load its pages ' +
    'from `https:`, for example with an asset loader.'
}

/** The differences, that of the host first. Undefined if the two are not similar. */
function differencesOf (
  origin: SerializedOrigin, pattern: ParsedOriginPattern | undefined, isShared: (domain: string) => boolean
): Difference[] | undefined {
  if (pattern?.kind !== 'tuple') return undefined
  // The origin of a web page is not similar to those of all extensions.
  if (pattern.host === '*' && /^https?$/.test(origin.scheme)) return undefined
  const relation = relationOf(origin, pattern, isShared)
  if (relation === undefined) return undefined
  const differences: Difference[] = relation === 'covered' ? [] : [relation]
  if (origin.scheme !== pattern.scheme) differences.push('scheme')
  if (origin.port !== pattern.port && pattern.port !== '*') differences.push('port')
  return differences
}

function relationOf (
  { scheme, host }: SerializedOrigin, { scheme: listedScheme, host: listed, subdomains, label }: TuplePattern, isShared: (domain: string) => boolean
): HostRelation | undefined {
  if (listed === '*') return 'covered'
  if (label !== undefined) return labelRelation(host, listed, label)
  const isBelow = host.endsWith(`.${listed}`)
  if (subdomains) {
    if (host === listed) return 'apex'
    if (isBelow) return 'covered'
    if (host.endsWith('.') && host.slice(0, -1).endsWith(`.${listed}`)) return 'trailing-dot'
    return host.endsWith(listed) ? 'same-ending' : undefined
  }
  if (host === listed) return 'covered'
  if (host === `${listed}.` || `${host}.` === listed) return 'trailing-dot'
  if (isBelow) return 'subdomain'
  if (listed.endsWith(`.${host}`)) return 'parent'
  if (isLoopbackHost(listed)) {
    // What servers show that listen on all addresses.
    if (isLoopbackHost(host) || host === '0.0.0.0') return 'loopback'
    // A single label can be anything.
    if (isPrivateNetworkHost(host) && /[.:]/.test(host)) return 'network'
  }
  if (isPreview(host, listed)) return 'preview'
  if (host.startsWith(`${listed}.`)) return 'same-beginning'
  if (host.endsWith(listed)) return 'same-ending'
  if (isMisspelling(host, listed)) return 'slip'
  if (scheme === listedScheme && scheme.endsWith('-extension')) return 'id'
  return areSiblings(host, listed, isShared) ? 'sibling' : undefined
}

/** Whether the first labels differ only in what precedes a hyphen or follows one. */
function isPreview (host: string, listed: string): boolean {
  const [dot, end] = [host.indexOf('.'), listed.indexOf('.')]
  const domain = host.slice(dot + 1)
  if (dot < 1 || end < MIN_LABEL || domain !== listed.slice(end + 1) || !domain.includes('.') || endsInANumber(domain)) return false
  return `-${host.slice(0, dot)}-`.includes(`-${listed.slice(0, end)}-`)
}

/** Shorter labels are parts of many names. */
const MIN_LABEL = 3

/** Whether two hosts are below one domain that one owner has. */
function areSiblings (host: string, listed: string, isShared: (domain: string) => boolean): boolean {
  const domain = host.slice(host.indexOf('.') + 1)
  return domain === listed.slice(listed.indexOf('.') + 1) && domain.includes('.') && !endsInANumber(domain) && !isShared(domain)
}

/** Compares with a pattern that has a "*" inside its leftmost label. */
function labelRelation (host: string, listed: string, { before, after }: PatternLabel): HostRelation | undefined {
  const dot = host.indexOf('.')
  if (host.slice(dot + 1) !== listed) return host.endsWith(`.${listed}`) ? 'subdomain' : undefined
  const patterns = new LabelPatterns()
  patterns.add(before, after, '')
  return patterns.find(host, 0, dot) === undefined ? 'label' : 'covered'
}

function isLoopbackHost (host: string): boolean {
  return isLoopback(host) || isLocalhostName(host)
}

/** Whether two texts differ in one added, missing or different character, or in two swapped neighbors. */
export function isMisspelling (a: string, b: string): boolean {
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const left = a.slice(start, a.length - end)
  const right = b.slice(start, b.length - end)
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left[0] === right[1] && left[1] === right[0])
}
