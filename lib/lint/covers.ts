/** Finds origin patterns that cover other patterns, without comparing each pair. */
import type { LintedPattern } from './subject.ts'

/** Returns the text of a pattern that covers all origins of this pattern and more. Otherwise undefined. */
export type CoverOf = (pattern: LintedPattern) => string | undefined

/** Indexes the patterns once. Each call of the result then costs at most one lookup for each label of the host. */
export function coversOf (patterns: readonly LintedPattern[]): CoverOf {
  /** `scheme://host` → `scheme://host:*` */
  const anyPortHosts = new Map<string, string>()
  /** `scheme://host:port` → `scheme://*.host:port` */
  const suffixes = new Map<string, string>()
  const hosts = new Set<string>()
  for (const { text, scheme, host, subdomains, port } of patterns) {
    if (subdomains) {
      suffixes.set(`${scheme}://${host}:${port}`, text)
      hosts.add(host)
    } else if (port === '*') {
      anyPortHosts.set(`${scheme}://${host}`, text)
    }
  }

  return ({ text, scheme, host, subdomains, port }) => {
    const isExact = !subdomains && port !== '*'
    const sameHost = isExact ? anyPortHosts.get(`${scheme}://${host}`) : undefined
    if (sameHost !== undefined) return sameHost
    const name = subdomains ? `.${host}` : host
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      const suffix = name.slice(dot + 1)
      if (!hosts.has(suffix)) continue
      const found = [port, '*'].map(port => suffixes.get(`${scheme}://${suffix}:${port}`)).find(it => it !== undefined && it !== text)
      if (found !== undefined) return found
    }
    return undefined
  }
}
