/**
 * What an origin pattern covers, by the letter of its definition: taken apart by regular expressions, which is slow and
 * easy to believe. Shares nothing with the sources.
 */

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

const ORIGIN = /^(https?):\/\/(\[[^\]]*\]|[^:[\]]*)(?::([1-9][0-9]{0,4}))?$/s
const PATTERN = /^(https?):\/\/(.*?)(?::(\d+|\*))?$/
const LABELS = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

/** Answers for a set of patterns, one after the other: whether one of them covers an origin. */
export function byDefinition (patterns: readonly string[]): (origin: string) => boolean {
  const exact = patterns.filter((pattern) => !pattern.includes('*'))
  const wildcards = patterns.filter((pattern) => pattern.includes('*')).map((pattern) => PATTERN.exec(pattern)!)
  return (origin) => {
    if (exact.some((pattern) => pattern === origin)) return true
    const parts = ORIGIN.exec(origin)
    return parts !== null && wildcards.some((pattern) => covers(pattern, parts))
  }
}

type Parts = readonly (string | undefined)[]

function covers ([, scheme, host = '', port]: Parts, [, itsScheme, itsHost = '', itsPort]: Parts): boolean {
  if (itsScheme !== scheme) return false
  if (itsPort !== undefined && (Number(itsPort) > 65535 || itsPort === DEFAULT_PORTS[scheme!])) return false
  if (port !== '*' && itsPort !== port) return false
  if (!host.startsWith('*.')) return itsHost === host
  const suffix = host.slice(1)
  if (!itsHost.endsWith(suffix) || itsHost.length > 253) return false
  return LABELS.test(itsHost.slice(0, -suffix.length))
}
