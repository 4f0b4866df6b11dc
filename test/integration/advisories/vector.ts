/** What a vector is: a way in which CORS has gone wrong somewhere, as requests and the answers that they must get here. */
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import type { HeaderLine } from '../../../types/browser.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'

export const A = 'https://a.test'
export const B = 'https://b.test'
export const EVIL = 'https://evil.test'

/** Two origins, with everything that a policy can express. */
export const LIST = {
  origins: [A, B],
  credentials: true,
  methods: ['PUT'],
  allowedHeaders: ['x-h'],
  exposedHeaders: ['x-e'],
  maxAge: 600
} as const satisfies CorsPolicy

/** One origin and nothing else. */
export const SMALL = { origins: [A] } as const satisfies CorsPolicy

/** Every origin, without credentials. */
export const EVERYONE = { origins: '*' } as const satisfies CorsPolicy

/** The lines of `Access-Control-*` and `Vary` of an answer, sorted. */
export type Lines = readonly string[]

/** Of a route without a policy. */
export const NONE: Lines = []

/** To whom a policy with a list of origins does not allow, or who is no page. */
export const REFUSED: Lines = ['vary: Origin']

export const OPEN: Lines = ['access-control-allow-origin: *']

/** Under SMALL and other policies of one origin. */
export const small = (origin: string): Lines => [`access-control-allow-origin: ${origin}`, 'vary: Origin']

/** To an actual request that LIST allows. */
export const allowLines = (origin = A): Lines => [
  'access-control-allow-credentials: true',
  `access-control-allow-origin: ${origin}`,
  'access-control-expose-headers: x-e',
  'vary: Origin'
]

/** To a preflight that LIST approves. */
export const APPROVED: Lines = [
  'access-control-allow-credentials: true',
  'access-control-allow-headers: x-h',
  'access-control-allow-methods: PUT',
  `access-control-allow-origin: ${A}`,
  'access-control-max-age: 600',
  'vary: Origin'
]

/** A request. Default: GET /. */
export interface Asked {
  readonly method?: string
  readonly url?: string
  readonly headers?: readonly HeaderLine[]
  readonly body?: string
}

export interface Expected {
  readonly status: number
  readonly lines: Lines
  /** The route whose handler ran, as `GET /`; none where absent. */
  readonly ran?: string
  readonly body?: string
  /** Names of headers, lower case, that the answer does not have. */
  readonly without?: readonly string[]
  /** What a page requested, and whether a browser lets it go on from this answer. */
  readonly page?: readonly [method: string, unsafeHeaderNames: readonly string[], isApproved: boolean]
}

/** Requests to one application, one after the other. */
export interface ExchangeVector {
  readonly id: string
  /** What must hold, as a statement. */
  readonly name: string
  /** LIST where absent. */
  readonly document?: CorsPolicyDocument
  readonly options?: FastifyServerOptions
  /** Hooks that run before those of the plugin. */
  readonly before?: (app: FastifyInstance) => unknown
  /** Takes the place of the usual routes: GET, PUT, POST and DELETE of /. */
  readonly routes?: (app: FastifyInstance) => unknown
  /** Asks over a TCP socket, where the bytes matter; else by inject. */
  readonly wire?: true
  /** A request with a short value, whose answer costs as much as each of the answers here, by orders of magnitude. */
  readonly likeShort?: Asked
  /** Warnings that are logged while the requests run; none where absent. */
  readonly warnings?: number
  readonly asks: ReadonlyArray<readonly [asked: Asked, expected: Expected]>
}

/** What must not be registered: each document by itself, with the places and ids of its issues. */
export interface RejectionVector {
  readonly id: string
  readonly name: string
  readonly rejected: ReadonlyArray<readonly [document: unknown, ...issues: ReadonlyArray<`${string} ${string}`>]>
  /** What is near and must be accepted. */
  readonly accepted?: readonly unknown[]
}

/** What is neither: done and checked by itself. */
export interface DeedVector {
  readonly id: string
  readonly name: string
  readonly deed: (t: Test) => Promise<void>
}

export type Vector = ExchangeVector | RejectionVector | DeedVector

/** What does not apply, and why. */
export interface Inapplicable {
  readonly id: string
  readonly what: string
  readonly why: string
  /** Documents that would need it; all are rejected. Absent if an application cannot do it. */
  readonly rejected?: readonly unknown[]
}

/** A GET or another request, with these header lines. */
export const ask = (method: string, url: string, ...headers: readonly HeaderLine[]): Asked => ({ method, url, headers })

export const from = (origin: string): HeaderLine => ['Origin', origin]

/** A preflight of / for a method, and what else it carries. */
export const preflight = (origin: string, requestMethod: string, ...headers: readonly HeaderLine[]): Asked =>
  preflightOf('/', origin, requestMethod, ...headers)

export const preflightOf = (
  url: string, origin: string, requestMethod: string, ...headers: readonly HeaderLine[]
): Asked => ask('OPTIONS', url, from(origin), ['Access-Control-Request-Method', requestMethod], ...headers)

export const requesting = (names: string): HeaderLine => ['Access-Control-Request-Headers', names]
