/** A function as a rule about origins: it is called with origins that are derived from what it shows and compares. */
import { isSerializedOrigin } from '../../standard/origin.ts'
import type { CorsMigrationOptions } from '../../../types/migration.ts'
import type { Findings } from '../report.ts'
import { listText } from '../report.ts'
import type { Answer, Entry } from '../setup.ts'
import { candidatesOf, expressionOf, isLoopbackOrigin, samplesOf } from './candidates.ts'
import type { OriginRule } from './cover.ts'
import { coverExpression, type ExpressionScope } from './expression-rule.ts'
import { originsFrom, PREFIX, textsIn } from './derived-origins.ts'
import { observing, type Observed } from './observed.ts'

type FunctionEntry = Extract<Entry, { readonly kind: 'function' }>

/** Origins that no configuration names, and those of usual pages in development. */
const UNTRUSTED = ['https://attacker.example', 'https://zq-7.test', 'https://a.b.c.example', 'https://203.0.113.9']
const INSECURE_UNTRUSTED = ['http://attacker.example', 'http://zq-7.test:8080']
const OTHERS = ['null', 'zq://a']
const USUAL = [
  'http://localhost', 'http://localhost:3000', 'http://localhost:5173', 'http://127.0.0.1:3000', 'https://localhost', 'https://localhost:3000',
  'capacitor://localhost', 'tauri://localhost', 'ionic://localhost', 'app://-'
]

/** The maximum number of texts that origins are derived from, and of origins that a function is called with. */
const MAX_SEEDS = 400
const MAX_ASKED = 6000

/** What a function accepts, of the origins that it was called with. */
export interface FunctionRule {
  readonly scope: ExpressionScope
  readonly rule: OriginRule
  /** Whether a pattern stands for a test that looks for a text anywhere in the origin. */
  readonly isLoose: (pattern: string) => boolean
  /** Why the function cannot be converted; undefined if it can. */
  readonly reason: string | undefined
}

export async function ruleOfFunction (entry: FunctionEntry, options: CorsMigrationOptions, findings: Findings): Promise<FunctionRule> {
  const asked = new Asked(entry)
  await asked.all([...UNTRUSTED, ...INSECURE_UNTRUSTED, ...OTHERS, ...USUAL])
  asked.seed(...Object.values(options.variables ?? {}).filter(value => value !== undefined), ...textsIn(entry.source), ...entry.results, ...textsIn(options.sourceCode ?? ''))
  const texts = asked.texts()
  await asked.all(texts.flatMap(text => originsFrom(text, texts)))
  // What the function compared the derived origins with can lead to others.
  const more = asked.texts().filter(text => !texts.includes(text))
  await asked.all(more.flatMap(text => originsFrom(text, asked.texts())))
  for (const expression of asked.expressions()) {
    const covered = coverExpression({ source: expression.source, flags: expression.flags, whole: false })?.cover
    if (covered !== undefined) await asked.all([...covered.patterns, ...covered.wider.map(({ pattern }) => pattern)].flatMap(samplesOf))
  }
  await asked.neighbors()
  await asked.neighbors()
  report(asked, await entry.ask(undefined), findings)
  return { scope: scopeOf(asked), rule: asked.rule(), isLoose: pattern => asked.isLoose(pattern), reason: entry.reason?.() ?? nobodyReason(asked) }
}

/** A function that allows no origin that was found can still be meant for one. */
function nobodyReason (asked: Asked): string | undefined {
  return asked.allowed().length > 0 ? undefined : `The function allowed none of ${asked.size} origins. Which origins is it meant for?`
}

function scopeOf (asked: Asked): ExpressionScope {
  if (!UNTRUSTED.every(origin => asked.allows(origin))) return 'some'
  if (!INSECURE_UNTRUSTED.every(origin => asked.allows(origin))) return 'every https origin'
  return OTHERS.every(origin => asked.allows(origin)) ? 'everything' : 'every http and https origin'
}

