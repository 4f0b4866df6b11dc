/** A function of a configuration: which of many origins it allows, and what it compares them with. */
import { isSerializedOrigin } from '../../standard/origin.ts'
import type { FunctionResult, Entry } from '../setup.ts'
import { candidatesOf, expressionOf, isLoopbackOrigin, samplesOf } from './candidates.ts'
import { MAX_OTHERS, type OriginRule, type OtherOrigins } from './cover.ts'
import { PREFIX } from './derived-origins.ts'
import { observing, type Observed } from './observed-argument.ts'

export type FunctionEntry = Extract<Entry, { readonly kind: 'function' }>

/** The maximum number of texts that origins are derived from, and of origins that a function is called with. */
const MAX_SEEDS = 400
const MAX_TRIED = 6000

/** The number of origins that are tried at once, of origins without a result after which no more are tried, and of origins that are tried twice. */
const AT_ONCE = 100
const MAX_SILENT = 500
const MAX_REPEATED = 20

/** The origins that a function has been called with, and its results. */
export class TriedOrigins {
  readonly #entry: FunctionEntry
  readonly #results = new Map<string, FunctionResult>()
  #silent = 0
  readonly #observed: Observed = { texts: new Set(), expressions: new Map(), parts: new Set(), hasLookups: false }

  constructor (entry: FunctionEntry) {
    this.#entry = entry
  }

  get size (): number {
    return this.#results.size
  }

  get (origin: string): FunctionResult | undefined {
    return this.#results.get(origin)
  }

  allows (origin: string): boolean {
    return this.#results.get(origin) === 'allows'
  }

