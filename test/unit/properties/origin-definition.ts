/** What an origin pattern covers, by its definition. It uses regular expressions, which are slow and easy to verify, and shares no code with lib. */

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' }

const ORIGIN = /^(https?):\/\/(\[[^\]]*\]|[^:[\]]*)(?::([1-9][0-9]{0,4}))?$/s
const PATTERN = /^(https?):\/\/(.*?)(?::(\d+|\*))?$/
const LABEL = /^(?!-)[a-z0-9_-]{1,63}$(?<!-)/
const EXTENSION = /^(chrome-extension|moz-extension|safari-web-extension|vscode-webview):\/\/(.+)$/
// Hosts of extensions in the random origins: a name or a dot, with an optional port.
const EXTENSION_HOST = /^(?=.{1,253}$)(?:\.|(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?)(?::(?!0)\d{1,5})?$/
const LABELS = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

/** Answers for a set of patterns, one after the other: whether one of them covers an origin. */
export function byDefinition (patterns: readonly string[]): (origin: string) => boolean {
  const exact = patterns.filter((pattern) => !pattern.includes('*'))
  const schemes = patterns.filter((pattern) => pattern.endsWith('://*')).map((pattern) => pattern.slice(0, -4))
  const wildcards = patterns.filter((pattern) => pattern.includes('*') && !pattern.endsWith('://*')).map((pattern) => PATTERN.exec(pattern)!)
  return (origin) => {
    if (exact.some((pattern) => pattern === origin)) return true
    const [, scheme, extension] = EXTENSION.exec(origin) ?? []
    if (scheme !== undefined) return schemes.includes(scheme) && EXTENSION_HOST.test(extension!) && Number(/:(\d+)$/.exec(extension!)?.[1] ?? 1) <= 65535
    const parts = ORIGIN.exec(origin)
    return parts !== null && wildcards.some((pattern) => covers(pattern, parts))
  }
}

type Parts = readonly (string | undefined)[]

function covers ([, scheme, host = '', port]: Parts, [, itsScheme, itsHost = '', itsPort]: Parts): boolean {
  if (itsScheme !== scheme) return false
  if (itsPort !== undefined && (Number(itsPort) > 65535 || itsPort === DEFAULT_PORTS[scheme!])) return false
  if (port !== '*' && itsPort !== port) return false
  const [, before, after, rest] = /^([^.]*)\*([^.]*)\.(.*)$/.exec(host) ?? []
  if (rest !== undefined && before! + after! !== '') {
    const [, label, itsRest] = /^([^.]*)\.(.*)$/s.exec(itsHost) ?? []
    if (label === undefined || itsRest !== rest || itsHost.length > 253 || !LABEL.test(label)) return false
    const star = label.slice(before!.length, label.length - after!.length)
    return label === before! + star + after! && /^[a-z0-9-]+$/.test(star)
  }
  if (!host.startsWith('*.')) return itsHost === host
  const suffix = host.slice(1)
  if (!itsHost.endsWith(suffix) || itsHost.length > 253) return false
  return LABELS.test(itsHost.slice(0, -suffix.length))
}
