/** Finds the few patterns of a list that almost cover an origin, without reading the whole list. */
import { isLocalhostName, isLoopback, parseOrigin } from '../standard/origin.ts'
import { isPrivateNetworkHost } from '../standard/private-network.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'
import { isMisspelling } from './origin-misses.ts'

/** Limits the time to build an index, for lists with a million origins. */
const MAX_PATTERNS = 10_000

/** Limits the time for an origin: hosts with one different character are only looked for in short lists. */
const MAX_COMPARED_HOSTS = 256

/** The number of patterns with one host that are kept. A host can have many ports. */
const MAX_OF_HOST = 8

/** The number of enclosing domains of an origin that are looked up. */
const MAX_PARENTS = 6

/** The key of all loopback hosts. */
const LOOPBACK = 'loopback'

/** The key of patterns for every host. */
const ANY_HOST = '*'

export class NearbyPatterns {
  readonly #byHost = new Map<string, string[]>()

  constructor (patterns: readonly string[]) {
    for (const pattern of patterns.slice(0, MAX_PATTERNS)) {
      const parsed = readOriginPattern(pattern)
      if (parsed?.kind !== 'tuple') continue
      const { scheme, host } = parsed
      this.#add(host, pattern)
      if (isLoopbackHost(host)) this.#add(LOOPBACK, pattern)
      if (scheme.endsWith('-extension')) this.#add(`${scheme}:`, pattern)
      // A page of the domain itself, while only its subdomain is listed.
      const parent = parentOf(host)
      if (parent.includes('.')) this.#add(parent, pattern)
    }
  }

  /** Returns patterns that can be close to an origin, without duplicates; none for a text that is not an origin. */
  near (origin: string): string[] {
    const parts = parseOrigin(origin)
    if (parts === undefined) return []
    const host = parts.host.endsWith('.') ? parts.host.slice(0, -1) : parts.host
    const isLocal = isLoopbackHost(host) || isPrivateNetworkHost(host) || host === '0.0.0.0'
    const hosts = [host, ANY_HOST, `${parts.scheme}:`, ...isLocal ? [LOOPBACK] : [], ...parentsOf(host)]
    if (this.#byHost.size <= MAX_COMPARED_HOSTS) {
      for (const other of this.#byHost.keys()) if (isMisspelling(host, other)) hosts.push(other)
    }
    return [...new Set(hosts.flatMap((key) => this.#byHost.get(key) ?? []))]
  }

  #add (key: string, pattern: string): void {
    const known = this.#byHost.get(key)
    if (known === undefined) this.#byHost.set(key, [pattern])
    else if (known.length < MAX_OF_HOST) known.push(pattern)
  }
}

function isLoopbackHost (host: string): boolean {
  return isLoopback(host) || isLocalhostName(host)
}

function parentOf (host: string): string {
  return host.slice(host.indexOf('.') + 1)
}

function parentsOf (host: string): string[] {
  const labels = host.split('.')
  return labels.slice(1, -1).slice(0, MAX_PARENTS).map((_, i) => labels.slice(i + 1).join('.'))
}