  allowed (): string[] {
    return [...this.#results.keys()].filter(origin => this.allows(origin))
  }

  /** An origin that is not allowed, other than `null`. */
  blocked (): string | undefined {
    return [...this.#results.keys()].find(origin => !this.allows(origin) && isSerializedOrigin(origin))
  }

  get hasLookups (): boolean {
    return this.#observed.hasLookups
  }

  isLoose (pattern: string): boolean {
    return [...this.#observed.parts].some(part => part.length > 2 && pattern.includes(part.replace(/^\./, ''))) &&
      !isLoopbackOrigin(pattern) && this.allows(pattern.replace('*.', 'a.').replace('*', 'a').replace(/:a$/, '').replace('://', `://${PREFIX}`))
  }

  seed (...texts: readonly string[]): void {
    for (const text of texts) this.#observed.texts.add(text)
  }

  texts (): string[] {
    return [...this.#observed.texts].filter(text => text.length > 1 && text.length < 300).slice(0, MAX_SEEDS)
  }

  expressions (): RegExp[] {
    return [...this.#observed.expressions.values()].slice(0, 20)
  }

  /** Several at a time, because an origin without a result takes the whole time that is allowed. */
  async all (origins: Iterable<string>): Promise<void> {
    const waiting = [...new Set(origins)].filter(origin => !this.#results.has(origin)).slice(0, Math.max(0, MAX_TRIED - this.#results.size))
    while (waiting.length > 0 && this.#silent < MAX_SILENT) {
      const some = waiting.splice(0, AT_ONCE)
      const results = await Promise.all(some.map(origin => observing(this.#observed, origin, () => this.#entry.run(origin))))
      for (const [i, origin] of some.entries()) this.#results.set(origin, results[i]!)
      this.#silent += results.filter(result => result === 'gives no result').length
    }
  }

  /** Tries again some origins, allowed ones first. Returns one with another result than before. */
  async unsteady (): Promise<string | undefined> {
    if (this.#silent > 0) return undefined
    for (const origin of [...this.allowed().slice(0, MAX_REPEATED), ...[...this.#results.keys()].slice(0, MAX_REPEATED)]) {
      if (await this.#entry.run(origin) !== this.#results.get(origin)) return origin
    }
    return undefined
  }

  /** Tries what a pattern for an allowed origin would also allow. */
  async neighbors (): Promise<void> {
    const found = this.allowed().filter(origin => /^https?:/.test(origin) && isSerializedOrigin(origin))
    for (const origin of found) {
      const patterns = [...candidatesOf(origin, true), origin.replace('://', '://*.')]
      await this.all([...patterns.flatMap(samplesOf), `${origin}.attacker.example`, `${origin}x`, origin.replace('://', `://${PREFIX}`), origin.replace(/^https?:/, 'zq:'), origin.replace(/^https?:/, scheme => scheme === 'http:' ? 'https:' : 'http:')])
    }
    await this.#othersNearby()
  }

  /** Tries what is nearly an allowed origin of another scheme. */
  async #othersNearby (): Promise<void> {
    const found = this.allowed().filter(origin => !/^https?:|^zq:|^null$/.test(origin) && isSerializedOrigin(origin)).slice(0, MAX_OTHERS)
    await this.all(found.flatMap(origin => [`${origin}x`, `${origin}.attacker.example`, origin.replace('://', `://${PREFIX}`), origin.replace(/^[^:]+:/, 'zq:')]))
  }

  /** Whether an origin was made to test the end of a rule, which does not look at it. */
  #isDerived (origin: string): boolean {
    const [, before = '', end = ''] = /^(https?:\/\/.+?)(x|\.attacker\.example(?::\d+)?|:\d+)$/.exec(origin) ?? []
    if (origin.includes(PREFIX)) return true
    if (end.startsWith(':')) return !isLoopbackOrigin(before) && this.allows(before) && this.allows(`${before}.attacker.example`)
    return before !== '' && this.allows(before)
  }

  /** Tries names that have what the function looks for inside, below the domains of allowed origins. */
  async insides (): Promise<void> {
    const words = [...this.#observed.parts, ...this.texts()].filter(text => /^[a-z\d][a-z\d-]*$/.test(text)).slice(0, MAX_REPEATED)
    const suffixes = [...new Set(this.allowed().map(origin => /^https?:\/\/[^.]+(\..+)$/.exec(origin)?.[1] ?? ''))].filter(suffix => suffix !== '').slice(0, MAX_REPEATED)
    await this.all(suffixes.flatMap(suffix => words.flatMap(word => [`https://${word}${suffix}`, `https://x${word}x${suffix}`, `http://${word}${suffix}`])))
  }

  /** Those that were made from others show that the function does not look at the scheme, or at the end. */
  #others (): OtherOrigins {
    const found = this.allowed().filter(origin => !/^https?:/.test(origin) && (origin === 'null' || isSerializedOrigin(origin)))
    const made = found.find(origin => /^zq:|x$|\.attacker\.example$/.test(origin) || origin.includes(PREFIX)) ?? found[MAX_OTHERS]
    return made === undefined ? { listed: found, witness: undefined } : { listed: [], witness: made }
  }

  rule (): OriginRule {
    const matching = (pattern: string): RegExp => new RegExp(`^(?:${expressionOf(pattern)})$`)
    const texts = this.texts()
    const unescaped = this.#entry.source.replaceAll(/\\(.)/g, '$1')
    return {
      has: origin => this.allows(origin),
      next: (scheme, except) => {
        const known = except.map(matching)
        return this.allowed().find(origin => origin.startsWith(`${scheme}://`) && isSerializedOrigin(origin) && !this.#isDerived(origin) && !known.some(expression => expression.test(origin)))
      },
      opens: (pattern, except) => {
        const opened = samplesOf(pattern).find(origin => origin !== except && !this.allows(origin))
        if (opened !== undefined) return opened
        // A function can refuse names that it compares with.
        const within = matching(pattern)
        return [...this.#results.keys()].find(origin => origin !== except && !this.allows(origin) && isSerializedOrigin(origin) && within.test(origin))
      },
      others: () => this.#others(),
      names: text => {
        const named = new RegExp(`(?:^|[/.,\\s])${text.replaceAll(/[.[\]]/g, String.raw`\$&`)}(?:$|[:/,\\s])`)
        const inSource = new RegExp(`(?:^|[^a-z\\d-])${text.replaceAll(/[.[\]]/g, String.raw`\$&`)}(?:$|[^a-z\\d])`)
        return texts.some(known => named.test(known)) || inSource.test(unescaped)
      }
    }
  }
}
