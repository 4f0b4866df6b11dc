/** Finds origin patterns that cover other patterns, without comparing each pair. */
import { LabelPatterns } from '../compile/label-patterns.ts'
import type { LintedPattern } from './rule-input.ts'

/** Returns the text of a pattern that covers all origins of this pattern and more. Otherwise undefined. */
export type CoverOf = (pattern: LintedPattern) => string | undefined

/** Indexes the patterns once. Each call of the result then costs at most one lookup for each label of the host. */
export function coversOf (patterns: readonly LintedPattern[]): CoverOf {
  /** `scheme://host` → `scheme://host:*` */
  const anyPortHosts = new Map<string, string>()
  /** `scheme://host:port` → `scheme://*.host:port` */
  const suffixes = new Map<string, string>()
  const hosts = new Set<string>()
  const labels = labelsOf(patterns)
  for (const { text, scheme, host, subdomains, label, port } of patterns) {
    if (subdomains) {
      suffixes.set(`${scheme}://${host}:${port}`, text)
      hosts.add(host)
    } else if (label === undefined && port === '*') {
      anyPortHosts.set(`${scheme}://${host}`, text)
    }
  }
  const anyHosts = new Map(patterns.flatMap(({ text, scheme, host }) => host === '*' ? [[scheme, text]] : []))

  return ({ text, scheme, host, subdomains, label, port }) => {
    if (host === '*') return undefined
    const isExact = !subdomains && label === undefined && port !== '*'
    const sameHost = isExact ? anyPortHosts.get(`${scheme}://${host}`) ?? anyHosts.get(scheme) : undefined
    if (sameHost !== undefined) return sameHost
    const byLabel = subdomains || labels.size === 0 ? undefined : coverByLabel(labels, { text, scheme, host, label, port })
    if (byLabel !== undefined) return byLabel
    const name = subdomains || label !== undefined ? `.${host}` : host
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      const suffix = name.slice(dot + 1)
      if (!hosts.has(suffix)) continue
      const found = [port, '*'].map(port => suffixes.get(`${scheme}://${suffix}:${port}`)).find(it => it !== undefined && it !== text)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Indexes the patterns with a "*" inside their label: `scheme://host:port` → the labels of `scheme://a-*-b.host:port`. */
export function labelsOf (patterns: readonly LintedPattern[]): ReadonlyMap<string, LabelPatterns> {
  const labels = new Map<string, LabelPatterns>()
  for (const { text, scheme, host, label, port } of patterns) {
    if (label === undefined) continue
    const key = `${scheme}://${host}:${port}`
    let known = labels.get(key)
    if (known === undefined) labels.set(key, known = new LabelPatterns())
    known.add(label.before, label.after, text)
  }
  return labels
}

/** Finds a pattern with a "*" inside its label that covers an exact host, or all hosts of another such pattern. */
function coverByLabel (
  labels: ReadonlyMap<string, LabelPatterns>, { text, scheme, host, label, port }: Omit<LintedPattern, 'path' | 'subdomains'>
): string | undefined {
  const dot = label === undefined ? host.indexOf('.') : -1
  if (label === undefined && dot === -1) return undefined
  for (const itsPort of new Set([port, '*'])) {
    const known = labels.get(`${scheme}://${host.slice(dot + 1)}:${itsPort}`)
    const found = label === undefined ? known?.find(host, 0, dot) : known?.findCover(label.before, label.after)
    if (found !== undefined && found !== text) return found
  }
  return undefined
}
