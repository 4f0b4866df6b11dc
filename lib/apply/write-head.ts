/**
 * The last word on the CORS headers of a response. Every head leaves Node through `writeHead`: those of Fastify, of handlers that
 * write to `reply.raw`, of hijacked replies, of middleware, and implicit ones. So the shadow of this one method sees them all.
 */
import type { ServerResponse } from 'node:http'
import type { CorsDecision } from '../../types/decision.ts'
import { mergeVary } from '../standard/vary.ts'
import { CORS_RESPONSE_HEADERS, writeFields, type ResponseHeaders } from './fields.ts'
import { shadowAlias } from './head-alias.ts'
import { isSent } from '../fastify/is-sent.ts'

/** What the head of a response must have. */
export interface HeadPolicy {
  readonly decision: CorsDecision
  /** The `Origin` of the request when the decision was made. */
  readonly origin: string | undefined
  /** Called before the head is written, if other code has set a CORS header to another value. The name is in lower case. */
  onOverride (name: string): void
  /** Set by `governHead`: the method that ours shadows, of Node, of light-my-request, or of a package such as on-headers. */
  next?: WriteHead | undefined
  /** Set by `governHead`: whether other code had replaced the method before. */
  isWrapped?: boolean | undefined
  /** The headers of Fastify's reply, which Fastify passes to `writeHead`. They are changed in place, without a copy. */
  own?: ResponseHeaders | undefined
}

type WriteHead = (this: RawResponse, status: unknown, ...rest: unknown[]) => unknown

const kPolicy = Symbol('fastify-cors-policy.policy')

interface RawResponse extends Omit<ServerResponse, 'writeHead'> {
  writeHead: WriteHead
  [kPolicy]?: HeadPolicy
}

/** Applies a policy to whatever head is written on a raw response, of HTTP/1 or of the compatibility layer of HTTP/2. */
export function governHead (response: object, policy: HeadPolicy): void {
  const raw = response as RawResponse
  const before = raw[kPolicy]
  raw[kPolicy] = policy
  if (before === undefined) {
    policy.next = raw.writeHead
    policy.isWrapped = Object.hasOwn(raw, 'writeHead')
    raw.writeHead = writeHead
    shadowAlias(raw)
  } else {
    policy.next = before.next
    policy.isWrapped = before.isWrapped
  }
}

/** Returns the policy that `governHead` has applied to a raw response. */
export function headPolicyOf (response: object): HeadPolicy | undefined {
  return (response as RawResponse)[kPolicy]
}

function writeHead (this: RawResponse, status: unknown, reason?: unknown, headers?: unknown): unknown {
  const policy = this[kPolicy]!
  const next = policy.next!
  // A reason that is a text has no headers.
  const given = headers ?? reason
  // Node rejects such a call.
  if (isSent(this) || isUnpaired(given)) return next.call(this, status, reason, headers)
  const head = headFor(this, given, policy)
  // A wrapper from before ours can add to headers that are set, such as a member of `Vary`.
  if (policy.isWrapped === true) setGoverned(this, head)
  return typeof reason === 'string' ? next.call(this, status, reason, head) : next.call(this, status, head)
}

/** Sets the headers of the policy on the response, and removes them from the head. */
function setGoverned (raw: RawResponse, head: ResponseHeaders): void {
  for (const name of CORS_HEADERS_AND_VARY) {
    const value = head[name]
    if (value === undefined) continue
    raw.setHeader(name, value)
    delete head[name]
  }
}

function isUnpaired (given: unknown): boolean {
  return Array.isArray(given) && given.length % 2 !== 0 && !Array.isArray(given[0])
}

/**
 * Returns the given headers with those of the policy, and takes the latter from the response. Nothing that is given is changed, except
 * the reply's own headers.
 */
