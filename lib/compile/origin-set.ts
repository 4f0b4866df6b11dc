/** Origin patterns → a set with lookups in bounded time, independent of the number of patterns. */
import type { OriginSet } from '../../types/decision.ts'
import { MAX_HOST_LENGTH, MAX_LABEL_LENGTH, MAX_ORIGIN_LENGTH, isSerializedOrigin } from '../standard/origin.ts'
import { finish, isStepEnd, type Steps } from '../validate/steps.ts'
import { LabelPatterns } from './label-patterns.ts'

/** The wildcard patterns of one scheme. The strings are stored in a form that can be compared with a slice of an origin. */
interface Wildcards {
  /** Index of the host's first byte in an origin of this scheme. */
  readonly hostStart: number
  /** The port that is never serialized. */
  readonly defaultPort: number
  /** `host` of `scheme://host:*` */
  readonly anyPortHosts: Set<string>
  /** `.host[:port]` of `scheme://*.host[:port]` */
  readonly suffixes: Set<string>
  /** `.host` of `scheme://*.host:*` */
  readonly anyPortSuffixes: Set<string>
  /** `.host[:port]` of `scheme://a-*-b.host[:port]`, with the patterns of the label. */
  readonly labels: Map<string, LabelPatterns>
  /** `.host` of `scheme://a-*-b.host:*` */
  readonly anyPortLabels: Map<string, LabelPatterns>
  /** Indexed by number of labels: whether a suffix has this number. Limits the lookups for a long host. */
  readonly labelCounts: boolean[]
}

/**
 * Compiles valid origin patterns.
 *
 * Exact patterns cost one hash lookup, wildcards one more for each distinct number of labels.
 * The origin is compared, never normalized: https://fetch.spec.whatwg.org/#cors-check
 */
export function compileOrigins (patterns: readonly string[]): OriginSet {
  return finish(originSteps(patterns))
}

/** The same in steps. */
export function * originSteps (patterns: readonly string[]): Steps<OriginSet> {
  const exact = new Set<string>()
  const http = wildcards('http://', 80)
  const https = wildcards('https://', 443)
  /** `scheme` of `scheme://*` */
  const schemes = new Set<string>()
  let hasWildcards = false
  for (let i = 0; i < patterns.length; i++) {
    if (isStepEnd(i)) yield
    const pattern = patterns[i]!
    if (!pattern.includes('*')) {
      exact.add(pattern)
      continue
    }
    hasWildcards = true
    if (pattern.startsWith('https://')) addWildcard(https, pattern)
    else if (pattern.startsWith('http://')) addWildcard(http, pattern)
    else schemes.add(pattern.slice(0, pattern.indexOf(':')))
  }

  function has (origin: string): boolean {
    // The set has no longer origins, so hashing them would waste time.
    if (origin.length > MAX_ORIGIN_LENGTH) return false
    if (exact.has(origin)) return true
    if (!hasWildcards) return false
    if (origin.startsWith('https://')) return matchesWildcard(https, origin)
    if (origin.startsWith('http://')) return matchesWildcard(http, origin)
    return schemes.has(origin.slice(0, origin.indexOf(':'))) && isSerializedOrigin(origin)
  }
  return Object.freeze({ has })
}

function wildcards (prefix: string, defaultPort: number): Wildcards {
  return {
    hostStart: prefix.length,
    defaultPort,
    anyPortHosts: new Set(),
    suffixes: new Set(),
    anyPortSuffixes: new Set(),
    labels: new Map(),
    anyPortLabels: new Map(),
    labelCounts: []
  }
}

function addWildcard (table: Wildcards, pattern: string): void {
  const hasAnyPort = pattern.endsWith(':*')
  const text = pattern.slice(table.hostStart, hasAnyPort ? -2 : undefined)
  const star = text.indexOf('*')
  if (star === -1) {
    table.anyPortHosts.add(text)
    return
  }
  const dot = text.indexOf('.')
  if (dot > 1) {
    const byHost = hasAnyPort ? table.anyPortLabels : table.labels
    const host = text.slice(dot)
    let label = byHost.get(host)
    if (label === undefined) byHost.set(host, label = new LabelPatterns())
    label.add(text.slice(0, star), text.slice(star + 1, dot), pattern)
    return
  }
  const suffix = text.slice(1)
  if (hasAnyPort) table.anyPortSuffixes.add(suffix)
  else table.suffixes.add(suffix)
  table.labelCounts[suffix.split('.').length - 1] = true
}

function matchesWildcard (table: Wildcards, origin: string): boolean {
  const { hostStart } = table
  // The colons of an IPv6 address are inside its brackets.
  const bracket = origin.charCodeAt(hostStart) === 0x5b ? origin.indexOf(']', hostStart) : hostStart
  const colon = origin.indexOf(':', bracket)
  const hostEnd = colon === -1 ? origin.length : colon
  const hasPort = colon !== -1
  const portMayBeAny = !hasPort || isSerializedPort(origin, colon + 1, table.defaultPort)

  if (portMayBeAny && table.anyPortHosts.has(origin.slice(hostStart, hostEnd))) return true
  if (hostEnd - hostStart > MAX_HOST_LENGTH) return false
  if (matchesLabel(table, origin, hostEnd, portMayBeAny)) return true

  let labels = 1
  for (let dot = origin.lastIndexOf('.', hostEnd); dot > hostStart; dot = origin.lastIndexOf('.', dot - 1)) {
    if (table.labelCounts[labels] === true) {
      const matches = table.suffixes.has(origin.slice(dot)) ||
        (portMayBeAny && table.anyPortSuffixes.has(origin.slice(dot, hostEnd)))
      if (matches) return areLabels(origin, hostStart, dot)
    }
    if (++labels >= table.labelCounts.length) return false
  }
  return false
}

/** Whether a pattern with a "*" inside its leftmost label covers the origin. */
function matchesLabel ({ hostStart, labels, anyPortLabels }: Wildcards, origin: string, hostEnd: number, portMayBeAny: boolean): boolean {
  // Without a dot in the host, nothing is found: no pattern has the text from another dot on, or a ":" in its label.
  const dot = origin.indexOf('.', hostStart)
  if (labels.get(origin.slice(dot))?.find(origin, hostStart, dot) !== undefined) return true
  return portMayBeAny && anyPortLabels.get(origin.slice(dot, hostEnd))?.find(origin, hostStart, dot) !== undefined
}

/**
 * Whether the text is one or more labels of `[a-z0-9_-]`; `end` is the dot after the last label. Browsers also serialize hosts with
 * other characters (`!`, `'`, `,` …). A wildcard does not cover these, so a malicious text that ends like a trusted host does not match.
 */
function areLabels (origin: string, start: number, end: number): boolean {
  let labelStart = start
  for (let i = start; i <= end; i++) {
    const c = origin.charCodeAt(i)
    if (c === 0x2e) {
      if (i === labelStart || i - labelStart > MAX_LABEL_LENGTH) return false
      labelStart = i + 1
    } else if (!((c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x2d || c === 0x5f)) {
      return false
    }
  }
  return true
}

/** Whether the text is a port as in a serialized origin: 1 to 65535, no leading zero, not the default port of the scheme. */
function isSerializedPort (origin: string, start: number, defaultPort: number): boolean {
  if (start === origin.length || origin.charCodeAt(start) === 0x30) return false
  let port = 0
  for (let i = start; i < origin.length; i++) {
    const digit = origin.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return false
    port = port * 10 + digit
  }
  return port <= 65535 && port !== defaultPort
}
