/** Finds an origin that two lists allow. */
import { LabelPatterns } from '../compile/label-patterns.ts'
import type { LintedPattern } from '../lint/rule-input.ts'
import type { PatternLabel } from '../validate/origin-grammar.ts'
import { MAX_HOST_LENGTH, MAX_LABEL_LENGTH } from '../standard/origin.ts'
import { NO_ORIGINS, type AllowedOrigins } from './allowed-origins.ts'
import { exampleOutside, isExact, withPort } from './examples.ts'

/** Returns an origin that both lists allow, without their sources; undefined if there is none. */
export function exampleInBoth (list: AllowedOrigins, other: AllowedOrigins): string | undefined {
  if (list.isAny && other.isAny) return 'https://untrusted.example'
  if (list.isAny) return exampleOf(other)
  if (other.isAny) return exampleOf(list)
  return (list.hasNull && other.hasNull ? 'null' : undefined) ?? inOrder(list, other) ?? inOrder(other, list)
}

function exampleOf ({ patterns: [first], hasNull }: AllowedOrigins): string | undefined {
  return first === undefined ? hasNull ? 'null' : undefined : exampleOutside(first, NO_ORIGINS)
}

/** Overlaps in which the other list has the wider host. */
function inOrder (list: AllowedOrigins, other: AllowedOrigins): string | undefined {
  const exact = list.patterns.find(pattern => isExact(pattern) && other.has(pattern.text))
  if (exact !== undefined) return exact.text
  const wide = list.patterns.filter(pattern => !isExact(pattern))
  const covered = wide.find(pattern => other.covers(pattern))
  if (covered !== undefined) return exampleOutside(covered, NO_ORIGINS)
  return atPortOf(wide, other) ?? byLabel(wide, other)
}

/** A pattern for any port, of which the other list allows one port. */
function atPortOf (wide: readonly LintedPattern[], other: AllowedOrigins): string | undefined {
  for (const pattern of wide.filter(({ port }) => port === '*')) {
    for (const port of other.ports) {
      const at = port === '*' ? undefined : withPort(pattern, port)
      if (at !== undefined && (isExact(at) ? other.has(at.text) : other.covers(at))) return exampleOutside(at, NO_ORIGINS)
    }
  }
  return undefined
}

/** Two patterns with a "*" inside the label of the same host. */
function byLabel (wide: readonly LintedPattern[], other: AllowedOrigins): string | undefined {
  const byHost = new Map<string, LintedPattern[]>()
  for (const pattern of other.patterns) {
    if (pattern.label === undefined) continue
    const known = byHost.get(hostOf(pattern))
    if (known === undefined) byHost.set(hostOf(pattern), [pattern])
    else known.push(pattern)
  }
  for (const pattern of wide) {
    if (pattern.label === undefined) continue
    for (const its of byHost.get(hostOf(pattern)) ?? []) {
      const port = pattern.port === '*' ? its.port : pattern.port
      if (its.port !== '*' && its.port !== port) continue
      const label = sharedLabel(pattern.label, its.label!, pattern.host)
      if (label !== undefined) return `${pattern.scheme}://${label}.${pattern.host}${port === '' || port === '*' ? '' : `:${port}`}`
    }
  }
  return undefined
}

function hostOf ({ scheme, host }: LintedPattern): string {
  return `${scheme}://${host}`
}

/** Returns a label that two labels with a "*" cover: their longer texts, which can overlap, with a letter between them. */
function sharedLabel (one: PatternLabel, other: PatternLabel, host: string): string | undefined {
  const before = longer(one.before, other.before)
  const after = longer(one.after, other.after)
  const most = Math.min(MAX_LABEL_LENGTH, MAX_HOST_LENGTH - host.length - 1)
  const joined = [`${before}x${after}`, `${before}${after}`]
  for (let shared = 1; shared <= after.length; shared++) {
    if (before.endsWith(after.slice(0, shared))) joined.push(before + after.slice(shared))
  }
  return joined.find(label => label.length <= most && covers(one, label) && covers(other, label))
}

function longer (one: string, other: string): string {
  return one.length > other.length ? one : other
}

function covers ({ before, after }: PatternLabel, label: string): boolean {
  const patterns = new LabelPatterns()
  patterns.add(before, after, label)
  return patterns.find(label, 0, label.length) !== undefined
}
