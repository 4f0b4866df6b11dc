/**
 * The string entries of a policy, as types and schemas. The patterns are for editors and JSON Schema validators. This package
 * validates with code, which knows more rules and gives a fix. Each pattern accepts everything that the code accepts, which
 * tests check. https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 */
import { Type } from '@sinclair/typebox'

/** A method name. Editors complete the common ones; any other token is valid too. */
export type MethodName = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'QUERY' | (string & {})

/** A request-header name, in any letter case. Editors complete the common ones. */
export type RequestHeaderName = 'Authorization' | 'Content-Type' | 'If-Match' | 'If-None-Match' | 'X-Requested-With' |
  (string & {})

/** A response-header name, in any letter case. Editors complete the common ones. */
export type ResponseHeaderName = 'ETag' | 'Link' | 'Location' | 'Retry-After' | 'X-Request-Id' | (string & {})

/** The security restrictions that a policy can opt out of, by name. */
export type CorsDangerFlag = 'insecure-origins' | 'public-suffix-wildcards' | 'shared-host-patterns' | 'null-origin'

const ANY_EXTENSION = '(?:chrome-extension|moz-extension|safari-web-extension|vscode-webview)://\\*'
const LABEL = '[a-z0-9_-]{1,63}'
const NEVER_SENT = '(?!(?:file|wss?|data|blob|about|javascript):)'
const NO_DEFAULT_PORT = '(?!http:.*:80$|https:.*:443$|ftp:.*:21$)'
const STARS_ON_HTTP_ONLY = '(?=https?:|[^*]*$)'
const NO_STAR_ABOVE_ADDRESS = '(?!https?://[^*.:]*\\*[^*.:]*\\.(?:[a-z0-9_-]+\\.)*(?:[0-9]+|0x[0-9a-f]*)\\.?(?::[0-9*]*)?$)'
const PORT = '(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])'
const NO_LONE_DOT = '(?!(?:https?|ftp)://\\.)'
const STARRED = '(?:[a-z0-9_][a-z0-9_-]{0,61})?\\*(?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.'
const HOST = `(?:\\.|(?:${STARRED})?${LABEL}(?:\\.${LABEL})*\\.?|\\[[0-9a-f:]+\\])`

/** An entry of `origins`. */
export const OriginPattern = Type.Unsafe<string>(Type.String({
  title: 'Origin pattern',
  description: 'A serialized origin. With http and https, the leftmost label can be "*" or have one "*" inside, and the port can be "*".',
  minLength: 1,
  maxLength: 326,
  pattern: `^(?:null|${ANY_EXTENSION}|${NEVER_SENT}${NO_DEFAULT_PORT}${NO_LONE_DOT}${STARS_ON_HTTP_ONLY}${NO_STAR_ABOVE_ADDRESS}[a-z][a-z0-9+.-]{0,63}://${HOST}(?::(?:\\*|${PORT}))?)$`,
  examples: ['https://app.example.com', 'https://*.example.com', 'https://preview-*.example.com', 'http://localhost:*']
}))

/** An entry of `origins` that stands for the origins in a source. */
export const SourceEntrySchema = Type.Object({
  source: Type.String({
    description: 'A name in the option `sources` of `register`.',
    minLength: 1,
    examples: ['tenants']
  }),
  key: Type.Optional(Type.Union([
    Type.Object({
      param: Type.String({
        description: 'The name of a parameter of the route.',
        minLength: 1,
        examples: ['tenant']
      })
    }, { title: 'Parameter of the route', additionalProperties: false }),
    Type.Literal('host')
  ], {
    description: 'Limits the entry to the origins of one tenant: that of the Host of the request, or of a parameter of its route.',
    examples: ['host', { param: 'tenant' }]
  }))
}, {
  title: 'Source of origins',
  description: 'The origins that a store outside the process has.',
  additionalProperties: false,
  examples: [{ source: 'tenants' }]
})