export function headFor (response: object, given: unknown, policy: HeadPolicy): ResponseHeaders {
  const raw = response as RawResponse
  const { decision, origin, own } = policy
  if (own !== undefined && given === own && raw.getHeaderNames().length === 0 && !hasForeignValue(own)) {
    writeFields(own, decision, origin)
    if (decision.vary !== undefined) own['vary'] = mergeVary(own['vary'], decision.vary)
    return own
  }
  const head: ResponseHeaders = {}
  // Without a value of its own, the policy leaves `Vary` alone.
  const governed = decision.vary === undefined ? CORS_HEADERS : CORS_HEADERS_AND_VARY
  let found = raw.getHeaderNames().length === 0 ? undefined : takeFrom(raw, governed)
  if (Array.isArray(given)) found = copyList(given, governed, head, found)
  // Not by a spread: in Node 20, an object that is copied at once and gets more members is slow.
  else if (typeof given === 'object' && given !== null) found = copyObject(given, governed, head, found)
  writeFields(head, decision, origin)
  if (found !== undefined) settle(head, found, policy)
  else if (decision.vary !== undefined) head['vary'] = decision.vary
  return head
}

/** Whether other code has set a CORS header, or `Vary` in another letter case. */
function hasForeignValue (headers: ResponseHeaders): boolean {
  for (const name in headers) if (name !== 'vary' && isGoverned(name, CORS_HEADERS_AND_VARY)) return true
  return false
}

/** The values of the policy's headers that other code has set, by lower-case name. */
type Found = [name: string, value: unknown][]

/** Adds a value. The list is created with the first one, because other code rarely sets these headers. */
function withFound (found: Found | undefined, name: string, value: unknown): Found {
  const list = found ?? []
  list.push([name.toLowerCase(), value])
  return list
}

function takeFrom (raw: RawResponse, governed: ReadonlySet<string>): Found | undefined {
  let found: Found | undefined
  for (const name of governed) {
    const value = raw.getHeader(name)
    if (value === undefined) continue
    // `Vary` is replaced with the head, and kept if Node rejects the head.
    if (name !== 'vary') raw.removeHeader(name)
    found = withFound(found, name, value)
  }
  return found
}

function copyObject (given: object, governed: ReadonlySet<string>, head: ResponseHeaders, found: Found | undefined): Found | undefined {
  for (const name of Object.keys(given)) {
    const value = (given as ResponseHeaders)[name]
    if (isGoverned(name, governed)) found = withFound(found, name, value)
    else head[name] = value
  }
  return found
}

/** Copies a list: names and values in turns, or pairs. A repeated name gets a list of values, so that no line is lost. */
function copyList (
  given: readonly unknown[], governed: ReadonlySet<string>, head: ResponseHeaders, found: Found | undefined
): Found | undefined {
  const entries = Array.isArray(given[0]) ? given as [unknown, unknown][] : pairsOf(given)
  const spellings = new Map<string, string>()
  for (const [name, value] of entries) {
    const text = String(name)
    if (isGoverned(text, governed)) {
      found = withFound(found, text, value)
      continue
    }
    const spelling = spellings.get(text.toLowerCase()) ?? text
    spellings.set(text.toLowerCase(), spelling)
    const before = Object.hasOwn(head, spelling) ? head[spelling] : undefined
    head[spelling] = (before === undefined ? value : [before, value].flat()) as string
  }
  return found
}

function pairsOf (list: readonly unknown[]): [unknown, unknown][] {
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]])
}

/** Merges `Vary`, and reports the first header whose value the policy replaces. */
function settle (head: ResponseHeaders, found: Found, policy: HeadPolicy): void {
  const { vary } = policy.decision
  if (vary !== undefined) head['vary'] = mergeVary(found.filter(([name]) => name === 'vary').flatMap(([, value]) => value as string), vary)
  const replaced = found.find(([name, value]) => name !== 'vary' && value !== undefined && String(value) !== head[name])
  if (replaced !== undefined) policy.onOverride(replaced[0])
}

const CORS_HEADERS: ReadonlySet<string> = new Set(CORS_RESPONSE_HEADERS)
const CORS_HEADERS_AND_VARY: ReadonlySet<string> = new Set([...CORS_RESPONSE_HEADERS, 'vary'])
/** Which lengths these names have. */
const LENGTHS: boolean[] = []
for (const { length } of CORS_HEADERS_AND_VARY) LENGTHS[length] = true

/** Whether a header, in any letter case, has its value from the policy. Most other names have other lengths. */
function isGoverned (name: string, governed: ReadonlySet<string>): boolean {
  return LENGTHS[name.length] === true && governed.has(name.toLowerCase())
}
