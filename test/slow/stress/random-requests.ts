/** Random requests, well formed, each with what must come back. */
import type { Random } from '../../unit/properties/seeded-random.ts'
import { ROUTES } from './application.ts'
import { actual, preflight, routeOf, type Expected } from './oracle.ts'

export interface Ask {
  readonly method: string
  readonly bytes: string
  readonly expected: Expected
  /** Where the connection ends with the response: after it, as Fastify closes after a body that it cannot read, or within. */
  readonly ends: 'after' | 'within' | undefined
}

/** URL → the pattern that it matches; undefined for none. */
const URLS: ReadonlyArray<readonly [url: string, pattern: string | undefined]> = [
  ...[...new Set(ROUTES.map(({ pattern }) => pattern))].map((pattern) => [pattern.replace(/:\w+/, '7'), pattern] as const),
  ['/json?x=1', '/json'],
  ['/public/%7e?origin=https://a.test', '/public/:item'],
  ['/nowhere', undefined],
  ['/nested/nowhere', undefined]
]

const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH']

/** Most of them are allowed by one policy or another; the rest look as if. */
const ORIGINS = [
  'https://a.test', 'https://a.test', 'https://x.b.test', 'https://x.y-z.b.test', 'http://localhost', 'http://localhost:5173',
  'https://u.c.test:8443', 'https://u.c.test', 'https://[::1]:8443', 'https://own.test', 'https://own.test', 'https://n.nested.test',
  'https://n.nested.test', 'https://nf.test', 'https://evil.test', 'null', '', 'https://b.test', 'https://.b.test', 'https://x..b.test',
  'https://x.b.test:443', 'http://x.b.test', 'http://localhost:0', 'http://localhost:80', 'http://localhost:99999', 'http://localhost:',
  'https://[::1]', 'HTTPS://A.TEST', 'https://a.test/', 'https://a.test.evil.test', 'https://evil.test#.b.test', 'https://xb.test',
  'https://a.test, https://a.test', 'https://x,y.b.test', `https://${'l'.repeat(64)}.b.test`, `https://${'l.'.repeat(200)}b.test`
]

/** A known origin, or one that differs from it by a byte. */
export function randomOrigin (random: Random): string {
  const origin = random.pick(ORIGINS)
  if (origin === '' || !random.chance(0.15)) return origin
  const at = random.int(origin.length)
  const byte = random.pick([...'a0.-_:/*,[]@ABZ', ''])
  return (origin.slice(0, at) + byte + origin.slice(at + 1)).trim()
}

export function randomAsk (random: Random): Ask {
  const [url, pattern] = random.pick(URLS)
  const requested = random.pick(METHODS)
  const kind = random.int(10)
  const origin = kind === 0 ? undefined : randomOrigin(random)
  const head = [`Host: ${random.pick(['api.test', '127.0.0.1', 'a.test:80'])}`]
  if (origin !== undefined) head.push(`Origin: ${origin}`)
  if (random.chance(0.3)) head.push('Cookie: session=1', `X-H: ${'h'.repeat(random.int(200))}`)

  if (origin !== undefined && kind < 5) {
    head.push(`Access-Control-Request-Method: ${requested}`)
    if (random.chance(0.5)) head.push('Access-Control-Request-Headers: x-h,content-type')
    const expected = preflight(routeOf(requested, pattern), pattern, origin)
    return ask('OPTIONS', url, shuffled(random, head), expected)
  }
  const method = random.chance(0.1) ? 'OPTIONS' : requested
  const route = routeOf(method, pattern)
  const site = random.chance(0.2) ? random.pick(['same-origin', 'cross-site']) : undefined
  if (site !== undefined) head.push(`Sec-Fetch-Site: ${site}`)
  const expected = actual(route, origin, site)
  if (method === 'POST' && random.chance(0.7)) return withBody(random, url, head, expected)
  return ask(method, url, shuffled(random, head), expected, '', method === 'GET' && route?.breaksOff === true ? 'within' : undefined)
}

function withBody (random: Random, url: string, head: string[], expected: Expected): Ask {
  const body = random.pick(['{"a":1}', '{"a":', '[]'])
  const isChunked = random.chance(0.3)
  const size = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`
  const sent = isChunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body
  // The guard refuses before the body is read; not-found handlers come after.
  const fails = body === '{"a":' && expected.status !== 403
  const status = fails ? 400 : expected.status
  return ask('POST', url, [...head, 'Content-Type: application/json', size], { ...expected, status }, sent, fails ? 'after' : undefined)
}

function ask (method: string, url: string, head: readonly string[], expected: Expected, body = '', ends?: Ask['ends']): Ask {
  return { method, bytes: `${method} ${url} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${body}`, expected, ends }
}

/** The order of the lines is of no consequence. */
function shuffled (random: Random, list: string[]): string[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.int(i + 1)
    const swapped = list[i]!
    list[i] = list[j]!
    list[j] = swapped
  }
  return list
}
