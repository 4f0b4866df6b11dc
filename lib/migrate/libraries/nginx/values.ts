/** The values of variables for one request of a page, and the conditions that compare them. */
import type { Expression } from '../../origins/expression.ts'
import type { NginxCondition } from './condition.ts'
import type { NginxMap } from './maps.ts'
import type { Captures, ExpressionReader } from './reg-exp.ts'
import { hasUnknownPart, MATCHED_ORIGIN, REQUESTED_HEADERS, SOME_ORIGIN, unknownVariable } from './unknown-values.ts'

/** What conditions can depend on in a request of a page. */
export interface NginxRequest {
  /** The header `Origin`, or `SOME_ORIGIN`. */
  readonly origin: string
  readonly method: string
  /** Of a preflight. */
  readonly requestedMethod?: string
}

/** The variables of a configuration. */
export interface Variables {
  /** The blocks `map`, by the variable that they set, lower case. */
  readonly maps: ReadonlyMap<string, NginxMap>
  /** The names of the variables that a directive `set` sets, lower case. Elsewhere, they are empty. */
  readonly set: ReadonlySet<string>
  /** The expressions of conditions and maps, each of which is read once. */
  readonly expressions: ExpressionReader
}

/** What is taken for granted. */
export interface Assumptions {
  /** The keys of the expressions that `SOME_ORIGIN` has. */
  readonly matched: ReadonlySet<string>
  /** Of the conditions that a policy cannot express, such as one about the host, those that are true. */
  readonly trueOf: (condition: string) => boolean
  /** Gets each expression that `SOME_ORIGIN` is compared with, by its key. */
  readonly seen: Map<string, Expression>
  /** Collects conditions that a policy cannot express, each with the variable or file that it tests. */
  readonly doubts: Map<string, string>
  /** Gets the row of each map and value, which is the same for all requests of one origin. */
  readonly rows: Map<NginxMap, Map<string, FoundRow>>
}

/** A row of a map that was found, and what its expression has matched. */
export interface FoundRow {
  readonly value: string
  readonly captures: Captures | undefined
}

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g

/** The longest text that is made from variables. Longer ones are as those that are not known. */
const MAX_TEXT = 8192

/** How many maps look each other up. nginx has a limit, too. */
const MAX_DEPTH = 50

export class NginxValues {
  readonly #request: NginxRequest
  readonly #declared: Variables
  readonly #assumed: Assumptions
  readonly #variables = new Map<string, string>()
  /** The maps whose source is evaluated: nginx rejects a cycle. */
  readonly #open = new Set<NginxMap>()

  constructor (request: NginxRequest, declared: Variables, assumed: Assumptions) {
    this.#request = request
    this.#declared = declared
    this.#assumed = assumed
  }

  /** @param name  of a variable, in any letter case */
  set (name: string, value: string): void {
    this.#variables.set(name.toLowerCase(), value)
  }

  /** A text with the values in place of its variables. */
  text (template: string): string {
    let name = ''
    const text = template.replaceAll(VARIABLE, (_whole, braced: string | undefined, plain: string | undefined) => {
      name = braced ?? plain!
      return this.#value(name)
    })
    return text.length > MAX_TEXT ? unknownVariable(name) : text
  }

  holds ({ subject, operator, isNegated, text }: NginxCondition): boolean {
    const value = this.text(subject)
    switch (operator) {
      case 'file': return this.#unseen(subject, subject + text)
      case undefined: return hasUnknownPart(value) && !isOfOrigin(value) ? this.#unseen(subject, value) : value !== '' && value !== '0'
      case '=': return this.#equals(value, this.text(text), subject) !== isNegated
      default: {
        const captures = this.#match(value, text, operator === '~*', subject)
        this.#keep(captures)
        return (captures !== undefined) !== isNegated
      }
    }
  }

  /** Texts are tried as origins by themselves. */
  #equals (value: string, other: string, subject: string): boolean {
    if (value === other) return true
    return [value, other].some(text => hasUnknownPart(text) && text !== SOME_ORIGIN) && this.#unseen(subject, `${value} = ${other}`)
  }

  /** @returns what an expression has matched; undefined if it has not */
  #match (value: string, text: string, ignoresCase: boolean, subject: string): Captures | undefined {
    const read = this.#declared.expressions.read(text, ignoresCase)
    if (read === undefined || (hasUnknownPart(value) && value !== SOME_ORIGIN)) return this.#unseen(subject, `${value} ~ ${String(ignoresCase)} ${text}`) ? read?.unknownCaptures ?? NOTHING : undefined
    if (value !== SOME_ORIGIN) return read.capture(value)
    this.#assumed.seen.set(read.key, read.parts)
    return this.#assumed.matched.has(read.key) ? read.unknownCaptures : undefined
  }

  /** Replaces what the expression before has matched. */
  #keep (captures: Captures | undefined): void {
    if (captures === undefined) return
    for (const digit of DIGITS) this.#variables.delete(digit)
    for (const [name, value] of captures) this.set(name, value)
  }

  #unseen (what: string, condition: string): boolean {
    this.#assumed.doubts.set(condition, what)
    return this.#assumed.trueOf(condition)
  }

  #value (written: string): string {
    const { origin, method, requestedMethod } = this.#request
    const name = written.toLowerCase()
    const known = this.#variables.get(name)
    if (known !== undefined) return known
    switch (name) {
      case 'http_origin': return origin
      case 'request_method': return method
      case 'http_access_control_request_method': return requestedMethod ?? ''
      case 'http_access_control_request_headers': return requestedMethod === undefined ? '' : REQUESTED_HEADERS
    }
    const map = this.#declared.maps.get(name)
    if (map !== undefined && !this.#open.has(map) && this.#open.size < MAX_DEPTH) return this.#mapped(map, name)
    return (map === undefined && this.#declared.set.has(name)) || DIGITS.includes(name) ? '' : unknownVariable(name)
  }

  /** The value of a map stays the same for a request, unless it is volatile. */
  #mapped (map: NginxMap, name: string): string {
    this.#open.add(map)
    const { value, captures } = this.#rowOf(map, this.text(map.source))
    this.#keep(captures)
    const text = this.text(value)
    this.#open.delete(map)
    if (!map.isVolatile) this.#variables.set(name, text)
    return text
  }

  #rowOf (map: NginxMap, value: string): FoundRow {
    const known = this.#assumed.rows.get(map) ?? new Map<string, FoundRow>()
    const found = known.get(value) ?? this.#findRow(map, value)
    this.#assumed.rows.set(map, known.set(value, found))
    return found
  }

  /** https://nginx.org/en/docs/http/ngx_http_map_module.html#map */
  #findRow ({ source, texts, expressions, other }: NginxMap, value: string): FoundRow {
    if (hasUnknownPart(value) && value !== SOME_ORIGIN) {
      const found = [...texts].find(([text]) => this.#unseen(source, `${value} = ${text}`))
      if (found !== undefined) return { value: found[1], captures: undefined }
    }
    const exact = texts.get(value.toLowerCase())
    if (exact !== undefined) return { value: exact, captures: undefined }
    for (const { text, ignoresCase, value: written } of expressions) {
      const captures = this.#match(value, text, ignoresCase, source)
      if (captures !== undefined) return { value: written, captures }
    }
    return { value: other, captures: undefined }
  }
}

const NOTHING: Captures = new Map()
const DIGITS: readonly string[] = Array.from('0123456789')

/** Whether a text is an origin or the part that an expression has matched, which is never empty or "0". */
function isOfOrigin (text: string): boolean {
  return text === SOME_ORIGIN || text === MATCHED_ORIGIN
}
