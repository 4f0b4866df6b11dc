/**
 * The table: policy × request → decision. It tests `decide` alone, the plugin over a routed URL, and all else that must
 * agree with them. The URL has GET, HEAD, POST, PUT and DELETE.
 */
import type { CorsRequest, CorsDecisionReason } from '../types/decision.ts'
import type { CorsPolicy } from '../types/policy.ts'

export const ROUTED_METHODS = ['DELETE', 'GET', 'HEAD', 'POST', 'PUT'] as const

export interface Case {
  readonly name: string
  readonly policy: CorsPolicy
  readonly request: CorsRequest
  readonly reason: CorsDecisionReason
  /** Status of the response to a preflight; undefined for actual requests. */
  readonly status?: 204 | 403
  /** All `Access-Control-*` fields and `Vary` of the response: a field that is not here is not sent. */
  readonly headers: Readonly<Record<string, string>>
}

const A = 'https://a.test'
const B = 'https://b.test'
const EVIL = 'https://evil.test'

const LIST: CorsPolicy = {
  origins: [A, B],
  credentials: true,
  methods: ['PUT'],
  allowedHeaders: ['X-H'],
  exposedHeaders: ['X-E'],
  maxAge: 600
}
const SMALL: CorsPolicy = { origins: [A] }
const EVERYONE: CorsPolicy = { origins: '*' }

const listActual = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'x-e',
  vary: 'Origin'
})
const listPreflight = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'PUT',
  'access-control-allow-headers': 'x-h',
  'access-control-max-age': '600',
  vary: 'Origin'
})
const ALL_METHODS = 'DELETE, GET, HEAD, POST, PUT'

const get = (origin: string | undefined): CorsRequest => ({ method: 'GET', origin })
const preflight = (origin: string, requestMethod: string): CorsRequest => ({ method: 'OPTIONS', origin, requestMethod })

/** Values of Origin that no policy of the table allows: each is refused by a list and changes nothing else. */
const NEVER_LISTED: ReadonlyArray<readonly [string, string]> = [
  ['an origin that is not listed', EVIL],
  ['an empty Origin', ''],
  ['the opaque origin', 'null'],
  ['the text "undefined"', 'undefined'],
  ['a star', '*'],
  ['two lines joined by the server', `${A}, ${A}`],
  ['an allowed origin with a trailing slash', `${A}/`],
  ['an allowed origin in upper case', 'HTTPS://A.TEST'],
  ['an allowed origin with its default port', `${A}:443`],
  ['an allowed origin with another port', `${A}:8443`],
  ['an allowed origin over http', 'http://a.test'],
  ['an allowed origin with a trailing dot', `${A}.`],
  ['an allowed origin with user info', 'https://a.test@evil.test'],
  ['a longer host that begins like an allowed one', `${A}.evil.test`],
  ['a longer host that ends like an allowed one', 'https://evila.test'],
  ['a space before an allowed origin', ` ${A}`],
  ['a line break after an allowed origin', `${A}\n`],
  ['an allowed origin and a tab', `${A}\tb`],
  ['non-ASCII text', 'https://ä.test'],
  ['a malformed origin', 'https://['],
  ['a name of Object.prototype', 'constructor'],
  ['another name of Object.prototype', '__proto__'],
  ['327 bytes', `https://${'a'.repeat(319)}`]
]

