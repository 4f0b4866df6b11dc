/** A rule that accepts origins → origin patterns for the same origins, where patterns can express it. */
import { parseOrigin } from '../../standard/origin.ts'
import { isOriginPattern } from '../../validate/origin-grammar.ts'
import { candidatesOf, isLoopbackOrigin } from './candidates.ts'

/** A rule of another library: which origins it accepts. */
export interface OriginRule {
  /** Whether the rule accepts the origin. */
  has (origin: string): boolean
  /** An origin with this scheme that the rule accepts and no pattern has; undefined if there is none. */
  next (scheme: 'http' | 'https', except: readonly string[]): string | undefined
  /** An origin that the pattern has and the rule does not accept, other than `except`; undefined if there is none. */
  opens (pattern: string, except?: string): string | undefined
  /** Origins that the rule accepts and that are not of http or https, such as `null`. */
  others (): OtherOrigins
  /** Whether a host, or a part of one, is named in the rule, and not only matched by it. */
  names (text: string): boolean
}

/** Origins of other schemes, and `null`. */
export interface OtherOrigins {
  /** All of them; empty if there are too many to be listed. */
  readonly listed: readonly string[]
  /** One of them, if there are too many to be listed. */
  readonly witness: string | undefined
}

/** The maximum number of origins of other schemes that are listed. */
export const MAX_OTHERS = 5

/** A pattern that a policy would have to have, but that has more origins than the rule. */
export interface WiderPattern {
  readonly pattern: string
  /** One of the origins that only the pattern has. */
  readonly opens: string
}

/** The patterns for a rule. */
export interface Cover {
  /** Every origin that they have is one of the rule, except those in `loopback`. */
  readonly patterns: readonly string[]
  /** Origins of the rule that no pattern has; empty if the patterns express the rule exactly. */
  readonly missing: readonly string[]
  /** Patterns for the origins in `missing` that have other origins too. */
  readonly wider: readonly WiderPattern[]
  /** Origins of the user's own computer that only the patterns have: those without a port. */
  readonly loopback: readonly string[]
}

/** The number of origins that are listed one by one, and of origins that the rule does not name before the search ends. */
const MAX_LISTED = 40
const MAX_UNNAMED = 6

/** Finds the patterns for a rule that does not accept every origin. */
export function cover (rule: OriginRule): Cover {
  const found = { patterns: [] as string[], missing: [] as string[], wider: [] as WiderPattern[], loopback: [] as string[] }
  for (const scheme of ['https', 'http'] as const) coverScheme(rule, scheme, found)
  const { listed, witness } = rule.others()
  const [invalid = witness] = listed.filter(origin => !isOriginPattern(origin))
  found.patterns.push(...listed.filter(origin => isOriginPattern(origin)))
  // What is missing already has an example, which more people know.
  if (invalid !== undefined && found.missing.length === 0) found.missing.push(invalid)
  return found
}

function coverScheme (rule: OriginRule, scheme: 'http' | 'https', found: { [Key in keyof Cover]: Array<Cover[Key][number]> }): void {
  const general: string[] = []
  const listed: string[] = []
  let origin = rule.next(scheme, [])
  for (let unnamed = 0; origin !== undefined && unnamed < MAX_UNNAMED && listed.length < MAX_LISTED;) {
    const isNamed = rule.names(parseOrigin(origin)!.host)
    const pattern = bestPattern(rule, origin) ?? origin
    if (pattern.replace(/:\*$/, '').includes('*')) general.push(pattern)
    else listed.push(pattern)
    if (!isNamed) unnamed++
    const below = isNamed ? subdomainsOf(origin, general) : undefined
    if (below !== undefined && rule.opens(below) === undefined) general.push(below)
    origin = rule.next(scheme, [...general, ...listed])
  }
  // An endless number of origins cannot be listed, but those that the rule names are meant.
  const kept = origin === undefined ? listed : listed.filter(pattern => rule.names(hostOfPattern(pattern)))
  const left = listed.find(pattern => !kept.includes(pattern))?.replace(/:\*$/, '') ?? origin
  const written = [...general, ...kept].filter(pattern => scheme === 'https' || isLoopbackOrigin(pattern) || !isOfAnyScheme(rule, pattern))
  found.patterns.push(...written)
  found.loopback.push(...written.filter(pattern => isLoopbackOrigin(pattern) && pattern.endsWith(':*') && !rule.has(pattern.slice(0, -2))).map(pattern => pattern.slice(0, -2)))
  const missing = left ?? rule.next(scheme, written)
  if (missing === undefined) return
  found.missing.push(missing)
  const wider = left === undefined ? undefined : namedPattern(rule, left)
  if (wider !== undefined && !isOfAnyScheme(rule, left!)) found.wider.push(wider)
}