/** An entry of `methods`: the methods that the parser of Node supports and browsers send, common ones first. */
export const MethodNameSchema = Type.Unsafe<MethodName>(Type.String({
  title: 'Method name',
  description: 'A method name in upper case that the HTTP parser of Node supports.',
  minLength: 1,
  enum: [
    'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'ACL', 'BIND', 'CHECKOUT', 'COPY', 'LINK', 'LOCK',
    'M-SEARCH', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'PROPFIND', 'PROPPATCH', 'PURGE', 'REBIND', 'REPORT',
    'SEARCH', 'SOURCE', 'SUBSCRIBE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE'
  ]
}))

/** A token without "*", which is never part of a name. */
const NAME = "[!#$%&'+.^_`|~0-9A-Za-z-]+"
// Patterns are case-sensitive, so these match each name in its usual letter case and in lower case.
const OF_RESPONSES = '[Aa]ccess-[Cc]ontrol-(?:[Aa]llow-|[Rr]equest-|(?:[Mm]ax-[Aa]ge|[Ee]xpose-[Hh]eaders)$)'
const OF_BROWSERS = `${OF_RESPONSES}|[Pp]roxy-|[Ss]ec-|(?:[Aa]ccept-(?:[Cc]harset|[Ee]ncoding)|[Cc]onnection|[Cc]ontent-[Ll]ength|` +
  '[Cc]ookie2?|[Dd]ate|DNT|dnt|[Ee]xpect|[Hh]ost|[Kk]eep-[Aa]live|[Oo]rigin|[Rr]eferer|[Ss]et-[Cc]ookie|TE|te|[Tt]railer|' +
  '[Tt]ransfer-[Ee]ncoding|[Uu]pgrade|[Vv]ia)$'

/** An entry of `allowedHeaders`. */
export const RequestHeaderNameSchema = Type.Unsafe<RequestHeaderName>(Type.String({
  title: 'Request-header name',
  description: 'A header that pages can set. "*" allows all except Authorization, but only without credentials.',
  minLength: 1,
  pattern: `^(?:\\*|(?!${OF_BROWSERS})${NAME})$`,
  examples: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'X-Requested-With']
}))

/** An entry of `exposedHeaders`. */
export const ResponseHeaderNameSchema = Type.Unsafe<ResponseHeaderName>(Type.String({
  title: 'Response-header name',
  description: 'A header that pages can read.',
  minLength: 1,
  pattern: `^(?!${OF_RESPONSES}|(?:[Oo]rigin|[Ss]et-[Cc]ookie2?)$)${NAME}$`,
  examples: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id']
}))

/** An entry of `dangerouslyAllow`. */
export const DangerFlagSchema = Type.Union([
  Type.Literal('insecure-origins', {
    description: 'With credentials: http and ftp origins other than loopback hosts. An attacker on the network can change their pages.'
  }),
  Type.Literal('public-suffix-wildcards', {
    description: 'With credentials: a wildcard on or above a public suffix such as github.io, under which anyone can register names.'
  }),
  Type.Literal('shared-host-patterns', {
    description: 'With credentials: a "*" inside a label on a public suffix such as vercel.app, where anyone can register a name that fits.'
  }),
  Type.Literal('null-origin', {
    description: 'Without credentials: the origin "null" of sandboxed frames, which any site can create.'
  })
])

/** An entry of `privateSuffixes`. The last label must not be a number, which would make it an IP address. */
export const PrivateSuffixSchema = Type.String({
  title: 'Host name',
  description: 'A lower-case host name without scheme, port, wildcard, leading dot or trailing dot.',
  minLength: 1,
  pattern: `^(?=.{1,253}$)(?:${LABEL}\\.)*(?!(?:[0-9]+|0x[0-9a-f]*)$)${LABEL}$`
})

/** A name in `policies`. Logs and counters reserve three names for policies without a name, and `__proto__` is unsafe as a key. */
export const POLICY_NAME = { minLength: 1, pattern: '^(?!(?:scope|override|none|__proto__)$)' }

/** A key of `routes`. The pattern ignores the content of a parameter's parentheses. */
export const ROUTE_PATTERN = { pattern: '^/(?:(?:[^*(]*/)?\\*|[^*(]*|[^(]*\\(.*)$' }
