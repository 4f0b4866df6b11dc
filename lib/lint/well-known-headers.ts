/** Names of headers that standards and well-known libraries fix, and slips in writing them. */
import { fold } from '../validate/nearest.ts'

/**
 * As usually written. Registered ones are of https://www.iana.org/assignments/http-fields; the others are sent or read by
 * libraries for pages (Angular, axios, jQuery, OpenTelemetry, Sentry, gRPC-Web, Connect, tus) or by rate limiters. Names
 * that are everybody's own, as `X-Request-Id` is, have no right spelling.
 */
const WELL_KNOWN = [
  'Accept-Ranges', 'Authorization', 'Cache-Control', 'Connect-Protocol-Version', 'Content-Disposition', 'Content-Encoding',
  'Content-Location', 'Content-Range', 'Content-Type', 'ETag', 'Grpc-Timeout', 'Idempotency-Key', 'If-Match', 'If-Modified-Since',
  'If-None-Match', 'If-Range', 'If-Unmodified-Since', 'Last-Event-ID', 'Location', 'RateLimit-Limit', 'RateLimit-Policy',
  'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After', 'Sentry-Trace', 'Server-Timing', 'Traceparent', 'Tracestate',
  'Tus-Resumable', 'Upload-Length', 'Upload-Metadata', 'Upload-Offset', 'WWW-Authenticate', 'X-CSRF-Token', 'X-Grpc-Web',
  'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-Requested-With', 'X-XSRF-Token'
]

/** Spellings that are in use too, such as Django's of the token and those of X (once Twitter). */
const NEIGHBOURS = ['X-CSRFToken', 'X-Rate-Limit-Limit', 'X-Rate-Limit-Remaining', 'X-Rate-Limit-Reset', 'IdempotencyKey']

/** Shorter names are too near to others. */
const SHORTEST = 8

const LOWER = WELL_KNOWN.map(name => ({ name, lower: name.toLowerCase() }))
const IN_USE: ReadonlySet<string> = new Set([...WELL_KNOWN, ...NEIGHBOURS].map(name => name.toLowerCase()))
const BY_LETTERS: ReadonlyMap<string, string> = new Map(WELL_KNOWN.map(name => [fold(name), name]))

/**
 * The well-known name that is one slip away: a letter missing, added, replaced, or changed places with its neighbour; or
 * hyphens and underscores that differ. Undefined for names that are in use themselves.
 */
export function meantHeaderName (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (IN_USE.has(lower)) return undefined
  return BY_LETTERS.get(fold(name)) ?? LOWER.find(known => known.lower.length >= SHORTEST && isOneSlip(lower, known.lower))?.name
}

/** For texts that are not equal: so both loops end. */
function isOneSlip (a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (a[start] === b[start]) start++
  let end = 0
  while (a.at(-1 - end) === b.at(-1 - end)) end++
  const given = a.slice(start, a.length - end)
  const meant = b.slice(start, b.length - end)
  return given.length + meant.length <= 2 || (meant.length === 2 && given === `${meant[1]}${meant[0]}`)
}
