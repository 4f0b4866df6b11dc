/** Values of header fields for decisions: normal ones, and those that are meant to take long. */
import type { CorsRequest, CorsDecisionReason } from 'fastify-cors-policy'

export interface Row {
  readonly value: string
  readonly method: 'GET' | 'OPTIONS'
  readonly origin: string
  readonly requestMethod?: string
  /** What is decided, so that it is known to have been looked at. */
  readonly reason: CorsDecisionReason
}

export const POLICY = {
  origins: [
    ...Array.from({ length: 5 }, (_, i) => `https://app-${i}.example.com`),
    'https://*.example.com', 'https://*.b.c.d.e.f.g.h.example.org', 'http://*.example.net:*', 'http://localhost:*', 'http://[::1]:*'
  ],
  credentials: true,
  dangerouslyAllow: ['insecure-origins'],
  methods: ['GET', 'PUT']
} as const

/** The longest that a serialized origin can be, and is looked at for all of its length. */
const LONGEST = 326

const exact = 'https://app-4.example.com'

export const NORMAL = {
  exact: { value: 'an exact origin', method: 'GET', origin: exact, reason: 'origin-allowed' },
  wildcard: { value: 'an origin under a wildcard', method: 'GET', origin: 'https://tenant-0000004.example.com', reason: 'origin-allowed' },
  preflight: { value: 'a preflight from an exact origin', method: 'OPTIONS', origin: exact, requestMethod: 'PUT', reason: 'origin-allowed' }
} as const satisfies Record<string, Row>

export type NormalName = keyof typeof NORMAL

export interface HostileRow extends Row {
  readonly against: NormalName
  /** As long as Node lets a header be. */
  readonly isLong: boolean
}

/** A text of a length that begins and ends like another one. */
function fill (start: string, middle: string, end: string, length: number): string {
  return start + middle.repeat(length).slice(0, length - start.length - end.length) + end
}

export function hostileRows (headerLength: number): HostileRow[] {
  const shapes: [what: string, start: string, middle: string, end: string][] = [
    ['dots', 'https://', '.', '.example.com'],
    ['labels', 'https://', 'a.', 'a.example.com'],
    ['colons', 'https://a.example.com', ':', ':443'],
    ['brackets', 'http://[', '[', ']:80']
  ]
  const long = shapes.map(([what, ...parts]): HostileRow => ({
    value: `\`Origin\` full of ${what}`, method: 'GET', origin: fill(...parts, headerLength), reason: 'origin-not-allowed', against: 'exact', isLong: true
  }))
  const methods = shapes.map(([what, ...parts]): HostileRow => ({
    ...NORMAL.preflight,
    value: `\`Access-Control-Request-Method\` full of ${what}`,
    requestMethod: fill(...parts, headerLength),
    reason: 'method-not-allowed',
    against: 'preflight',
    isLong: true
  }))
  const misses: [what: string, origin: string][] = [
    ['one character less than a pattern', 'https://tenant-0000004.example.co'],
    ['the longest origin, of empty labels', fill('https://', '.', '.example.com', LONGEST)],
    ['the longest origin, of labels of one letter', fill('https://', 'a.', 'a.b.c.d.e.f.g.h.example.orh', LONGEST)],
    ['the longest origin, of colons', fill('http://a.example.net', ':', ':81', LONGEST)],
    ['the longest origin, of one bracket too many', fill('http://[::1]', ']', ':81', LONGEST)]
  ]
  return [...long, ...methods, ...misses.map(([value, origin]): HostileRow => ({
    value: `${value}`, method: 'GET', origin, reason: 'origin-not-allowed', against: 'wildcard', isLong: false
  }))]
}

/** Makes a request of new strings: a string remembers its hash, and one from a socket has not been hashed yet. */
export function fresh ({ method, origin, requestMethod }: Row): () => CorsRequest {
  const [originBytes, methodBytes] = [Buffer.from(origin, 'latin1'), Buffer.from(requestMethod ?? '', 'latin1')]
  return requestMethod === undefined
    ? () => ({ method, origin: originBytes.toString('latin1'), requestMethod: undefined })
    : () => ({ method, origin: originBytes.toString('latin1'), requestMethod: methodBytes.toString('latin1') })
}