function report (asked: Asked, withoutOrigin: Answer, findings: Findings): void {
  const allowed = asked.allowed()
  findings.note('assumptions', 'function-tried',
    `The function was called with ${asked.size} origins, and allowed ${allowed.length}${allowed.length > 0 ? `, such as ${listText(allowed.slice(0, 5))}` : ''}. For other origins, and at another time, nothing is proved.`)
  const refused = UNTRUSTED.map(origin => asked.get(origin))
  if (refused.includes('fails')) {
    findings.note('lostGuards', 'blocked-by-error',
      'The function blocks origins by an error, so the handler did not run and the response had status 500. With the policy, the handler runs, and the page cannot read its response. To stop such requests, add: app.addHook(\'onRequest\', app.cors.originGuard())')
  }
  if (refused.includes('never answers')) findings.note('questions', 'function-without-answer', 'The function gives some origins no answer, and such requests hang. What was meant?')
  if (asked.hasLookups) findings.note('questions', 'look-up', 'The function looks origins up in a Set or a Map. If its content changes while the server runs, use a source: see docs/sources.md. The policy has the origins of now.')
  if (withoutOrigin === 'fails') findings.note('bytes', 'request-without-origin', 'Requests without Origin got an error from the function. They reach the application now.')
}

/** The origins that a function has been asked with. */
class Asked {
  readonly #entry: FunctionEntry
  readonly #answers = new Map<string, Answer>()
  readonly #observed: Observed = { texts: new Set(), expressions: new Map(), parts: new Set(), hasLookups: false }

  constructor (entry: FunctionEntry) {
    this.#entry = entry
  }

  get size (): number {
    return this.#answers.size
  }

  get (origin: string): Answer | undefined {
    return this.#answers.get(origin)
  }

  allows (origin: string): boolean {
    return this.#answers.get(origin) === 'allows'
  }

  allowed (): string[] {
    return [...this.#answers.keys()].filter(origin => this.allows(origin))
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

  async all (origins: Iterable<string>): Promise<void> {
    for (const origin of origins) {
      if (this.#answers.has(origin) || this.#answers.size >= MAX_ASKED) continue
      this.#answers.set(origin, await observing(this.#observed, () => this.#entry.ask(origin)))
    }
  }

  /** Asks with what a pattern for an allowed origin would also allow. */
  async neighbors (): Promise<void> {
    const found = this.allowed().filter(origin => /^https?:/.test(origin) && isSerializedOrigin(origin))
    for (const origin of found) {
      const patterns = [...candidatesOf(origin, true), origin.replace('://', '://*.')]
      await this.all([...patterns.flatMap(samplesOf), `${origin}.attacker.example`, `${origin}x`, origin.replace('://', `://${PREFIX}`), origin.replace(/^https?:/, 'zq:'), origin.replace(/^https?:/, scheme => scheme === 'http:' ? 'https:' : 'http:')])
    }
  }

  /** Whether an origin was made to test the end of a rule, which does not look at it. */
  #isDerived (origin: string): boolean {
    const [, before = '', end = ''] = /^(https?:\/\/.+?)(x|\.attacker\.example(?::\d+)?|:\d+)$/.exec(origin) ?? []
    if (origin.includes(PREFIX)) return true
    if (end.startsWith(':')) return !isLoopbackOrigin(before) && this.allows(before) && this.allows(`${before}.attacker.example`)
    return before !== '' && this.allows(before)
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
      opens: (pattern, except) => samplesOf(pattern).find(origin => origin !== except && !this.allows(origin)),
      names: text => {
        const named = new RegExp(`(?:^|[/.,\\s])${text.replaceAll(/[.[\]]/g, String.raw`\$&`)}(?:$|[:/,\\s])`)
        const inSource = new RegExp(`(?:^|[^a-z\\d-])${text.replaceAll(/[.[\]]/g, String.raw`\$&`)}(?:$|[^a-z\\d])`)
        return texts.some(known => named.test(known)) || inSource.test(unescaped)
      }
    }
  }
}
