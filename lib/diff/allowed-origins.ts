/** The origins of a policy as a set, indexed so that it can be compared with another one. */
import type { OriginSet } from '../../types/decision.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import type { CorsSourceEntry } from '../../types/source.ts'
import { compileOrigins } from '../compile/origin-set.ts'
import type { LabelPatterns } from '../compile/label-patterns.ts'
import { coversOf, labelsOf, type CoverOf } from '../lint/covers.ts'
import { patternsOf } from '../lint/patterns.ts'
import type { LintedPattern } from '../lint/rule-input.ts'
import { DEFAULT_PORTS } from '../standard/origin.ts'
import { patternsIn, sourcesIn, textOfEntry } from '../origin-entries.ts'

/** Stands for the origins in a source, which a comparison of documents cannot know. */
export interface SourceOrigins {
  readonly entry: CorsSourceEntry
  /** Whether they can have the scheme http or ftp. */
  readonly allowsInsecure: boolean
}

export class AllowedOrigins {
  /** Whether every origin is allowed. */
  readonly isAny: boolean
  /** The patterns of the list, except `null`, each once. */
  readonly patterns: readonly LintedPattern[]
  readonly hasNull: boolean
  /** By the text of the entry. */
  readonly sources: ReadonlyMap<string, SourceOrigins>
  /** Returns the text of a pattern that covers all origins of this pattern and more. */
  readonly coverOf: CoverOf
  readonly #texts: ReadonlySet<string>
  readonly #set: OriginSet
  readonly #labels: ReadonlyMap<string, LabelPatterns>
  readonly #hostLabels = new Set<string>()
  readonly #ports = new Set<string>()

  constructor (policy: Pick<CorsPolicy, 'origins' | 'credentials' | 'dangerouslyAllow'>) {
    const { origins, credentials, dangerouslyAllow } = policy
    const texts = new Set(origins === '*' ? [] : patternsIn(origins))
    const allowsInsecure = credentials !== true || dangerouslyAllow?.includes('insecure-origins') === true
    this.isAny = origins === '*'
    this.patterns = patternsOf([...texts])
    this.hasNull = texts.has('null')
    this.sources = new Map(sourcesIn(origins).map(entry => [textOfEntry(entry), { entry, allowsInsecure }]))
    this.coverOf = coversOf(this.patterns)
    this.#texts = texts
    this.#set = compileOrigins([...texts])
    this.#labels = labelsOf(this.patterns)
    for (const { host, port } of this.patterns) {
      for (const label of host.split('.')) this.#hostLabels.add(label)
      this.#ports.add(port)
    }
  }

  /** Whether nothing is allowed. */
  get isEmpty (): boolean {
    return !this.isAny && this.#texts.size === 0 && this.sources.size === 0
  }

  /** The distinct ports of the patterns: '' for the default port, '*' for any port. */
  get ports (): ReadonlySet<string> {
    return this.#ports
  }

  /** Whether the list has a pattern that covers the origin. */
  has (origin: string): boolean {
    return this.#set.has(origin)
  }

  /** Whether one pattern of the list covers all origins of a pattern. */
  covers (pattern: LintedPattern): boolean {
    return this.#texts.has(pattern.text) || this.coverOf(pattern) !== undefined
  }

  /** The patterns with a "*" inside their label, for hosts with one more label than this one. */
  labelsAt ({ scheme, host, port }: LintedPattern): LabelPatterns[] {
    return [port, '*'].flatMap(port => this.#labels.get(`${scheme}://${host}:${port}`) ?? [])
  }

  /** A label that no host of the list has. */
  freshLabel (): string {
    let label = 'other'
    for (let i = 10; this.#hostLabels.has(label); i++) label = i.toString(36)
    return label
  }

  /** A port of a scheme that no pattern of the list names; undefined if they name all ports. */
  freshPort (scheme: string): string | undefined {
    for (let port = 65535; port > 0; port--) {
      const text = String(port)
      if (!this.#ports.has(text) && DEFAULT_PORTS.get(scheme) !== text) return text
    }
    return undefined
  }
}

/** CORS is off. */
export const NO_ORIGINS = new AllowedOrigins({ origins: [] })
