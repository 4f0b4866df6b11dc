/** Random exchanges: mostly valid, often almost valid, sometimes completely invalid. */
import type { CredentialsMode, HeaderLine, ScriptedResponses, RequestMode, ServerResponse } from '../../../types/browser.ts'
import type { Random } from '../../unit/properties/seeded-random.ts'
import type { Sender, ExchangeCase, Host } from './exchange.ts'
import { MALFORMED_TOKENS, METHODS, REDIRECTS, REFERRER_POLICIES, REQUEST_HEADERS, STATUSES, oddOrigins } from './odd-values.ts'

/** Makes the n-th case of a run. */
export function randomCase (source: Random, key: string, origins: Readonly<Record<Host, string>>): ExchangeCase {
  const sender = source.pick<Sender>(['app.test', 'app.test', 'app.test', 'app.test', 'null', 'api.test'])
  const pageOrigin = sender === 'null' ? 'null' : origins[sender]
  const xhr = source.chance(0.15)
  const method = source.pick(METHODS)
  const mode = xhr ? 'cors' : source.pick<RequestMode>([...Array<RequestMode>(7).fill('cors'), 'no-cors', 'same-origin'])
  const credentials = xhr
    ? source.pick<CredentialsMode>(['same-origin', 'include'])
    : source.pick<CredentialsMode | undefined>(['omit', 'same-origin', 'include', 'include', undefined])
  const takesBody = ['POST', 'PUT', 'PATCH', 'FOO'].includes(method.toUpperCase())
  const stream = !xhr && takesBody && source.chance(0.06)
  const body = stream ? 'stream' : takesBody && source.chance(0.7) ? 'bytes' : undefined
  const headers = requestHeaders(source)
  const referrerPolicy = !xhr && source.chance(0.15) ? source.pick(REFERRER_POLICIES) : undefined

  const hosts = route(source)
  const hops: ScriptedResponses[] = hosts.map((host, hop) => {
    const expects = { pageOrigin, source, credentials, headers, method, mode }
    const last = hop === hosts.length - 1
    const next = last ? undefined : `${origins[hosts[hop + 1]!]}/${key}/${hop + 1}`
    return { preflight: preflightResponse(expects), response: actualResponse(expects, next, host === hosts[hop + 1]) }
  })
  return {
    key,
    sender,
    request: {
      api: xhr ? 'xhr' : 'fetch',
      url: `${origins[hosts[0]!]}/${key}/0${source.pick(['', '', '', '?q=1', '#part'])}`,
      method: method === 'GET' && source.chance(0.3) ? undefined : method,
      headers,
      credentials,
      mode,
      uploadListener: xhr && source.chance(0.5),
      body,
      referrerPolicy
    },
    hops
  }
}

function route (source: Random): Host[] {
  const hosts: Host[] = [source.pick<Host>(['api.test', 'api.test', 'api.test', 'app.test'])]
  while (hosts.length < 4 && source.chance(0.2)) hosts.push(source.pick<Host>(['api.test', 'other.test', 'app.test']))
  return hosts
}

function requestHeaders (source: Random): HeaderLine[] {
  const lines: HeaderLine[] = []
  while (source.chance(0.45) && lines.length < 6) {
    const [name, values] = source.pick(REQUEST_HEADERS)
    lines.push([source.chance(0.1) ? name.toUpperCase() : name, source.pick(values)])
    if (source.chance(0.08)) lines.push([name.toLowerCase(), source.pick(values)])
  }
  return lines
}

interface Expects {
  readonly source: Random
  readonly pageOrigin: string
  readonly credentials: CredentialsMode | undefined
  readonly headers: readonly HeaderLine[]
  readonly method: string
  readonly mode: RequestMode
}

function preflightResponse (expects: Expects): ServerResponse {
  const { source } = expects
  const headers = [...sharing(expects), ...approval(expects)]
  if (source.chance(0.06)) {
    headers.push(['Location', '/elsewhere'])
    return { status: source.pick(REDIRECTS), headers }
  }
  return { status: source.chance(0.8) ? 204 : source.pick(STATUSES), headers }
}

function actualResponse (expects: Expects, next: string | undefined, sameHost: boolean): ServerResponse {
  const { source } = expects
  const headers: HeaderLine[] = [...sharing(expects), ...exposure(source)]
  if (next === undefined) return { status: source.chance(0.5) ? 200 : source.pick(STATUSES), headers }
  headers.push(['Location', location(expects, next, sameHost)])
  return { status: source.pick(REDIRECTS), headers }
}

function location ({ source, mode }: Expects, next: string, sameHost: boolean): string {
  if (source.chance(0.8)) return sameHost && source.chance(0.5) ? new URL(next).pathname : next
  return source.pick([
    next.replace('//', '//user:password@'), next.replace('//', '//user@'), `${next}#end`, `${next}?q`,
    'ftp://other.test/', 'data:text/plain,x',
    // In the mode no-cors, Firefox gives such a URL to another program, and the page is gone.
    mode === 'no-cors' ? 'foo:x' : 'mailto:x', 'http://[::1', 'http://a^b/', '',
    next.replace('http', 'HTTP').replace('test', 'TEST')
  ])
}

