/** What nginx adds to the response of one request: its rewrite phase, and the header filter. */
import { conditionOf } from './condition.ts'
import { addedIn, fallbackOf, isPart, limitFor, serverOf, servesFiles, wantsPassword, type Level } from './levels.ts'
import { unknownVariable } from './unknown-values.ts'
import { NginxValues, type Assumptions, type NginxRequest, type Variables } from './values.ts'

/** What nginx adds to a response. */
export interface NginxResponse {
  /** The status of a response of nginx itself; undefined if the application decides. */
  readonly status: number | undefined
  /** Whether nginx rejects preflights, because it has a file or wants a password. */
  readonly fails: boolean
  /** By the name in lower case. Those without "always" are missing in a response with an error. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** The names of the headers that are also added to errors. */
  readonly always: ReadonlySet<string>
}

/** Evaluates a request that a level handles. */
export function evaluate (level: Level, request: NginxRequest, declared: Variables, assumed: Assumptions): NginxResponse {
  return new Evaluation(request.method, new NginxValues(request, declared, assumed)).responseOf(level)
}

class Evaluation {
  readonly #method: string
  readonly #values: NginxValues
  readonly #visited = new Set<Level>()
  #status: number | undefined
  #isRejected = false

  constructor (method: string, values: NginxValues) {
    this.#method = method
    this.#values = values
  }

  responseOf (level: Level): NginxResponse {
    const inner = this.#handling(level)
    const status = this.#status
    const headers = new Map<string, string[]>()
    const always = new Set<string>()
    for (const { words: [name = '', value = '', option] } of addedIn(inner)) {
      const key = name.toLowerCase()
      if (!key.startsWith('access-control-') || (option !== 'always' && status !== undefined && !WITHOUT_ALWAYS.has(status))) continue
      const sent = this.#values.text(value).trim()
      if (sent === '') continue
      headers.set(key, [...headers.get(key) ?? [], sent])
      if (option === 'always') always.add(key)
    }
    return { status, fails: status === undefined && (servesFiles(inner) || wantsPassword(inner) || this.#isRejected), headers, always }
  }

  /** The block whose headers count. The conditions of a server come before those of its locations, and cannot add headers. */
  #handling (level: Level): Level {
    const server = serverOf(level)
    const first = this.#run(server)
    if (level === server) return isPart(server) ? first.level : server
    if (this.#status !== undefined) return server
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
    const limit = limitFor(level, this.#method)
    if (limit !== undefined) {
      // It is a block of its own, without the directives around it.
      this.#isRejected = limit.block?.some(({ name }) => /^(?:deny|auth_)/.test(name)) === true
      return { level, isEnd: true }
    }
    let last = level
    for (const { name, words, block } of level.directives) {
      const variable = (words[0] ?? '').slice(1)
      if (name === 'set') this.#values.set(variable, this.#values.text(words[1] ?? ''))
      // Programs are not run.
      if (/^set_by_lua|^auth_request_set$/.test(name)) this.#values.set(variable, unknownVariable(variable))
      if (name === 'return') {
        const [code = ''] = words
        this.#status = /^\d{3}$/.test(code) ? Number(code) : 302
        return { level: last, isEnd: true }
      }
      if (name === 'break') return { level: last, isEnd: true }
      if (name !== 'if' || block === undefined || !this.#values.holds(conditionOf(words))) continue
      const inner = this.#run({ kind: 'if', words, directives: block, outer: level })
      last = inner.level
      if (inner.isEnd) return inner
    }
    return { level: last, isEnd: false }
  }
}

/** https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header */
const WITHOUT_ALWAYS: ReadonlySet<number> = new Set([200, 201, 204, 206, 301, 302, 303, 304, 307, 308])
