/** A policy in words. */
import type { Phrase } from '../../types/documentation.ts'
import type { CorsPolicy, CorsDangerFlag } from '../../types/policy.ts'
import { isSafelistedMethod } from '../standard/methods.ts'

/** More would be read by nobody; the table of the fields has all. */
const SHOWN = 5

/** What each flag lets in. */
const LIFTED: Readonly<Record<CorsDangerFlag, string>> = {
  'insecure-origins': 'insecure origins may have credentials, for which anyone on the network can speak',
  'public-suffix-wildcards': 'with credentials, wildcards may cover suffixes below which strangers register names',
  'null-origin': 'the origin of every sandboxed frame may be listed, whatever site it is of'
}

/** Who may call, in a few words: the origins, and whether they may send credentials. */
export function callersOf ({ origins, credentials }: CorsPolicy): Phrase {
  const who: Phrase = origins === '*' ? ['every origin'] : listed(origins, SHOWN)
  return credentials === true ? [...who, ', with credentials'] : who
}

/** Says what a policy means, a sentence for each subject. */
export function wordsOf (policy: CorsPolicy): Phrase[] {
  return [
    originsWords(policy),
    credentialsWords(policy),
    methodsWords(policy),
    allowedHeadersWords(policy),
    exposedHeadersWords(policy),
    maxAgeWords(policy),
    ...dangerWords(policy)
  ]
}

function originsWords ({ origins }: CorsPolicy): Phrase {
  if (origins === '*') return ['Pages of every origin may read the answers.']
  const shown = listed(origins, SHOWN)
  return origins.length === 1
    ? ['Pages of ', ...shown, ...coverage(origins[0]!), ' may read the answers, and those of no other origin.']
    : [`Pages of these ${origins.length} may read the answers, and those of no other origin: `, ...shown, '.']
}

/** What a pattern stands for, in parentheses. */
function coverage (pattern: string): Phrase {
  if (pattern === 'null') return [' (sandboxed frames and files, of whatever site)']
  const parts = [
    ...(pattern.includes('://*.') ? ['every subdomain'] : []),
    ...(pattern.endsWith(':*') ? ['every port'] : [])
  ]
  return parts.length === 0 ? [] : [` (${parts.join(' and ')})`]
}

function credentialsWords ({ credentials }: CorsPolicy): Phrase {
  return credentials === true
    ? ['They may send cookies, HTTP authentication and client certificates along, and so act as the user.']
    : ['They may not send cookies, HTTP authentication or client certificates along.']
}

function methodsWords ({ methods }: CorsPolicy): Phrase {
  if (methods === undefined) return ['They may use every method that is routed at the URL.']
  const others = [...new Set(methods)].filter(method => !isSafelistedMethod(method))
  const free: Phrase = ['They may use ', { code: 'GET' }, ', ', { code: 'HEAD' }, ' and ', { code: 'POST' }]
  return others.length === 0
    ? [...free, ' only, which need no approval.']
    : [...free, ', which need no approval, and where the URL has it ', ...listed(others, Infinity, 'or'), '.']
}

function allowedHeadersWords ({ allowedHeaders = [] }: CorsPolicy): Phrase {
  const names = typeof allowedHeaders === 'string' ? [allowedHeaders] : allowedHeaders
  if (!names.includes('*')) {
    return names.length === 0
      ? ['They may set the CORS-safelisted request headers only.']
      : ['They may set ', ...listed(names), ' beyond the CORS-safelisted request headers.']
  }
  return names.some(name => name.toLowerCase() === 'authorization')
    ? ['They may set every request header, ', { code: 'Authorization' }, ' included.']
    : ['They may set every request header but ', { code: 'Authorization' }, '.']
}

function exposedHeadersWords ({ exposedHeaders = [] }: CorsPolicy): Phrase {
  if (exposedHeaders === '*') return ['They may read every response header but ', { code: 'Set-Cookie' }, '.']
  return exposedHeaders.length === 0
    ? ['They may read the CORS-safelisted response headers only.']
    : ['They may read ', ...listed(exposedHeaders), ' beyond the CORS-safelisted response headers.']
}

function maxAgeWords ({ maxAge }: CorsPolicy): Phrase {
  if (maxAge === undefined) return ['Browsers remember a preflight for 5 seconds.']
  if (maxAge === 0) return ['Browsers remember no preflight.']
  const caps = [...maxAge > 600 ? ['Safari for 600'] : [], ...maxAge > 7200 ? ['Chromium for 7200'] : []]
  const but = caps.length === 0 ? '' : `, ${caps.join(' and ')}`
  return [`Browsers remember a preflight for ${maxAge} ${maxAge === 1 ? 'second' : 'seconds'}${but}.`]
}

function dangerWords ({ dangerouslyAllow = [] }: CorsPolicy): Phrase[] {
  return [...new Set(dangerouslyAllow)].map(flag => ['A prohibition is lifted by ', { code: flag }, `: ${LIFTED[flag]}.`])
}

/** Entries as in "a, b and c", and how many more there are. */
function listed (entries: readonly string[], room = Infinity, last = 'and'): Phrase {
  const shown = entries.slice(0, entries.length > room ? room : undefined)
  const rest = entries.length - shown.length
  return shown.flatMap((entry, i) => {
    const isLast = i === shown.length - 1
    const before = i === 0 ? [] : [isLast && rest === 0 ? ` ${last} ` : ', ']
    return [...before, { code: entry }, ...isLast && rest > 0 ? [` and ${rest} more`] : []]
  })
}