/** Access-Control-Allow-Origin and -Credentials. */
function sharing ({ source, pageOrigin, credentials }: Expects): HeaderLine[] {
  const { host } = pageOrigin === 'null' ? { host: 'app.test' } : new URL(pageOrigin)
  const origin = source.chance(0.7)
    ? source.pick([pageOrigin, pageOrigin, credentials === 'include' ? pageOrigin : '*', 'null'])
    : source.pick(oddOrigins(pageOrigin, host))
  const consent = credentials === 'include' && source.chance(0.8)
    ? 'true'
    : source.pick([undefined, 'true', 'true', 'True', 'TRUE', '"true"', '1', 'yes', '', 'true, true', 'true,', 'false', 'tru'])
  return [
    ...line(source, 'Access-Control-Allow-Origin', origin),
    ...line(source, 'Access-Control-Allow-Credentials', consent)
  ]
}

/** Access-Control-Allow-Methods, -Headers and -Max-Age. */
function approval ({ source, method, headers, credentials }: Expects): HeaderLine[] {
  const asks = headers.map(([name]) => name)
  const wild = credentials === 'include' ? 0.1 : 0.3
  const methods = source.chance(0.1)
    ? undefined
    : list(source, source.chance(wild) ? ['*'] : [method, method.toUpperCase(), 'GET', 'DELETE'], 0.12)
  const names = source.chance(0.1)
    ? undefined
    : list(source, source.chance(wild) ? ['*'] : [...asks, ...asks.map(name => name.toUpperCase()), 'x-other'], 0.12)
  const maxAge = source.pick([undefined, '0', '5', '600', '-1', 'abc', '1.5', ''])
  return [
    ...line(source, 'Access-Control-Allow-Methods', methods),
    ...line(source, 'Access-Control-Allow-Headers', names),
    ...line(source, 'Access-Control-Max-Age', maxAge)
  ]
}

/** Response headers, and a matching or random Access-Control-Expose-Headers. */
function exposure (source: Random): HeaderLine[] {
  if (source.chance(0.4)) return []
  const lines: HeaderLine[] = [
    ['ETag', '"1"'], ['X-A', '1'], ['x-a', '2'], ['X-Empty', ''], ['X-Spaced', ' \t1 \t'], ['Set-Cookie', 'a=1'],
    ['set-cookie2', 'b=1'], ['Content-Type', 'text/plain'], ['Cache-Control', 'no-store'], ['Expires', '0'], ['Pragma', 'no-cache'],
    ['Last-Modified', 'Thu, 01 Jan 1970 00:00:00 GMT'], ['Content-Language', 'en'], ['Link', '<x>'], ['*', 'star'],
    ['Vary', 'Origin']
  ]
  const chosen = lines.filter(() => source.chance(0.5))
  const names = source.chance(0.25) ? ['*'] : ['x-a', 'X-A', 'ETAG', 'set-cookie', 'x-empty', 'X-Spaced', 'x-*', 'link', 'vary', '*']
  return [...chosen, ...line(source, 'Access-Control-Expose-Headers', list(source, names, 0.15))]
}

/** Some of the elements in random order, with valid separators, and sometimes something that is not a token. */
function list (source: Random, elements: readonly string[], malformed: number): string {
  const chosen = elements.filter(() => source.chance(0.85)).sort(() => source.chance(0.5) ? 1 : -1)
  if (source.chance(malformed)) chosen.splice(source.int(chosen.length + 1), 0, source.pick(MALFORMED_TOKENS))
  if (source.chance(0.1)) chosen.splice(source.int(chosen.length + 1), 0, '', ' ')
  if (source.chance(0.05)) chosen.push(...Array.from({ length: 300 }, (_, i) => `x-${i}`))
  return chosen.join(source.pick([',', ', ', ', ', ' ,\t', ',,']))
}

/** A header line, sometimes with unusual case or white space, or split into two lines. Empty for undefined. */
function line (source: Random, name: string, value: string | undefined): HeaderLine[] {
  if (value === undefined) return []
  const spelled = source.chance(0.1) ? source.pick([name.toLowerCase(), name.toUpperCase()]) : name
  const spaced = source.chance(0.1) ? source.pick([` ${value}`, `${value} `, `\t${value}\t`, ` \t ${value}`]) : value
  if (source.chance(0.05)) {
    const comma = spaced.indexOf(',')
    return comma === -1
      ? [[spelled, spaced], [name, source.pick([spaced, ''])]]
      : [[spelled, spaced.slice(0, comma)], [name, spaced.slice(comma + 1)]]
  }
  return [[spelled, spaced]]
}
