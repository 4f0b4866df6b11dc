/** Describes a policy in sentences. */
import type { Phrase } from '../../types/documentation.ts'
import type { CorsOriginEntry, CorsPolicy, CorsDangerFlag } from '../../types/policy.ts'
import { patternsIn, sourcesIn } from '../origin-entries.ts'
import { isSafelistedMethod } from '../standard/methods.ts'
import { readOriginPattern } from '../validate/origin-grammar.ts'
import { sourcePhrase } from './source-phrases.ts'

/** Maximum number of origins in a sentence. The table of the fields contains all. */
const SHOWN = 5

/** The effect of each flag. */
const FLAG_EFFECTS: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'origins with plain http can have credentials, although an attacker on the network can inject scripts ' +
    'into their pages',
  'public-suffix-wildcards': 'with credentials, wildcards can cover public suffixes, below which anyone can register names',
  'shared-host-patterns': 'with credentials, patterns can cover hosts on shared services, where anyone can register a name that fits',
  'null-origin': 'the origin `null` can be listed, which any page can have'
}

/** A short text about the allowed origins, and whether they can send credentials. */
export function callersOf ({ origins, credentials }: CorsPolicy): Phrase {
  const who: Phrase = origins === '*' ? ['any origin'] : listed(sourcesFirst(origins), SHOWN)
  return credentials === true ? [...who, ', with credentials'] : who
}

/** Describes a policy, with a sentence for each subject. */
export function describePolicy (policy: CorsPolicy): Phrase[] {
  return [
    describeOrigins(policy),
    describeCredentials(policy),
    describeMethods(policy),
    describeAllowedHeaders(policy),
    describeExposedHeaders(policy),
    describeMaxAge(policy),
    ...describePreflights(policy),
    ...describeFlags(policy)
  ]
}

function describeOrigins ({ origins }: CorsPolicy): Phrase {
  if (origins === '*') return ['Pages of any origin can read the responses.']
  const shown = listed(sourcesFirst(origins), SHOWN)
  return origins.length === 1
    ? ['Only pages of ', ...shown, ...coverage(origins[0]!), ' can read the responses.']
    : [`Only pages of these ${origins.length} ${patternsIn(origins) === origins ? 'origins' : 'entries'} can read the responses: `, ...shown, '.']
}

/** A source has an unknown number of origins, so it is always shown. */
function sourcesFirst (origins: readonly CorsOriginEntry[]): readonly CorsOriginEntry[] {
  return origins.length > SHOWN ? [...sourcesIn(origins), ...patternsIn(origins)] : origins
}

/** The meaning of a pattern, in parentheses. */
function coverage (pattern: CorsOriginEntry): Phrase {
  if (typeof pattern === 'object') return []
  const parsed = readOriginPattern(pattern)!
  if (parsed.kind === 'opaque') return [' (sandboxed frames and local files, which any page can be)']
  const { host, subdomains, label, port } = parsed
  const parts = [
    ...(subdomains ? ['any subdomain'] : []),
    ...(label !== undefined ? ['"*" is one or more letters, digits and hyphens'] : []),
    ...(host === '*' ? ['any extension of this kind'] : []),
    ...(port === '*' ? ['any port'] : [])
  ]
  return parts.length === 0 ? [] : [` (${parts.join(' and ')})`]
}

function describeCredentials ({ credentials }: CorsPolicy): Phrase {
  return credentials === true
    ? ['They can send credentials (cookies, HTTP authentication and client certificates), and so act as the user.']
    : ['They cannot send credentials (cookies, HTTP authentication and client certificates).']
}

function describeMethods ({ methods }: CorsPolicy): Phrase {
  if (methods === undefined) return ['They can use any method that has a route at the URL.']
  const others = [...new Set(methods)].filter(method => !isSafelistedMethod(method))
  const free: Phrase = [{ code: 'GET' }, ', ', { code: 'HEAD' }, ' and ', { code: 'POST' }]
  return others.length === 0
    ? ['They can use only ', ...free, ', which need no approval.']
    : ['They can use ', ...free, ', which need no approval, and ', ...listed(others), ' if the URL has such a route.']
}

function describeAllowedHeaders ({ allowedHeaders = [] }: CorsPolicy): Phrase {
  const names = typeof allowedHeaders === 'string' ? [allowedHeaders] : allowedHeaders
  if (!names.includes('*')) {
    return names.length === 0
      ? ['They can set only CORS-safelisted request headers.']
      : ['They can set ', ...listed(names), ' in addition to the CORS-safelisted request headers.']
  }
  return names.some(name => name.toLowerCase() === 'authorization')
    ? ['They can set any request header, including ', { code: 'Authorization' }, '.']
    : ['They can set any request header except ', { code: 'Authorization' }, '.']
}

function describeExposedHeaders ({ exposedHeaders = [] }: CorsPolicy): Phrase {
  if (exposedHeaders === '*') return ['They can read any response header except ', { code: 'Set-Cookie' }, '.']
  return exposedHeaders.length === 0
    ? ['They can read only CORS-safelisted response headers.']
    : ['They can read ', ...listed(exposedHeaders), ' in addition to the CORS-safelisted response headers.']
}

function describeMaxAge ({ maxAge }: CorsPolicy): Phrase {
  if (maxAge === undefined) return ['Browsers cache a preflight for 5 seconds.']
  if (maxAge === 0) return ['Browsers do not cache preflights.']
  const caps = [...maxAge > 600 ? ['Safari for 600'] : [], ...maxAge > 7200 ? ['Chromium for 7200'] : []]
  const limits = caps.length === 0 ? '' : ` (${caps.join(', ')})`
  return [`Browsers cache a preflight for ${maxAge} ${maxAge === 1 ? 'second' : 'seconds'}${limits}.`]
}

function describePreflights ({ preflightStatus, preflightCacheControl }: CorsPolicy): Phrase[] {
  return [
    ...preflightStatus === undefined ? [] : [['Approved preflights have the status ', { code: String(preflightStatus) }, '.']],
    ...preflightCacheControl === undefined
      ? []
      : [['Approved preflights have the header ', { code: `Cache-Control: ${preflightCacheControl}` }, '.']]
  ]
}

function describeFlags ({ dangerouslyAllow = [] }: CorsPolicy): Phrase[] {
  return [...new Set(dangerouslyAllow)].map(flag => ['The flag ', { code: flag }, ` is set: ${FLAG_EFFECTS[flag]}.`])
}

/** Lists entries as in "a, b and c", or the first ones and the number of the others. */
function listed (entries: readonly CorsOriginEntry[], max = Infinity): Phrase {
  const shown = entries.slice(0, entries.length > max ? max : undefined)
  const rest = entries.length - shown.length
  return shown.flatMap((entry, i) => {
    const isLast = i === shown.length - 1
    const before = i === 0 ? [] : [isLast && rest === 0 ? ' and ' : ', ']
    return [...before, ...nameOf(entry), ...isLast && rest > 0 ? [` and ${rest} more`] : []]
  })
}

function nameOf (entry: CorsOriginEntry): Phrase {
  return typeof entry === 'string' ? [{ code: entry }] : sourcePhrase(entry)
}
