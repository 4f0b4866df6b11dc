/** An origin → the origin patterns that have it, the most general ones first. */
import { isOriginPattern } from '../../validate/origin-grammar.ts'
import { isLocalhostName, isLoopback, parseOrigin } from '../../standard/origin.ts'

/**
 * Lists patterns that have an http or https origin: with a "*" for its first labels, for a part of its first label next to a hyphen, and
 * for its port. The origin itself is the last one.
 *
 * @param isPortFree  whether patterns for any port are wanted
 */
export function candidatesOf (origin: string, isPortFree: boolean): readonly string[] {
  const { scheme, host, port } = parseOrigin(origin)!
  const ports = [...isPortFree ? [':*'] : [], port === '' ? '' : `:${port}`]
  return hostsOf(host)
    .flatMap(candidate => ports.map(end => `${scheme}://${candidate}${end}`))
    .filter(pattern => isOriginPattern(pattern))
}

function hostsOf (host: string): readonly string[] {
  const labels = host.split('.')
  const [first = '', ...rest] = labels
  const subdomains = labels.slice(1).map((_label, i) => `*.${labels.slice(labels.length - 1 - i).join('.')}`)
  const parts = [...first.matchAll(/-/g)].flatMap(({ index }) => [`${first.slice(0, index + 1)}*`, `*${first.slice(index)}`])
  return [...subdomains, ...parts.map(part => [part, ...rest].join('.')), host]
}

/** Whether the host of an origin or of a pattern is the user's own computer. */
export function isLoopbackOrigin (pattern: string): boolean {
  const { host } = parseOrigin(pattern.replace(/:\*$/, '')) ?? { host: '' }
  return isLoopback(host) || isLocalhostName(host)
}

/** Origins that a pattern has, of different kinds. */
export function samplesOf (pattern: string): readonly string[] {
  if (!pattern.includes('*')) return [pattern]
  const [text, ports] = pattern.endsWith(':*') ? [pattern.slice(0, -2), SAMPLE_PORTS] : [pattern, ['']]
  const hosts = text.includes('://*.')
    ? SUBDOMAINS.map(labels => text.replace('*', labels))
    : text.includes('*') ? PARTS.map(part => text.replace('*', part)) : [text]
  return hosts.flatMap(host => ports.map(port => host + port))
}

const SAMPLE_PORTS = [':3000', ':1', ':8443', ':65535', '']
const SUBDOMAINS = ['a', 'any', 'zq-7', 'x1.y2', 'one.two.three', `l${'o'.repeat(60)}ng`]
const PARTS = ['a', 'zq7', 'x-1-y', `l${'o'.repeat(30)}ng`]

/** The regular expression of the origins that a pattern has, of which the whole text must match. */
export function expressionOf (pattern: string): string {
  const escaped = pattern.replace(/:\*$/, '').replaceAll(/[.+\\/[\]]/g, String.raw`\$&`)
  const isWholeLabel = escaped.includes('/*')
  const star = isWholeLabel ? `(?:${LABEL}\\.)+` : '[a-z0-9-]+'
  return escaped.replace(isWholeLabel ? String.raw`*\.` : '*', star) + (pattern.endsWith(':*') ? PORT : '')
}

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const PORT = '(?::[1-9][0-9]{0,4})?'
const HOST = String.raw`(?:${LABEL}\.)*${LABEL}`

/**
 * The origins of pages with a scheme, of which the whole text must match. Hosts are domains and IPv4 addresses, whose labels have letters,
 * digits and hyphens.
 */
export function pageOriginsOf (scheme: 'http' | 'https'): string {
  return `${scheme}:\\/\\/${HOST}${PORT}`
}
