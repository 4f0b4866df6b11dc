/** What nginx adds to the response of one request: its rewrite phase, and the header filter. */
import type { Expression } from '../../origins/expression.ts'
import { conditionOf, isOneGroup, type NginxCondition } from './condition.ts'
import type { Directive } from './directives.ts'
import { addedIn, fallbackOf, servesFiles, isPart, serverOf, type Level } from './levels.ts'
import { regExpOf, regExpParts } from './reg-exp.ts'
import { isUnseen, MATCHED_ORIGIN, REQUESTED_HEADERS, SOME_ORIGIN, unseenVariable } from './unseen.ts'

/** What conditions can see of a request of a page. */
export interface NginxRequest {
  /** The header `Origin`, or `SOME_ORIGIN`. */
  readonly origin: string
  readonly method: string
  /** Of a preflight. */
  readonly requestedMethod?: string
}

/** The variables of a configuration. */
export interface Variables {
  /** The blocks `map`, by the variable that they set. */
  readonly maps: ReadonlyMap<string, Directive>
  /** The names of the variables that a directive `set` sets. Elsewhere, they are empty. */
  readonly set: ReadonlySet<string>
}

/** What is taken for granted. */
export interface Assumptions {
  /** The keys of the expressions that `SOME_ORIGIN` has. */
  readonly matched: ReadonlySet<string>
  /** The result of conditions about what a policy does not see, such as the host. */
  readonly unseen: boolean
  /** Gets each expression that `SOME_ORIGIN` is compared with, by its key. */
  readonly seen: Map<string, Expression>
  /** Gets what conditions look at, and a policy does not see. */
  readonly doubts: Set<string>
}

/** What nginx adds to a response. */
export interface NginxResponse {
  /** The status of a response of nginx itself; undefined if the application decides. */
  readonly status: number | undefined
  /** Whether nginx sends a file, which fails for preflights. */
  readonly isFile: boolean
  /** By the name in lower case. Those without "always" are missing in a response with an error. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** The names of the headers that are also added to errors. */
  readonly always: ReadonlySet<string>
}

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g

/** Evaluates a request that a level handles. */
export function evaluate (level: Level, request: NginxRequest, declared: Variables, assumed: Assumptions): NginxResponse {
  return new Evaluation(request, declared, assumed).responseOf(level)
}

class Evaluation {
  readonly #request: NginxRequest
  readonly #declared: Variables
  readonly #assumed: Assumptions
  readonly #variables = new Map<string, string>()
  readonly #visited = new Set<Level>()
  /** The maps whose source is evaluated: nginx rejects a cycle. */
  readonly #open = new Set<Directive>()
  #status: number | undefined

  constructor (request: NginxRequest, declared: Variables, assumed: Assumptions) {
    this.#request = request
    this.#declared = declared
    this.#assumed = assumed
  }

  responseOf (level: Level): NginxResponse {
    const inner = this.#handling(level)
    const status = this.#status
    const headers = new Map<string, string[]>()
    const always = new Set<string>()
    for (const { words: [name = '', value = '', option] } of addedIn(inner)) {
      const sent = this.#text(value)
      if (sent === '') continue
      const key = name.toLowerCase()
      headers.set(key, [...headers.get(key) ?? [], sent])
      if (option === 'always') always.add(key)
    }
    return { status, isFile: status === undefined && servesFiles(inner), headers, always }
  }

