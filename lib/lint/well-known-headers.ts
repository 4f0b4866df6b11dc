/** Well-known header names and their misspellings. */
import { fold } from '../validate/nearest.ts'

/**
 * In their usual spelling. Sources: https://www.iana.org/assignments/http-fields, client libraries (Angular, axios, jQuery,
 * OpenTelemetry, Sentry, gRPC-Web, Connect, tus) and rate limiters. Names such as `X-Request-Id`, which many projects spell
 * differently, are not included.
 */
const WELL_KNOWN = [
  'Accept-Ranges', 'Authorization', 'Cache-Control', 'Connect-Protocol-Version', 'Content-Disposition', 'Content-Encoding',
  'Content-Location', 'Content-Range', 'Content-Type', 'ETag', 'Grpc-Timeout', 'Idempotency-Key', 'If-Match', 'If-Modified-Since',
  'If-None-Match', 'If-Range', 'If-Unmodified-Since', 'Last-Event-ID', 'Location', 'RateLimit-Limit', 'RateLimit-Policy',
  'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After', 'Sentry-Trace', 'Server-Timing', 'Traceparent', 'Tracestate',
  'Tus-Resumable', 'Upload-Length', 'Upload-Metadata', 'Upload-Offset', 'WWW-Authenticate', 'X-CSRF-Token', 'X-Grpc-Web',
  'X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'X-Requested-With', 'X-XSRF-Token'
]

/** Other spellings that are in use, such as those of Django and X (Twitter). */
const OTHER_SPELLINGS = ['X-CSRFToken', 'X-Rate-Limit-Limit', 'X-Rate-Limit-Remaining', 'X-Rate-Limit-Reset', 'IdempotencyKey']

/** Shorter names are too similar to other names. */
const SHORTEST = 8

const LOWER = WELL_KNOWN.map(name => ({ name, lower: name.toLowerCase() }))
const IN_USE: ReadonlySet<string> = new Set([...WELL_KNOWN, ...OTHER_SPELLINGS].map(name => name.toLowerCase()))
const BY_LETTERS: ReadonlyMap<string, string> = new Map(WELL_KNOWN.map(name => [fold(name), name]))

/**
 * Returns the well-known name of which the given name is a misspelling: one letter is missing, added, replaced or swapped
 * with its neighbor, or hyphens and underscores differ. Undefined for names that are in use.
 */
export function intendedHeaderName (name: string): string | undefined {
  const lower = name.toLowerCase()
  if (IN_USE.has(lower)) return undefined
  return BY_LETTERS.get(fold(name)) ?? LOWER.find(known => known.lower.length >= SHORTEST && isOneSlip(lower, known.lower))?.name
}

/** The texts must not be equal. Otherwise the loops do not end. */
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
