/**
 * The texts that a policy holds, as types and schemas. Their patterns are for editors and for JSON Schema: this package
 * itself decides by code, which knows more and says what to write instead. Each pattern accepts whatever the code accepts;
 * tests hold that. https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
 */
import { Type } from '@sinclair/typebox'

/** A method name with the usual ones completed by editors; any other token is legal too. */
export type MethodName = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'QUERY' | (string & {})

/** A request-header name with the usual ones completed by editors; compared without regard to case. */
export type RequestHeaderName = 'Authorization' | 'Content-Type' | 'If-Match' | 'If-None-Match' | 'X-Requested-With' |
  (string & {})

/** A response-header name with the usual ones completed by editors; compared without regard to case. */
export type ResponseHeaderName = 'ETag' | 'Link' | 'Location' | 'Retry-After' | 'X-Request-Id' | (string & {})

/** The prohibitions that a policy can lift, by name. */
export type CorsDangerFlag = 'insecure-origins' | 'public-suffix-wildcards' | 'null-origin'

const LABEL = '[a-z0-9_-]{1,63}'
const NEVER_SENT = '(?!(?:file|wss?|data|blob|about|javascript):)'
const NO_DEFAULT_PORT = '(?!http:.*:80$|https:.*:443$|ftp:.*:21$)'
const STARS_ON_HTTP_ONLY = '(?=https?:|[^*]*$)'
const NO_LONE_DOT = '(?!(?:https?|ftp)://\\.)'
const HOST = `(?:\\.|(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*\\.?|\\[[0-9a-f:]+\\])`

/** An entry of `origins`. */
export const OriginPattern = Type.Unsafe<string>(Type.String({
  title: 'Origin pattern',
  description: 'A serialized origin; on http and https also "*." as the leftmost label and ":*" as the port.',
  minLength: 1,
  maxLength: 326,
  pattern: `^(?:null|${NEVER_SENT}${NO_DEFAULT_PORT}${NO_LONE_DOT}${STARS_ON_HTTP_ONLY}[a-z][a-z0-9+.-]{0,63}://${HOST}(?::(?:\\*|[1-9][0-9]{0,4}))?)$`,
  examples: ['https://app.example.com', 'https://*.example.com', 'http://localhost:*']
}))

/** An entry of `methods`: what the parser of Node knows and browsers send, the usual ones first. */
export const MethodNameSchema = Type.Unsafe<MethodName>(Type.String({
  title: 'Method name',
  description: 'A method as it is sent, in upper case; one that Node\'s HTTP parser knows.',
  minLength: 1,
  enum: [
    'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY', 'ACL', 'BIND', 'CHECKOUT', 'COPY', 'LINK', 'LOCK',
    'M-SEARCH', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE', 'NOTIFY', 'PROPFIND', 'PROPPATCH', 'PURGE', 'REBIND', 'REPORT',
    'SEARCH', 'SOURCE', 'SUBSCRIBE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE'
  ]
}))

/** A token without a star, which is never part of a name. */
const NAME = "[!#$%&'+.^_`|~0-9A-Za-z-]+"
// Patterns cannot disregard case: these have each name as it is usually written, and in lower case.
const OF_RESPONSES = '[Aa]ccess-[Cc]ontrol-(?:[Aa]llow-|[Rr]equest-|(?:[Mm]ax-[Aa]ge|[Ee]xpose-[Hh]eaders)$)'
const OF_BROWSERS = `${OF_RESPONSES}|[Pp]roxy-|[Ss]ec-|(?:[Aa]ccept-(?:[Cc]harset|[Ee]ncoding)|[Cc]onnection|[Cc]ontent-[Ll]ength|` +
  '[Cc]ookie2?|[Dd]ate|DNT|dnt|[Ee]xpect|[Hh]ost|[Kk]eep-[Aa]live|[Oo]rigin|[Rr]eferer|[Ss]et-[Cc]ookie|TE|te|[Tt]railer|' +
  '[Tt]ransfer-[Ee]ncoding|[Uu]pgrade|[Vv]ia)$'

/** An entry of `allowedHeaders`. */
export const RequestHeaderNameSchema = Type.Unsafe<RequestHeaderName>(Type.String({
  title: 'Request-header name',
  description: 'A header that pages set; "*" (no credentials) stands for all but Authorization.',
  minLength: 1,
  pattern: `^(?:\\*|(?!${OF_BROWSERS})${NAME})$`,
  examples: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'X-Requested-With']
}))

/** An entry of `exposedHeaders`. */
export const ResponseHeaderNameSchema = Type.Unsafe<ResponseHeaderName>(Type.String({
  title: 'Response-header name',
  description: 'A header that pages read.',
  minLength: 1,
  pattern: `^(?!${OF_RESPONSES}|(?:[Oo]rigin|[Ss]et-[Cc]ookie2?)$)${NAME}$`,
  examples: ['ETag', 'Link', 'Location', 'Retry-After', 'X-Request-Id']
}))

/** An entry of `dangerouslyAllow`. */
export const DangerFlagSchema = Type.Union([
  Type.Literal('insecure-origins', {
    description: 'With credentials: "http:" and "ftp:" origins beyond the own machine, for which anyone on the network can speak.'
  }),
  Type.Literal('public-suffix-wildcards', {
    description: 'With credentials: "*." on or above a public suffix such as github.io, where strangers register names.'
  }),
  Type.Literal('null-origin', {
    description: 'Without credentials: the pattern "null", the origin of every sandboxed frame of whatever site.'
  })
])

/** An entry of `privateSuffixes`; whether the last label is a number, which makes an address of it, is looked at too. */
export const PrivateSuffixSchema = Type.String({
  title: 'Host name',
  description: 'A host name in lower case, without scheme, port, star or outer dots.',
  minLength: 1,
  pattern: `^(?=.{1,253}$)(?:${LABEL}\\.)*(?!(?:[0-9]+|0x[0-9a-f]*)$)${LABEL}$`
})

/** A name in `policies`; three are what logs and counters call policies without one, and the last no object can have safely. */
export const POLICY_NAME = { minLength: 1, pattern: '^(?!(?:scope|override|none|__proto__)$)' }

/** A key of `routes`; what stands in the parentheses of a parameter is not looked at. */
export const ROUTE_PATTERN = { pattern: '^/(?:(?:[^*(]*/)?\\*|[^*(]*|[^(]*\\(.*)$' }
