/** Finds an origin that a pattern covers, and that a list does not allow. Exact: without a result, there is no such origin. */
import { uncoveredLabel } from '../compile/uncovered-label.ts'
import type { LintedPattern } from '../lint/rule-input.ts'
import { DEFAULT_PORTS, MAX_HOST_LENGTH, MAX_LABEL_LENGTH } from '../standard/origin.ts'
import type { AllowedOrigins } from './allowed-origins.ts'

/** Returns an origin of the pattern that the list does not allow; undefined if it allows all of them. */
export function exampleOutside (pattern: LintedPattern, list: AllowedOrigins): string | undefined {
  if (isExact(pattern)) return list.has(pattern.text) ? undefined : pattern.text
  if (list.covers(pattern)) return undefined
  for (const port of portsToTry(pattern, list)) {
    const found = exampleAt(withPort(pattern, port), list)
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether the pattern stands for one origin. */
export function isExact ({ host, subdomains, label, port }: LintedPattern): boolean {
  return host !== '*' && !subdomains && label === undefined && port !== '*'
}

/** The pattern for one port. */
export function withPort (pattern: LintedPattern, port: string): LintedPattern {
  if (pattern.port !== '*') return pattern
  return { ...pattern, port, text: pattern.text.slice(0, -2) + portText(port) }
}

/** Origins at a port that the list does not name differ only if those at every other port do. */
function portsToTry ({ scheme, port }: LintedPattern, list: AllowedOrigins): Iterable<string> {
  if (port !== '*') return [port]
  const fresh = list.freshPort(scheme)
  return fresh === undefined ? allPorts(scheme) : ['', fresh]
}

function * allPorts (scheme: string): Iterable<string> {
  yield ''
  for (let port = 1; port <= 65535; port++) if (String(port) !== DEFAULT_PORTS.get(scheme)) yield String(port)
}

function exampleAt (pattern: LintedPattern, list: AllowedOrigins): string | undefined {
  if (isExact(pattern)) return list.has(pattern.text) ? undefined : pattern.text
  if (list.covers(pattern)) return undefined
  const { scheme, host, subdomains, label, port } = pattern
  if (host === '*') return firstOutside(list, [`${scheme}://abcdefghijklmnopabcdefghijklmnop`, `${scheme}://${list.freshLabel()}`])
  const originOf = (labels: string): string => `${scheme}://${labels}.${host}${portText(port)}`
  const room = MAX_HOST_LENGTH - host.length - 1
  if (subdomains) return subdomainOutside(list, room, originOf)
  const cover = {
    patterns: list.labelsAt(pattern),
    most: Math.min(MAX_LABEL_LENGTH, room),
    has: (label: string) => list.has(originOf(label))
  }
  const found = uncoveredLabel(label!.before, label!.after, cover)
  return found === undefined ? undefined : originOf(found)
}

/** A pattern that covers all subdomains has been excluded, so below a new label, the list has nothing. */
function subdomainOutside (list: AllowedOrigins, room: number, originOf: (labels: string) => string): string | undefined {
  const texts = ['www', 'app', `www.${list.freshLabel()}`].filter(({ length }) => length <= room)
  const found = firstOutside(list, texts.map(originOf))
  if (found !== undefined || texts.length === 3) return found
  // The host has almost the maximum length, so there are few subdomains.
  return firstOutside(list, labelsUpTo(room, originOf))
}

function firstOutside (list: AllowedOrigins, origins: Iterable<string>): string | undefined {
  for (const origin of origins) if (!list.has(origin)) return origin
  return undefined
}

const IN_LABEL = 'abcdefghijklmnopqrstuvwxyz0123456789-_'

/** All texts of one or more labels, up to a length, the shortest first. */
function * labelsUpTo (most: number, originOf: (labels: string) => string): Iterable<string> {
  let texts = ['']
  for (let length = 1; length <= most; length++) {
    texts = texts.flatMap(text => [...IN_LABEL, ...text === '' || text.endsWith('.') ? [] : ['.']].map(char => text + char))
    for (const text of texts) if (!text.endsWith('.')) yield originOf(text)
  }
}

function portText (port: string): string {
  return port === '' ? '' : `:${port}`
}
