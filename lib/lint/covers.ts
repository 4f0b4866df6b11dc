/** Which origin patterns cover which, without comparing each with each. */
import type { LintedPattern } from './subject.ts'

/** The text of a pattern that covers every origin of this one and others besides; undefined where none does. */
export type CoverOf = (pattern: LintedPattern) => string | undefined

/** Reads patterns once; then each question costs a look-up for each label of a host at most. */
export function coversOf (patterns: readonly LintedPattern[]): CoverOf {
  /** `scheme://host` of `scheme://host:*` */
  const anyPortHosts = new Map<string, string>()
  /** `scheme://host:port` of `scheme://*.host:port` */
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
