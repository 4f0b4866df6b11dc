/** Compares responses with those of the same application without the plugin: only the headers of CORS may differ. */
import type t from 'tap'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { isLong } from '../../unit/properties/seed.ts'
import type { Answer, Ask, Asked } from './exchange.ts'

export interface Exchange {
  readonly name: string
  readonly asked: Asked
  readonly status: number
  /** Part of the headers and the body, as JSON, which shows that the application did its work. */
  readonly shows: RegExp
  /** The lines of `Access-Control-*` and `Vary` that the application writes without the plugin; none if this is absent. */
  readonly foreign?: readonly string[]
}

const ALLOWED = 'https://a.test'
const UNTRUSTED = 'https://evil.test'

export const POLICY: CorsPolicyDocument = {
  origins: [ALLOWED], credentials: true, exposedHeaders: ['X-E'], methods: ['GET', 'PUT', 'POST'], allowedHeaders: ['Content-Type'], maxAge: 60
}

const FIELDS = ['access-control-allow-credentials: true', `access-control-allow-origin: ${ALLOWED}`, 'access-control-expose-headers: x-e']

const PREFLIGHT_FIELDS = [
  'access-control-allow-credentials: true', 'access-control-allow-headers: content-type', `access-control-allow-origin: ${ALLOWED}`,
  'access-control-max-age: 60', 'vary: Origin'
]

/** A response without the headers of CORS, the date and what is random. */
function restOf ({ status, headers, body, isComplete }: Answer, random: RegExp | undefined): string {
  const others = Object.entries(headers).filter(([name]) => name !== 'date' && name !== 'vary' && !name.startsWith('access-control-'))
  const text = JSON.stringify({ status, headers: others.sort(), body, isComplete })
  return random === undefined ? text : text.replaceAll(random, '…')
}

const VARY = 'vary: '
const isVary = (line: string) => line.startsWith(VARY)
const membersOf = (line: string) => line.slice(VARY.length).split(', ')

/** The lines of a response, with the members of `Vary` in order. */
function sorted (lines: readonly string[]): string[] {
  return lines.map((line) => isVary(line) ? VARY + membersOf(line).sort().join(', ') : line)
}

/** The one line of `Vary` that merges lines with `Origin`. */
function mergedVary (lines: readonly string[]): string {
  return VARY + [...new Set([...lines.filter(isVary).flatMap(membersOf), 'Origin'])].sort().join(', ')
}

/**
 * Sends each request for an allowed origin, for an untrusted one and without an origin, and then a preflight of each. Unless the run is
 * long, each request has one of the last two, the next request the other one, and a method of a URL has its preflights once.
 *
 * @param bare    sends to the application without the plugin
 * @param ask     sends to the application with POLICY
 * @param random  what differs from response to response
 */
export async function compareAll (t: Tap, exchanges: readonly Exchange[], bare: Ask, ask: Ask, order: string, random?: RegExp): Promise<void> {
  const seen = new Set<string>()
  for (const [i, exchange] of exchanges.entries()) {
    const { name, asked: { method = 'GET', url = '/' } } = exchange
    const others = [UNTRUSTED, undefined]
    for (const origin of [ALLOWED, ...isLong ? others : [others[i % 2]]]) await compare(t, exchange, origin, bare, ask, `${name}, ${order}, origin ${origin}`, random)
    if (isLong || !seen.has(`${method} ${url}`)) await comparePreflights(t, exchange.asked, bare, ask, `${name}, ${order}`)
    seen.add(`${method} ${url}`)
  }
}

async function compare (t: Tap, exchange: Exchange, origin: string | undefined, bare: Ask, ask: Ask, what: string, random?: RegExp): Promise<void> {
  const { asked, status, shows, foreign = [] } = exchange
  const request = { ...asked, headers: { ...asked.headers, ...origin !== undefined && { origin } } }
  const before = await bare(request)
  const after = await ask(request)
  t.match(JSON.stringify([before.headers, before.body]), shows, `${what}: the work of the application`)
  if (origin === ALLOWED) t.same([before.status, before.lines], [status, foreign], `${what}: the headers of the application`)
  t.same(sorted(after.lines), [...origin === ALLOWED ? FIELDS : [], mergedVary(before.lines)], `${what}: the headers of the policy`)
  t.equal(restOf(after, random), restOf(before, random), `${what}: all else`)
}

async function comparePreflights (t: Tap, { method = 'GET', url }: Asked, bare: Ask, ask: Ask, name: string): Promise<void> {
  const preflight = { method: 'OPTIONS', url, headers: { 'access-control-request-method': method } }
  const from = (origin: string) => ask({ ...preflight, headers: { ...preflight.headers, origin } })
  const isMethods = (line: string) => line.startsWith('access-control-allow-methods: ')
  const approved = await from(ALLOWED)
  t.same([approved.status, approved.body, approved.lines.filter((line) => !isMethods(line))], [204, '', PREFLIGHT_FIELDS], `${name}: a preflight`)
  t.match(approved.lines.find(isMethods), method, `${name}: methods of a preflight`)
  const refused = await from(UNTRUSTED)
  t.same([refused.status, refused.body, refused.lines], [403, '', ['vary: Origin']], `${name}: a preflight of an untrusted origin`)
  // Without an origin, it is no preflight.
  const [before, after] = [await bare(preflight), await ask(preflight)]
  t.same([after.status, after.body, sorted(after.lines)], [before.status, before.body, [mergedVary(before.lines)]], `${name}: OPTIONS without an origin`)
}

type Tap = Pick<typeof t, 'equal' | 'match' | 'same'>