/** The most general pattern that has the origin, and nothing that the rule does not accept; undefined for the origin alone. */
function bestPattern (rule: OriginRule, origin: string): string | undefined {
  const isLoopback = isLoopbackOrigin(origin)
  return candidatesOf(origin, isLoopback || hasEnd(rule, origin)).find(pattern => {
    const [, part] = /:\/\/([^./]+-)\*|:\/\/\*(-[^./]+)/.exec(pattern)?.filter(group => group !== undefined) ?? []
    if (!pattern.includes('*') || (part !== undefined && !rule.names(part))) return false
    return rule.opens(pattern, isLoopback && pattern.endsWith(':*') ? pattern.slice(0, -2) : undefined) === undefined
  })
}

/** Removes patterns that others cover. */
export function withoutCovered (patterns: readonly string[]): readonly string[] {
  const all = [...new Set(patterns)]
  // Lists can have thousands of origins, which cover no other.
  const general = all.filter(pattern => pattern.includes('*'))
  return all.filter(pattern => !isCovered(pattern, general.filter(other => other !== pattern)))
}

function isCovered (pattern: string, others: readonly string[]): boolean {
  return others.some(other => {
    const [, scheme = '', suffix = '', port = ''] = /^(https?:\/\/)\*(\.[^:*]+)(:.+)?$/.exec(other) ?? []
    const [own = ''] = /:[\d*]+$/.exec(pattern) ?? []
    const host = pattern.slice(0, pattern.length - own.length)
    if (scheme === '') return other.endsWith(':*') && host === other.slice(0, -2)
    return (port === ':*' || port === own) && pattern.startsWith(scheme) && host.endsWith(suffix)
  })
}

/** The host of an origin pattern. */
export function hostOfPattern (pattern: string): string {
  return parseOrigin(pattern.replace(/:\*$/, ''))?.host ?? pattern
}

/** The pattern for what is below an origin; undefined if that is invalid, or a found pattern covers it. */
function subdomainsOf (origin: string, patterns: readonly string[]): string | undefined {
  const pattern = origin.replace('://', '://*.')
  return isOriginPattern(pattern) && !isCovered(pattern, patterns) && !isCovered(`${pattern}:*`, patterns) ? pattern : undefined
}

/** Whether the rule looks at the end of an origin. Otherwise it was not meant to accept any port. */
function hasEnd (rule: OriginRule, origin: string): boolean {
  return !rule.has(`${origin}.attacker.example`) && !rule.has(`${origin}x`)
}

/** Whether the rule does not look at the scheme. Then http was not meant. */
function isOfAnyScheme (rule: OriginRule, pattern: string): boolean {
  const [sample = ''] = pattern.includes('*') ? [pattern.replace('*.', 'a.').replace(/:\*$/, ':3000').replace('*', 'a')] : [pattern]
  return rule.has(sample.replace(/^https?:/, 'zq:'))
}

/** A pattern with a "*" whose host the rule names; undefined if it names none. */
function namedPattern (rule: OriginRule, origin: string): WiderPattern | undefined {
  const isAnyPort = hasEnd(rule, origin) && rule.has(origin.replace(/(:\d+)?$/, ':4567'))
  const pattern = candidatesOf(origin, isAnyPort)
    .filter(pattern => pattern.includes('://*.') && pattern.endsWith(':*') === isAnyPort && rule.names(pattern.replace(/^.*:\/\/\*\./, '').replace(/:[\d*]+$/, ''))).at(-1)
  const opens = pattern === undefined ? undefined : rule.opens(pattern)
  return opens === undefined ? undefined : { pattern: pattern!, opens }
}
