/** Expressions of nginx, which are those of PCRE, in JavaScript. */
import { originInAll } from '../../origins/expression-rule.ts'
import type { Expression } from '../../origins/expression.ts'
import { MATCHED_ORIGIN, unknownVariable } from './unknown-values.ts'

/** What means something else in JavaScript, or nothing: sequences, classes and a bracket that begins a class. */
const OF_PCRE = /\\(?![dDwWsSbBnrtf1-9]|x[\da-fA-F]{2})[a-zA-Z0]|\[:\^?\w+:\]|\[\^?\]/

/** An expression of nginx in JavaScript. @returns undefined if it has parts that JavaScript does not have */
export function regExpOf (text: string, ignoresCase: boolean): RegExp | undefined {
  if (OF_PCRE.test(text)) return undefined
  try {
    return new RegExp(text.replace(/^\(\?i\)/, '').replaceAll('(?P<', '(?<'), ignoresCase || text.startsWith('(?i)') ? 'i' : '')
  } catch {
    return undefined
  }
}

export function regExpParts ({ source, flags }: RegExp): { readonly source: string, readonly flags: string } {
  return { source, flags }
}

/** What an expression has matched, by the number or the name of the group. */
export type Captures = ReadonlyMap<string, string>

/** An expression that is compared with values of variables. */
export interface NginxExpression {
  readonly key: string
  readonly parts: Expression
  /** What the groups have if the value is not known. */
  readonly unknownCaptures: Captures
  /** @returns undefined if it does not have the value */
  capture (value: string): Captures | undefined
}

/** Reads each expression once. */
export class ExpressionReader {
  readonly #known = new Map<string, NginxExpression | undefined>()

  /** @returns undefined if it has parts that JavaScript does not have */
  read (text: string, ignoresCase: boolean): NginxExpression | undefined {
    const key = `${String(ignoresCase)} ${text}`
    if (!this.#known.has(key)) this.#known.set(key, expressionOf(text, ignoresCase))
    return this.#known.get(key)
  }
}

function expressionOf (text: string, ignoresCase: boolean): NginxExpression | undefined {
  const expression = regExpOf(text, ignoresCase)
  if (expression === undefined) return undefined
  const names = [...Array.from('0123456789'), ...[...text.matchAll(/\(\?P?<(\w+)>/g)].map(([, name]) => name!)]
  const whole = canEndEarly(expression) ? [] : wholeGroupOf(text)
  return {
    key: String(expression),
    parts: { ...regExpParts(expression), whole: false },
    unknownCaptures: new Map(names.map(name => [name, whole.includes(name) ? MATCHED_ORIGIN : unknownVariable(name)])),
    capture: value => {
      const found = expression.exec(value)
      return found === null ? undefined : new Map([...found.entries(), ...Object.entries(found.groups ?? {})].map(([name, part = '']) => [String(name), part]))
    }
  }
}

/** Whether an expression can match only the beginning of an origin that it has as a whole: the first alternative counts, not the longest one. */
function canEndEarly ({ source, flags }: RegExp): boolean {
  if (source.endsWith('$') || !/\||[*+?}]\?/.test(source)) return false
  const longer = `(?:${source}).+`
  return originInAll([source, longer].map(source => ({ source, flags, whole: true }))) !== undefined
}

/** The number and the name of the group if an expression is one group, which then stands for all that is matched. */
function wholeGroupOf (text: string): readonly string[] {
  const [, name] = /^\^?\((?:\?P?<(\w+)>|(?!\?))(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)\$?$/.exec(text) ?? [undefined, null]
  return name === null ? [] : name === undefined ? ['1'] : ['1', name]
}
