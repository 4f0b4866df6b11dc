/** Origin patterns → one set that answers in bounded time, however many patterns it holds. */
import type { OriginSet } from '../../types/decision.ts'
import { MAX_HOST_LENGTH, MAX_LABEL_LENGTH, MAX_ORIGIN_LENGTH } from '../standard/origin.ts'

/** The patterns with a wildcard, of one scheme. Texts are stored so that a slice of an origin is compared with them. */
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
  /** Which numbers of labels occur in suffixes, so that a long host costs no more look-ups than there are of them. */
  readonly labelCounts: boolean[]
}

/**
 * Compiles valid origin patterns.
 *
 * Exact patterns cost one hash look-up, wildcards one more for each distinct number of labels among them.
 * The origin is compared, never normalised: https://fetch.spec.whatwg.org/#cors-check
 */
export function compileOrigins (patterns: readonly string[]): OriginSet {
  const exact = new Set<string>()
  const http = wildcards('http://', 80)
  const https = wildcards('https://', 443)
  let hasWildcards = false
  for (const pattern of patterns) {
    if (pattern.includes('*')) {
      addWildcard(pattern.startsWith('https://') ? https : http, pattern)
      hasWildcards = true
    } else {
      exact.add(pattern)
    }
  }

  function has (origin: string): boolean {
    // Nothing longer can be in the set, so nothing longer is hashed.
    if (origin.length > MAX_ORIGIN_LENGTH) return false
    if (exact.has(origin)) return true
    if (!hasWildcards) return false
    if (origin.startsWith('https://')) return matchesWildcard(https, origin)
    return origin.startsWith('http://') && matchesWildcard(http, origin)
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
    labelCounts: []
  }
}

function addWildcard (table: Wildcards, pattern: string): void {
  const hasAnyPort = pattern.endsWith(':*')
  const text = pattern.slice(table.hostStart, hasAnyPort ? -2 : undefined)
  if (!text.startsWith('*.')) {
    table.anyPortHosts.add(text)
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

/**
 * One or more labels of `[a-z0-9_-]`, where `end` is the dot behind the last. Browsers also serialize hosts with other characters (`!`, `'`, `,` …);
 * a wildcard does not cover them, so that no text that merely ends like a trusted host gets in.
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

/** A port as a serialized origin carries it: 1 to 65535, no leading zero, never the scheme's default. */
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