  /** The block whose headers count. The conditions of a server come before those of its locations, and cannot add headers. */
  #handling (level: Level): Level {
    const server = serverOf(level)
    const first = this.#run(server)
    if (level === server) return isPart(server) ? first.level : server
    if (first.isEnd) return server
    let { level: last, isEnd } = this.#run(level)
    for (let next = fallbackOf(last); next !== undefined && !isEnd; next = fallbackOf(last)) {
      if (this.#visited.has(next)) return next
      this.#visited.add(next)
      ;({ level: last, isEnd } = this.#run(next))
    }
    return last
  }

  /** Runs the directives of the rewrite phase. @returns the block whose headers count */
  #run (level: Level): { readonly level: Level, readonly isEnd: boolean } {
    let last = level
    for (const { name, words, block } of level.directives) {
      if (name === 'set') this.#variables.set((words[0] ?? '').slice(1), this.#text(words[1] ?? ''))
      if (name === 'return') {
        const [code = ''] = words
        this.#status = /^\d{3}$/.test(code) ? Number(code) : 302
        return { level: last, isEnd: true }
      }
      if (name === 'break') return { level: last, isEnd: true }
      if (name !== 'if' || block === undefined || !this.#holds(conditionOf(words))) continue
      const inner = this.#run({ kind: 'if', words, directives: block, outer: level })
      last = inner.level
      if (inner.isEnd) return inner
    }
    return { level: last, isEnd: false }
  }

  #holds ({ subject, operator, isNegated, text }: NginxCondition): boolean {
    const value = this.#text(subject)
    switch (operator) {
      case 'file': return this.#unseen(subject)
      case undefined: return isUnseen(value) && value !== SOME_ORIGIN ? this.#unseen(subject) : value !== '' && value !== '0'
      case '=': return this.#equals(value, this.#text(text), subject) !== isNegated
      default: return this.#matches(value, text, operator === '~*', subject) !== isNegated
    }
  }

  /** Texts are tried as origins by themselves. */
  #equals (value: string, other: string, subject: string): boolean {
    const isSome = [value, other].includes(SOME_ORIGIN)
    return !isSome && (isUnseen(value) || isUnseen(other)) ? this.#unseen(subject) : value === other
  }

  #matches (value: string, text: string, ignoresCase: boolean, subject: string): boolean {
    const expression = regExpOf(text, ignoresCase)
    if (expression === undefined || (isUnseen(value) && value !== SOME_ORIGIN)) return this.#unseen(subject)
    if (value === SOME_ORIGIN) {
      const key = String(expression)
      this.#assumed.seen.set(key, { ...regExpParts(expression), whole: false })
      const isMatched = this.#assumed.matched.has(key)
      if (isMatched && isOneGroup(text)) this.#variables.set('1', MATCHED_ORIGIN)
      return isMatched
    }
    const found = expression.exec(value)
    if (found === null) return false
    for (const [name, part = ''] of [...found.entries(), ...Object.entries(found.groups ?? {})]) this.#variables.set(String(name), part)
    return true
  }

  #unseen (what: string): boolean {
    this.#assumed.doubts.add(what)
    return this.#assumed.unseen
  }

  #text (template: string): string {
    return template.replaceAll(VARIABLE, (_whole, braced: string | undefined, plain: string | undefined) => this.#value(braced ?? plain!))
  }

  #value (name: string): string {
    const { origin, method, requestedMethod } = this.#request
    const known = this.#variables.get(name)
    if (known !== undefined) return known
    switch (name) {
      case 'http_origin': return origin
      case 'request_method': return method
      case 'http_access_control_request_method': return requestedMethod ?? ''
      case 'http_access_control_request_headers': return requestedMethod === undefined ? '' : REQUESTED_HEADERS
    }
    const map = this.#declared.maps.get(name)
    if (map !== undefined && !this.#open.has(map)) return this.#mapped(map)
    return this.#declared.set.has(name) || /^\d$/.test(name) ? '' : unseenVariable(name)
  }

  /** https://nginx.org/en/docs/http/ngx_http_map_module.html#map */
  #mapped (map: Directive): string {
    const { words: [source = ''], block = [] } = map
    this.#open.add(map)
    const value = this.#text(source)
    this.#open.delete(map)
    const rows = block.filter(({ name }) => !NOT_ROWS.has(name))
    const row = rows.find(({ name }) => !name.startsWith('~') && name.replace(/^\\/, '').toLowerCase() === value.toLowerCase()) ??
      rows.find(({ name }) => name.startsWith('~') && this.#matches(value, name.replace(/^~\*?/, ''), name.startsWith('~*'), source)) ??
      (isUnseen(value) && value !== SOME_ORIGIN && this.#unseen(source) ? rows[0] : undefined) ??
      block.find(({ name }) => name === 'default')
    return this.#text(row?.words[0] ?? '')
  }
}

/** Directives in a map that have no value. */
const NOT_ROWS: ReadonlySet<string> = new Set(['default', 'volatile', 'hostnames', 'include'])
