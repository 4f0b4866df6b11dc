/** Spring's CorsConfiguration, rs/cors and its relatives in Go, and jub0bs/cors, as data. Letter case, "-" and "_" of names do not matter. */
import { fold } from '../../validate/nearest.ts'
import { note, type Entry, type OldSetup } from '../setup.ts'
import { foreignOptions, textsOf } from './options.ts'

type Folded = (...names: readonly string[]) => unknown

/** Reads options by any of their names. */
function folded (given: unknown): Folded {
  const values = new Map(Object.entries(foreignOptions(given)).map(([name, value]) => [fold(name), value]))
  return (...names) => names.map(name => values.get(fold(name))).find(value => value !== undefined && value !== null)
}

function listOf (value: unknown): string[] {
  return (typeof value === 'string' ? value.split(',') : textsOf(value)).map(entry => entry.trim()).filter(entry => entry !== '')
}

export function springSetup (given: unknown): OldSetup {
  const option = folded(given)
  const origins = listOf(option('allowedOrigins'))
  const patterns = listOf(option('allowedOriginPatterns'))
  const methods = listOf(option('allowedMethods'))
  const headers = listOf(option('allowedHeaders'))
  const credentials = option('allowCredentials') === true || option('allowCredentials') === 'true'
  const isEvery = origins.includes('*') || patterns.includes('*')
  const maxAge = option('maxAge')
  return {
    library: 'Spring CorsConfiguration',
    // A pattern "*" sends the origin itself. An origin "*" with credentials is an error for each request.
    origins: isEvery
      ? { kind: 'every', isEchoed: patterns.includes('*') }
      : { kind: 'entries', entries: [...origins.map((text): Entry => ({ kind: 'text', text: text.toLowerCase().replace(/(?<!\/)\/$/, '') })), ...patterns.map(springPattern)] },
    credentials,
    methods: methods.includes('*') ? 'any' : methods.length === 0 ? ['GET', 'HEAD'] : methods,
    rejectsUnlisted: 'all',
    allowedHeaders: headers.includes('*') ? 'any' : headers,
    exposedHeaders: listOf(option('exposedHeaders')),
    maxAge: maxAge === undefined ? undefined : secondsOf(maxAge),
    preflights: true,
    status: 200,
    notes: [
      note('lostGuards', 'blocked-by-status',
        'Spring rejects every cross-origin request of other origins with 403, so that no handler runs. With the policy, the handler runs, and the page cannot read its response. To stop such requests, add: app.addHook(\'onRequest\', app.cors.originGuard())'),
      note('bytes', 'options-request', 'Any other OPTIONS request reaches the application.')
    ]
  }
}

/** `*` is any text, and `[8080,8081]` or `[*]` at the end are ports. */
function springPattern (text: string): Entry {
  const at = text.endsWith(']') ? text.indexOf(':[', text.lastIndexOf(']', text.length - 2) + 1) : -1
  const start = at === -1 ? text : text.slice(0, at)
  const ports = at === -1 ? undefined : text.slice(at + 2, -1)
  const port = ports === undefined ? '' : ports === '*' ? '(?::\\d+)?' : `(?::(?:${ports.split(',').map(one => one.trim()).join('|')}))`
  return { kind: 'expression', expression: { source: anyText(start) + port, flags: 'i', whole: true } }
}

function anyText (text: string): string {
  return text.split('*').map(part => part.replaceAll(/[.+?^${}()|[\]\\/]/g, String.raw`\$&`)).join('.*')
}

/** rs/cors, chi, gin and fiber. */
export function goCorsSetup (given: unknown): OldSetup {
  const option = folded(given)
  const origins = listOf(option('allowedOrigins', 'allowOrigins'))
  const methods = listOf(option('allowedMethods', 'allowMethods'))
  const headers = option('allowedHeaders', 'allowHeaders')
  const maxAge = option('maxAge')
  const isEvery = origins.length === 0 || origins.includes('*') || option('allowAllOrigins') === true
  const status = Number(option('optionsSuccessStatus') ?? 204)
  const isAsked = option('allowOriginFunc', 'allowOriginRequestFunc', 'allowOriginVaryRequestFunc', 'allowOriginsFunc', 'allowOriginWithContextFunc') !== undefined
  return {
    library: 'rs/cors 1.11',
    ...isAsked && { reason: 'A function chooses the origins. Which origins does it allow?' },
    origins: isEvery ? { kind: 'every', isEchoed: false } : { kind: 'entries', entries: origins.map(text => goEntry(text.toLowerCase())) },
    credentials: option('allowCredentials') === true,
    methods: methods.includes('*') ? 'any' : methods.length === 0 ? ['GET', 'POST', 'HEAD'] : methods,
    // gin and fiber, whose option has another name, do not compare the method.
    ...option('allowMethods') === undefined && { rejectsUnlisted: 'all' as const },
    allowedHeaders: headers === undefined ? ['Accept', 'Content-Type', 'X-Requested-With'] : listOf(headers).includes('*') ? 'any' : listOf(headers),
    exposedHeaders: listOf(option('exposedHeaders', 'exposeHeaders')),
    maxAge: maxAge === undefined || maxAge === 0 ? undefined : Number(maxAge) < 0 ? '0' : secondsOf(maxAge),
    preflights: true,
    status,
    notes: [note('bytes', 'blocked-preflight', 'A preflight of an origin that is not allowed got status 204 without permission. Now it gets 403.')]
  }
}

/** One "*" stands for any text. */
function goEntry (text: string): Entry {
  return text.includes('*') ? { kind: 'expression', expression: { source: anyText(text), flags: '', whole: true } } : { kind: 'text', text }
}

export function jub0bsCorsSetup (given: unknown): OldSetup {
  const option = folded(given)
  const origins = listOf(option('origins'))
  const headers = listOf(option('requestHeaders'))
  const credentials = option('credentialed') === true
  const maxAge = Number(option('maxAgeInSeconds') ?? 0)
  return {
    library: 'jub0bs/cors 1',
    origins: origins.includes('*') ? { kind: 'every', isEchoed: false } : { kind: 'entries', entries: origins.map(text => ({ kind: 'pattern', text })) },
    credentials,
    methods: listOf(option('methods')).includes('*') ? 'any' : listOf(option('methods')),
    // Without credentials, "*" is not for Authorization.
    allowedHeaders: credentials && headers.includes('*') ? 'any' : headers,
    exposedHeaders: listOf(option('responseHeaders')),
    maxAge: maxAge === 0 ? undefined : maxAge === -1 ? '0' : String(maxAge),
    preflights: true,
    status: 204,
    notes: []
  }
}

/** Seconds as a number, or a text with a unit such as `12h`, `30m` or `3600s`. */
function secondsOf (value: unknown): string {
  const [, count = '', unit = 's'] = /^(\d+) ?([smhd])?$/.exec(String(value)) ?? []
  return count === '' ? String(value) : String(Number(count) * { s: 1, m: 60, h: 3600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'])
}
