/** Random sequences of calls on a raw response, and a naive oracle for the head that they write. */
import fc from 'fast-check'
import { IncomingMessage, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { CORS_RESPONSE_HEADERS } from '../../../lib/apply/fields.ts'
import type { HeadPolicy } from '../../../lib/apply/write-head.ts'
import { compilePolicy, decide } from '../../../lib/index.ts'
import type { CorsPolicy } from '../../../types/policy.ts'

export const REQUEST = new IncomingMessage(new Socket())

type Value = string | readonly string[]
type Entry = readonly [name: string, value: Value]

/** A call on the raw response. */
export type Call =
  | { readonly call: 'setHeader' | 'appendHeader', readonly entry: Entry }
  | { readonly call: 'removeHeader', readonly name: string }
  | { readonly call: 'setHeaders', readonly entries: readonly Entry[] }
  | { readonly call: 'writeHead', readonly form: 'none' | 'object' | 'list' | 'pairs' | 'unpaired', readonly reason: boolean, readonly entries: readonly Entry[], readonly method: 'writeHead' | 'writeHeader' }
  | { readonly call: 'flushHeaders' | 'write' }

export type Response = Pick<ServerResponse, 'setHeader' | 'appendHeader' | 'removeHeader' | 'setHeaders' | 'flushHeaders' | 'write' | 'end' | 'getHeader'> &
  { writeHead (...args: unknown[]): unknown, writeHeader? (...args: unknown[]): unknown }

/** Performs the calls, and returns the code of each error. */
export function perform (response: Response, calls: readonly Call[]): string[] {
  return calls.map((call) => {
    try {
      performOne(response, call)
      return ''
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code)
    }
  })
}

function performOne (response: Response, shared: Call): void {
  // Node appends to the lists that it was given.
  const call = structuredClone(shared)
  switch (call.call) {
    case 'setHeader': response.setHeader(...call.entry); break
    case 'appendHeader': response.appendHeader(...call.entry); break
    case 'removeHeader': response.removeHeader(call.name); break
    // HTTP/2 has no such method.
    case 'setHeaders': response.setHeaders?.(new Map(call.entries.map(([name, value]) => [name.toLowerCase(), value]))); break
    case 'flushHeaders': response.flushHeaders(); break
    case 'write': response.write('x'); break
    case 'writeHead': {
      const { form, entries, reason, method } = call
      const given = { none: [], object: [Object.fromEntries(entries)], list: [entries.flat(1)], pairs: [entries], unpaired: [['x-a']] }[form]
      // Only HTTP/1 has the old name, and Node up to version 24.
      const chained = response[response[method] === undefined ? 'writeHead' : method]!(200, ...reason ? ['Fine'] : [], ...given)
      if (chained !== response) throw new Error('not chainable')
    }
  }
}

export type Line = readonly [name: string, value: string]

/** What a sequence of calls does. */
export interface Outcome {
  /** The code of the error of each call; '' for none. */
  readonly errors: readonly string[]
  /** The lines of the head, names in lower case; undefined if no head was sent. */
  readonly lines: readonly Line[] | undefined
}

const GIVEN = 'x-given-'

/**
 * The calls for a response without a policy, with other names for the headers of the policy: those of the protocol, because HTTP/2
 * rejects two lines of some of them, and `Vary` of `writeHead`, so that it replaces nothing.
 */
export function withoutPolicy (calls: readonly Call[], { decision }: HeadPolicy): Call[] {
  const other = (name: string): string => (CORS_RESPONSE_HEADERS as readonly string[]).includes(name.toLowerCase()) ? `${GIVEN}${name}` : name
  const ofWriteHead = (name: string): string => decision.vary !== undefined && name.toLowerCase() === 'vary' ? `${GIVEN}vary` : other(name)
  return calls.map((call) => {
    if ('entry' in call) return { ...call, entry: [other(call.entry[0]), call.entry[1]] }
    if ('name' in call) return { ...call, name: other(call.name) }
    if (!('entries' in call)) return call
    return { ...call, entries: call.entries.map(([name, value]): Entry => [(call.call === 'writeHead' ? ofWriteHead : other)(name), value]) }
  })
}

/** What the head must be, from the head without a policy. */
export function expectedLines (plain: readonly Line[], { decision, origin }: HeadPolicy): Line[] {
  const own: ReadonlyArray<readonly [string, string | undefined]> = [
    ['access-control-allow-origin', decision.allowOrigin === 'origin' ? origin : decision.allowOrigin],
    ['access-control-allow-credentials', decision.allowCredentials],
    ['access-control-expose-headers', decision.exposeHeaders]
  ]
  const isVary = (name: string) => decision.vary !== undefined && (name === 'vary' || name === `${GIVEN}vary`)
  const names = new Map<string, string>()
  for (const value of [...plain.filter(([name]) => isVary(name)).map(([, value]) => value), decision.vary ?? '']) {
    for (const member of value.split(',').map((text) => text.trim())) if (member !== '' && !names.has(member.toLowerCase())) names.set(member.toLowerCase(), member)
  }
  const vary = names.has('*') ? '*' : [...names.values()].join(', ')
  return [
    ...plain.filter(([name]) => !isVary(name) && !name.startsWith(GIVEN)),
    ...own.filter((line): line is Line => line[1] !== undefined),
    ...vary === '' ? [] : [['vary', vary] as const]
  ]
}

const mixedCase = (name: string) => fc.constantFrom(name, name.toUpperCase(), name.replace(/(?:^|-)./g, (letter) => letter.toUpperCase()))
const name = fc.oneof(
  fc.constantFrom(...CORS_RESPONSE_HEADERS).chain(mixedCase), mixedCase('vary'), fc.constantFrom('X-A', 'set-cookie', 'content-type', 'access-control-other', 'x-b')
)
const text = fc.constantFrom('Origin', 'origin, Accept', '*', 'https://a.test', 'true', '5', 'x')
const entry = name.chain((name) => fc.tuple(fc.constant(name), name === 'content-type' ? text : fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 2 }))))
const entries = fc.uniqueArray(entry, { maxLength: 4, selector: ([name]) => name.toLowerCase() })
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ call: fc.constantFrom('setHeader' as const, 'appendHeader' as const), entry }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('removeHeader' as const), name }) },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('setHeaders' as const), entries }) },
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.constant('writeHead' as const), form: fc.constantFrom('none' as const, 'object', 'object', 'list', 'pairs', 'unpaired'), reason: fc.boolean(), entries,
      method: fc.constantFrom('writeHead' as const, 'writeHead', 'writeHeader')
    })
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constantFrom('flushHeaders' as const, 'write' as const) }) }
)

/** Random sequences of calls. */
export const sequences = fc.array(call, { maxLength: 5 })

const POLICIES: readonly CorsPolicy[] = [
  { origins: ['https://a.test'] }, { origins: ['https://a.test'], credentials: true, exposedHeaders: ['ETag'] },
  { origins: '*' }, { origins: '*', exposedHeaders: ['ETag'] }
]

/** Random policies of a head, each with a decision about an actual request. */
export const policies = fc.record({ policy: fc.constantFrom(...POLICIES), origin: fc.constantFrom('https://a.test', 'https://untrusted.test', undefined) })
  .map(({ policy, origin }): HeadPolicy => ({ decision: decide(compilePolicy(policy), { method: 'GET', origin }), origin, onOverride () {} }))