export const cases: readonly Case[] = [
  {
    name: 'an actual request from a listed origin gets the origin back, with credentials and exposed headers',
    policy: LIST, request: get(A), reason: 'origin-allowed', headers: listActual(A)
  },
  {
    name: 'every listed origin gets itself',
    policy: LIST, request: get(B), reason: 'origin-allowed', headers: listActual(B)
  },
  {
    name: 'a request without Origin gets Vary and nothing else from a list',
    policy: LIST, request: get(undefined), reason: 'no-origin', headers: { vary: 'Origin' }
  },
  ...NEVER_LISTED.flatMap(([what, origin]): Case[] => [
    {
      name: `an actual request with ${what} gets Vary and nothing else`,
      policy: LIST, request: get(origin), reason: 'origin-not-allowed', headers: { vary: 'Origin' }
    },
    {
      name: `a preflight with ${what} is refused`,
      policy: LIST, request: preflight(origin, 'PUT'), reason: 'origin-not-allowed', status: 403, headers: { vary: 'Origin' }
    }
  ]),
  {
    name: 'a policy without credentials, exposed headers and max age sends none of their headers',
    policy: SMALL,
    request: get(A),
    reason: 'origin-allowed',
    headers: { 'access-control-allow-origin': A, vary: 'Origin' }
  },
  {
    name: 'methods are not enforced on actual requests',
    policy: LIST, request: { method: 'DELETE', origin: A }, reason: 'origin-allowed', headers: listActual(A)
  },
  {
    name: 'a policy for every origin sends "*" and no Vary',
    policy: EVERYONE, request: get(EVIL), reason: 'any-origin-allowed', headers: { 'access-control-allow-origin': '*' }
  },
  {
    name: 'so it does without Origin, since caches share the response',
    policy: { origins: '*', exposedHeaders: '*' },
    request: get(undefined),
    reason: 'any-origin-allowed',
    headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' }
  },
  {
    name: 'so it does for the opaque origin',
    policy: EVERYONE, request: get('null'), reason: 'any-origin-allowed', headers: { 'access-control-allow-origin': '*' }
  },
  {
    name: 'so it does for junk',
    policy: EVERYONE, request: get('not an origin'), reason: 'any-origin-allowed', headers: { 'access-control-allow-origin': '*' }
  },
  {
    name: 'a preflight for a listed method is approved with the whole truth about the URL',
    policy: LIST, request: preflight(A, 'PUT'), reason: 'origin-allowed', status: 204, headers: listPreflight(A)
  },
  {
    name: 'a preflight for a safelisted method is approved without its being listed',
    policy: LIST, request: preflight(A, 'POST'), reason: 'origin-allowed', status: 204, headers: listPreflight(A)
  },
  {
    name: 'a preflight for an unlisted method gets the true list, for the browser to refuse',
    policy: LIST, request: preflight(A, 'DELETE'), reason: 'method-not-allowed', status: 204, headers: listPreflight(A)
  },
  {
    name: 'methods are compared byte by byte',
    policy: SMALL,
    request: preflight(A, 'put'),
    reason: 'method-not-allowed',
    status: 204,
    headers: { 'access-control-allow-origin': A, 'access-control-allow-methods': ALL_METHODS, vary: 'Origin' }
  },
  {
    name: 'a part of a listed method is not a method',
    policy: SMALL,
    request: preflight(A, 'PU'),
    reason: 'method-not-allowed',
    status: 204,
    headers: { 'access-control-allow-origin': A, 'access-control-allow-methods': ALL_METHODS, vary: 'Origin' }
  },
  {
    name: 'an empty requested method is still a preflight',
    policy: SMALL,
    request: preflight(A, ''),
    reason: 'method-not-allowed',
    status: 204,
    headers: { 'access-control-allow-origin': A, 'access-control-allow-methods': ALL_METHODS, vary: 'Origin' }
  },
  {
    name: 'without methods in the policy every routed method is listed',
    policy: SMALL,
    request: preflight(A, 'DELETE'),
    reason: 'origin-allowed',
    status: 204,
    headers: { 'access-control-allow-origin': A, 'access-control-allow-methods': ALL_METHODS, vary: 'Origin' }
  },
  {
    name: 'an empty list of methods lists what needs no listing, so that an upload is not approved for want of a list',
    policy: { origins: [A], methods: [] },
    request: preflight(A, 'PUT'),
    reason: 'method-not-allowed',
    status: 204,
    headers: { 'access-control-allow-origin': A, 'access-control-allow-methods': 'GET', vary: 'Origin' }
  },
  {
    name: 'a listed method that is not routed is not listed',
    policy: { origins: [A], methods: ['PATCH', 'PUT'] },
    request: preflight(A, 'PUT'),
    reason: 'origin-allowed',
    status: 204,
    headers: { 'access-control-allow-origin': A, 'access-control-allow-methods': 'PUT', vary: 'Origin' }
  },
  {
    name: 'header names are sent once each, in lower case',
    policy: { origins: [A], allowedHeaders: ['Content-Type', 'X-Two', 'content-type'] },
    request: preflight(A, 'POST'),
    reason: 'origin-allowed',
    status: 204,
    headers: {
      'access-control-allow-origin': A,
      'access-control-allow-methods': ALL_METHODS,
      'access-control-allow-headers': 'content-type, x-two',
      vary: 'Origin'
    }
  },
  {
    name: 'a max age of 0 is sent',
    policy: { origins: '*', maxAge: 0 },
    request: preflight(EVIL, 'PUT'),
    reason: 'any-origin-allowed',
    status: 204,
    headers: {
      'access-control-allow-origin': '*', 'access-control-allow-methods': ALL_METHODS, 'access-control-max-age': '0'
    }
  },
  {
    name: 'every header and Authorization can be allowed to every origin',
    policy: { origins: '*', allowedHeaders: ['*', 'Authorization'] },
    request: preflight(EVIL, 'PUT'),
    reason: 'any-origin-allowed',
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': ALL_METHODS,
      'access-control-allow-headers': '*, authorization'
    }
  },
  {
    name: 'a wildcard covers a subdomain at any depth and echoes it',
    policy: { origins: ['https://*.a.test'] },
    request: get('https://x.y.a.test'),
    reason: 'origin-allowed',
    headers: { 'access-control-allow-origin': 'https://x.y.a.test', vary: 'Origin' }
  },
  {
    name: 'a wildcard does not cover its apex',
    policy: { origins: ['https://*.a.test'] }, request: get(A), reason: 'origin-not-allowed', headers: { vary: 'Origin' }
  },
  {
    name: 'any port covers the implicit one',
    policy: { origins: ['http://localhost:*'] },
    request: get('http://localhost'),
    reason: 'origin-allowed',
    headers: { 'access-control-allow-origin': 'http://localhost', vary: 'Origin' }
  },
  {
    name: 'the opaque origin is allowed behind its flag',
    policy: { origins: ['null'], dangerouslyAllow: ['null-origin'] },
    request: get('null'),
    reason: 'origin-allowed',
    headers: { 'access-control-allow-origin': 'null', vary: 'Origin' }
  }
]
