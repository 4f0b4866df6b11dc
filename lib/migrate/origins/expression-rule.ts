/** A regular expression as a rule about origins, compared with patterns by proof. */
import { findText, TooComplexError, type Automaton } from './automaton.ts'
import { expressionOf, pageOriginsOf, samplesOf } from './candidates.ts'
import { cover, MAX_OTHERS, type Cover, type OriginRule, type OtherOrigins } from './cover.ts'
import { automatonOf, UnsupportedError, type Expression } from './expression.ts'

const automata = new Map<string, Automaton>()

/** The automaton of an expression of which the whole text must match. */
function ofWhole (source: string): Automaton {
  let automaton = automata.get(source)
  if (automaton === undefined) automata.set(source, automaton = automatonOf({ source, flags: '', whole: true }))
  return automaton
}

/** What an expression accepts among origins of pages. */
export type ExpressionScope = 'everything' | 'every http and https origin' | 'every https origin' | 'some'

/** What an expression accepts. */
export interface CoveredExpression {
  readonly scope: ExpressionScope
  /** For `some`. */
  readonly cover: Cover
}

/** @returns undefined if the expression has parts that cannot be compared, or is too complex */
export function coverExpression (expression: Expression): CoveredExpression | undefined {
  const { source, flags, whole } = expression
  const key = `${flags} ${whole} ${source}`
  if (!covered.has(key)) covered.set(key, coverOf(expression))
  return covered.get(key)
}

/** Applications often use one expression in several places. */
const covered = new Map<string, CoveredExpression | undefined>()

function coverOf (expression: Expression): CoveredExpression | undefined {
  return ifComparable(() => {
    const language = automatonOf(expression)
    const scope = scopeOf(expression, language)
    return { scope, cover: scope === 'some' ? cover(ruleOf(expression, language)) : NOTHING }
  })
}

/** @returns undefined if an expression has parts that cannot be compared, or is too complex */
export function ifComparable<T> (work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof UnsupportedError || error instanceof TooComplexError) return undefined
    throw error
  }
}

/** Origins of the patterns for an expression. @returns undefined if it cannot be compared with patterns */
export function samplesOfExpression (expression: Expression): readonly string[] | undefined {
  const covered = coverExpression(expression)
  if (covered === undefined) return undefined
  const { patterns, wider } = covered.cover
  return [...patterns, ...wider.map(({ pattern }) => pattern)].flatMap(samplesOf)
}

/** An origin that all of several expressions accept; undefined if there is none. If they cannot be compared, the result is not an origin. */
export function originInAll (expressions: readonly Expression[]): string | undefined {
  const found = ifComparable(() => {
    const languages = expressions.map(automatonOf)
    return [HTTP_ORIGIN, HTTPS_ORIGIN, OTHER].map(source => findText(ofWhole(source), languages, languages.map(() => true)))
  })
  return found === undefined ? 'some origins' : found.find(text => text !== undefined)
}

const HTTP = String.raw`https?:\/\/.*`
const OTHER = String.raw`null|[a-z][a-z0-9+.-]*:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?`

const [HTTP_ORIGIN, HTTPS_ORIGIN] = [pageOriginsOf('http'), pageOriginsOf('https')]

const NOTHING: Cover = { patterns: [], missing: [], wider: [], loopback: [] }

function scopeOf (expression: Expression, language: Automaton): ExpressionScope {
  const isEvery = (scheme: 'http' | 'https'): boolean => findText(ofWhole(pageOriginsOf(scheme)), [language], [false]) === undefined
  if (!isEvery('https')) return 'some'
  if (!isEvery('http')) return 'every https origin'
  return ['null', 'capacitor://localhost', 'zq://a'].every(other => matches(expression, other)) ? 'everything' : 'every http and https origin'
}

/** Whether an expression matches a text, as the library uses it. */
export function matches ({ source, flags, whole }: Expression, text: string): boolean {
  return new RegExp(whole ? `^(?:${source})$` : source, flags.replaceAll(/[gy]/g, '')).test(text)
}

function ruleOf (expression: Expression, language: Automaton): OriginRule {
  const named = expression.source.replaceAll(/\(\?:|(?<!\\)[()]/g, '').replaceAll(/\\(.)/g, '$1')
  return {
    has: origin => matches(expression, origin),
    next: (scheme, except) => except.length === 0
      ? findText(ofWhole(pageOriginsOf(scheme)), [language], [true])
      : findText(ofWhole(pageOriginsOf(scheme)), [language, automatonOf({ source: except.map(expressionOf).join('|'), flags: '', whole: true })], [true, false]),
    opens: (pattern, except) => {
      const within = ofWhole(pageOriginsOf(pattern.startsWith('https:') ? 'https' : 'http'))
      const others = [ofWhole(expressionOf(pattern)), language]
      return except === undefined
        ? findText(within, others, [true, false])
        : findText(within, [...others, ofWhole(expressionOf(except))], [true, false, false])
    },
    others: () => othersOf(language),
    names: text => named.includes(text)
  }
}

function othersOf (language: Automaton): OtherOrigins {
  const listed: string[] = []
  while (listed.length <= MAX_OTHERS) {
    const except = automatonOf({ source: [HTTP, ...listed.map(expressionOf)].join('|'), flags: '', whole: true })
    const found = findText(ofWhole(OTHER), [language, except], [true, false])
    if (found === undefined) return { listed, witness: undefined }
    listed.push(found)
  }
  return { listed: [], witness: listed[0] }
}
