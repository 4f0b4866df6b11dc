/**
 * The last word on the CORS headers of a response. Every head leaves Node through `writeHead`: those of Fastify, of handlers that
 * write to `reply.raw`, of hijacked replies, of middleware, and implicit ones. So the shadow of this one method sees them all.
 */
import type { ServerResponse } from 'node:http'
import type { CorsDecision } from '../../types/decision.ts'
import { mergeVary } from '../standard/vary.ts'
import { CORS_RESPONSE_HEADERS, writeFields, type ResponseHeaders } from './fields.ts'

/** What the head of a response must have. */
export interface HeadPolicy {
  readonly decision: CorsDecision
  /** The `Origin` of the request when the decision was made. */
  readonly origin: string | undefined
  /** Called before the head is written, if other code has set a CORS header to another value. The name is in lower case. */
  onOverride (name: string): void
}

type WriteHead = (this: RawResponse, status: unknown, ...rest: unknown[]) => unknown

const kPolicy = Symbol('fastify-cors-policy.policy')
const kNext = Symbol('fastify-cors-policy.next')

interface RawResponse extends Omit<ServerResponse, 'writeHead'> {
  writeHead: WriteHead
  [kPolicy]?: HeadPolicy
  /** The method that ours shadows: that of Node, of light-my-request, or of a package such as on-headers. */
  [kNext]?: WriteHead
}

/** Applies a policy to whatever head is written on a raw response, of HTTP/1 or of the compatibility layer of HTTP/2. */
export function governHead (response: object, policy: HeadPolicy): void {
  const raw = response as RawResponse
  if (raw[kPolicy] === undefined) {
    raw[kNext] = raw.writeHead
    raw.writeHead = writeHead
  }
  raw[kPolicy] = policy
}

function writeHead (this: RawResponse, status: unknown, reason?: unknown, headers?: unknown): unknown {
  const next = this[kNext]!
  const given = typeof reason === 'string' ? headers : headers ?? reason
  // Node rejects such a call.
  if (this.headersSent || isUnpaired(given)) return next.call(this, status, reason, headers)
  const head = headFor(this, given, this[kPolicy]!)
  return typeof reason === 'string' ? next.call(this, status, reason, head) : next.call(this, status, head)
}

function isUnpaired (given: unknown): boolean {
  return Array.isArray(given) && given.length % 2 !== 0 && !Array.isArray(given[0])
}

/** Returns the given headers with those of the policy, and takes the latter from the response. Nothing that is given is changed. */
function headFor (raw: RawResponse, given: unknown, policy: HeadPolicy): ResponseHeaders {
  const { decision, origin } = policy
  const head: ResponseHeaders = {}
  let found = raw.getHeaderNames().length === 0 ? undefined : takeFrom(raw)
  if (Array.isArray(given)) found = copyList(given, head, found)
  else if (typeof given === 'object' && given !== null) found = copyObject(given, head, found)
  writeFields(head, decision, origin)
  if (found !== undefined) settle(head, found, policy)
  else if (decision.vary !== undefined) head['vary'] = decision.vary
  return head
}

/** The values of the policy's headers that other code has set, by lower-case name. */
type Found = [name: string, value: unknown][]

function takeFrom (raw: RawResponse): Found | undefined {
  let found: Found | undefined
  for (const name of CORS_RESPONSE_HEADERS) {
    const value = raw.getHeader(name)
    if (value === undefined) continue
    raw.removeHeader(name)
    found = found ?? []
    found.push([name, value])
  }
  const vary = raw.getHeader('vary')
  if (vary === undefined) return found
  found = found ?? []
  found.push(['vary', vary])
  return found
}

function copyObject (given: object, head: ResponseHeaders, found: Found | undefined): Found | undefined {
  for (const name of Object.keys(given)) {
    const value = (given as ResponseHeaders)[name]
    const governed = governedName(name)
    if (governed === undefined) {
      head[name] = value
    } else {
      found = found ?? []
      found.push([governed, value])
    }
  }
  return found
}

/** Copies a list: names and values in turns, or pairs. A repeated name gets a list of values, so that no line is lost. */
function copyList (given: readonly unknown[], head: ResponseHeaders, found: Found | undefined): Found | undefined {
  const entries = Array.isArray(given[0]) ? given as [unknown, unknown][] : pairsOf(given)
  const spellings = new Map<string, string>()
  for (const [name, value] of entries) {
    const text = String(name)
    const governed = governedName(text)
    if (governed !== undefined) {
      found = found ?? []
      found.push([governed, value])
      continue
    }
    const spelling = spellings.get(text.toLowerCase()) ?? text
    spellings.set(text.toLowerCase(), spelling)
    const before = head[spelling]
    head[spelling] = (before === undefined ? value : [before, value].flat()) as string
  }
  return found
}

function pairsOf (list: readonly unknown[]): [unknown, unknown][] {
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]])
}

/** Merges `Vary`, and reports the first header whose value the policy replaces. */
function settle (head: ResponseHeaders, found: Found, policy: HeadPolicy): void {
  const { vary: own } = policy.decision
  const vary = found.filter(([name]) => name === 'vary').flatMap(([, value]) => value as string)
  if (vary.length > 0 || own !== undefined) head['vary'] = mergeVary(vary, own ?? '')
  const replaced = found.find(([name, value]) => name !== 'vary' && value !== undefined && String(value) !== head[name])
  if (replaced !== undefined) policy.onOverride(replaced[0])
}

const GOVERNED: ReadonlySet<string> = new Set([...CORS_RESPONSE_HEADERS, 'vary'])
const LONGEST = Math.max(...CORS_RESPONSE_HEADERS.map(({ length }) => length))
const SHORTEST = Math.min(...CORS_RESPONSE_HEADERS.map(({ length }) => length))

/** Returns the lower-case name of a header of the policy; undefined for another header. Most names are recognized by their length. */
function governedName (name: string): string | undefined {
  const { length } = name
  if (length !== 4 && (length < SHORTEST || length > LONGEST)) return undefined
  const lower = name.toLowerCase()
  return GOVERNED.has(lower) ? lower : undefined
}
