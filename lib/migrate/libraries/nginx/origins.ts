/** Which origins a location of nginx allows, by trying each text and each expression of the configuration. */
import { matches, originInAll } from '../../origins/expression-rule.ts'
import type { Expression } from '../../origins/expression.ts'
import { listText } from '../../report.ts'
import type { Entry, OldOrigins } from '../../setup.ts'
import { SOME_ORIGIN } from './unknown-values.ts'
import { getsSame, isOn, type NginxPlace, type Responses } from './responses.ts'

/** The origins of a place. */
export interface PlaceOrigins {
  readonly origins: OldOrigins
  /** What they get, or what all origins get if none is allowed. */
  readonly responses: Responses
  /** Why no policy can express this; undefined if one can. */
  readonly reason: string | undefined
}

/** The maximum number of expressions whose combinations are all tried. With more, pairs and all at once are. */
const MAX_COMBINED = 8
/** The maximum number of expressions that are tried in pairs. */
const MAX_EXPRESSIONS = 200
/** The maximum number of doubtful conditions that are tried. */
const MAX_DOUBTS = 16

/** @param texts  texts of the configuration that can be origins */
export function originsAt (place: NginxPlace, texts: readonly string[]): PlaceOrigins {
  const others = place.responsesFor(SOME_ORIGIN)
  const alone = expressionsOf(place)
  if (alone.size > MAX_EXPRESSIONS) return { origins: { kind: 'none' }, responses: others, reason: `Origins are compared with more than ${MAX_EXPRESSIONS} expressions, which are too many to compare with each other.` }
  const byText = new Map(texts.map(text => [text, place.responsesFor(text)]))
  const allowing = [...alone].filter(([, responses]) => !getsSame(responses, others))
  const listed = [...byText].filter(([, responses]) => !getsSame(responses, others))
  const [first = others] = [...allowing, ...listed].map(([, responses]) => responses)
  const reason = doubtOf(place, texts, alone.keys()) ?? unseenOf([others, ...alone.values(), ...byText.values()]) ?? exceptionOf(place, { others, first, allowing: new Map(allowing), byText })
  if (isOn(others)) {
    const isChanged = allowing.length + listed.length > 0
    const changed = listText([...allowing.map(([key]) => key), ...listed.map(([text]) => text)].slice(0, 3))
    return { origins: { kind: 'every', isEchoed: [...others.actual.values(), others.preflight].some(({ allows }) => allows === 'origin') }, responses: others, reason: reason ?? (isChanged ? `Every origin is allowed, but ${changed} gets other headers.` : undefined) }
  }
  if (allowing.length + listed.length === 0) return { origins: { kind: 'none' }, responses: others, reason }
  const isCovered = (text: string): boolean => allowing.some(([key]) => matches(place.expressions.get(key)!, text))
  const entries: Entry[] = [
    ...listed.filter(([text]) => !isCovered(text)).map(([text]): Entry => ({ kind: 'text', text })),
    ...allowing.map(([key, responses]): Entry => ({ kind: 'expression', expression: asUsed(place.expressions.get(key)!, responses) }))
  ]
  return { origins: { kind: 'entries', entries }, responses: first, reason }
}

/** If an origin is allowed by what an expression has matched, that is the whole origin. */
function asUsed (expression: Expression, { actual, preflight }: Responses): Expression {
  return [...actual.values(), preflight].some(({ allows }) => allows === 'matched') ? { ...expression, whole: true } : expression
}

/** What an origin gets that has one expression, for each of them. Some expressions are compared only if others match. */
function expressionsOf (place: NginxPlace): ReadonlyMap<string, Responses> {
  const alone = new Map<string, Responses>()
  for (const [key] of place.expressions) if (alone.size <= MAX_EXPRESSIONS) alone.set(key, place.responsesFor(SOME_ORIGIN, new Set([key])))
  return alone
}

/** What decides about pages and is not in their requests. */
function doubtOf (place: NginxPlace, texts: readonly string[], keys: Iterable<string>): string | undefined {
  if (place.doubts.size === 0) return undefined
  const tried = [[SOME_ORIGIN], ...[...keys].map(key => [SOME_ORIGIN, key]), ...texts.map(text => [text])] as Array<[string, string?]>
  const depends = tried.some(([origin, key]) => {
    const matched = new Set(key === undefined ? [] : [key])
    const usual = place.responsesFor(origin, matched)
    const gets = (trueOf: (condition: string) => boolean): boolean => !getsSame(usual, place.responsesFor(origin, matched, trueOf))
    // Some conditions are only there if others are true.
    return gets(() => true) || place.doubts.size > MAX_DOUBTS || choicesOf([...place.doubts.keys()]).some(chosen => gets(condition => chosen.has(condition)))
  })
  return depends ? `The headers depend on ${listText([...new Set(place.doubts.values())])}, which a policy cannot depend on.` : undefined
}

/** Which conditions are true: all combinations of a few; of more, each one alone, and all but one. */
function choicesOf (conditions: readonly string[]): ReadonlyArray<ReadonlySet<string>> {
  const chosen = conditions.length <= MAX_COMBINED / 2
    ? Array.from({ length: 2 ** conditions.length }, (_, i) => conditions.filter((_condition, bit) => (i >> bit) % 2 === 1))
    : conditions.flatMap((condition, i) => [[condition], conditions.toSpliced(i, 1)])
  return chosen.map(list => new Set(list))
}

function unseenOf (responses: readonly Responses[]): string | undefined {
  const [name] = responses.flatMap(({ unseen }) => unseen)
  return name === undefined ? undefined : `The value of ${name} is not known from the configuration.`
}

interface Tried {
  readonly others: Responses
  readonly first: Responses
  readonly allowing: ReadonlyMap<string, Responses>
  readonly byText: ReadonlyMap<string, Responses>
}

/** Why origins that match several conditions get other headers than each condition alone gives. */
function exceptionOf (place: NginxPlace, { others, first, allowing, byText }: Tried): string | undefined {
  const isAllowed = (keys: Iterable<string>): boolean => [...keys].some(key => allowing.has(key))
  const isUneven = [...allowing.values()].some(responses => !getsSame(responses, first))
  if (isUneven) return 'Allowed origins get different headers, and a policy has the same ones for all of its origins.'
  for (const [text, responses] of byText) {
    const keys = [...place.expressions].filter(([, expression]) => matches(expression, text)).map(([key]) => key)
    if (getsSame(responses, others) ? isAllowed(keys) : !getsSame(responses, first)) return `${text} gets other headers than other origins.`
  }
  for (const keys of combinationsOf([...place.expressions.keys()])) {
    const responses = place.responsesFor(SOME_ORIGIN, new Set(keys))
    if (getsSame(responses, isAllowed(keys) ? first : others)) continue
    const expressions = keys.map(key => place.expressions.get(key)!)
    const example = originInAll(expressions)
    if (example !== undefined) return `The conditions ${listText(expressions.map(({ source }) => source))} together decide about ${example}, and a policy has no conditions.`
  }
  return undefined
}

function combinationsOf (keys: readonly string[]): ReadonlyArray<readonly string[]> {
  if (keys.length <= MAX_COMBINED) {
    return Array.from({ length: 2 ** keys.length }, (_, i) => keys.filter((_key, bit) => (i >> bit) % 2 === 1)).filter(({ length }) => length > 1)
  }
  return [...keys.flatMap((key, i) => keys.slice(i + 1).map(other => [key, other])), keys]
}
