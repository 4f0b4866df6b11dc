/** Random bytes that resemble requests: from nearly right to not at all. */
import type { Random } from '../../unit/properties/seeded-random.ts'
import { ROUTES } from './application.ts'
import { randomOrigin } from './random-requests.ts'

const METHODS = ['GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'OPTIONS', 'OPTIONS', 'OPTIONS', 'OPTIONS']
const ODD_METHODS = ['options', 'OPTIONSX', 'BREW', 'get', 'CONNECT', 'TRACE', 'PROPFIND', 'M-SEARCH', 'QUERY', 'ACL', '', 'PRI', 'GÉT', 'OPTIONS\t']
const REQUESTED = ['GET', 'PUT', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'POST', 'OPTIONS', ...ODD_METHODS, '*', 'PUT, GET', '__proto__', 'constructor', 'toString']
const VERSIONS = ['HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.', 'http/1.1', 'HTTP/1.1 ', '', 'HTTP/9999999999']
const PATHS = [...new Set(ROUTES.map(({ pattern }) => pattern.replace(/:\w+/, '7')))]
const ODD_TARGETS = [
  '*', '/', '//', '///json', '/json/', '/JSON', '/%6Ason', '/%', '/%zz', '/%e4', '/%c3%28', '/%00', '/%2e%2e/json', '/../json', '/./json',
  '/json?%', '/json#x', '/json;x=1', '/json%3Fx', '/items/%2F', '/items/%25', `/items/${'7'.repeat(101)}`, '/items/', '/items//7', '/public/*',
  '/public/a%2fb', '/own?x=/public/1', 'http://api.test/json', 'https://evil.test/public/7', 'http://a.test', 'http://', 'http:///json', 'x:y',
  '//evil.test/json', 'api.test:80', '?', '#', 'json', '/\xe4', '/\xff\xfe', '/items/\x80', '/a b', '/\t', '/items/__proto__', '/nested', '/nested//x',
  '/off/', '/off?', '/OFF', '/%6fff', '/mixed/', `/${'a/'.repeat(3000)}`, `/${'%61'.repeat(2000)}`, '/items/7?origin=https://a.test\\', '/\\json'
]
const FIELDS = [
  'Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers', 'Host', 'Vary', 'Sec-Fetch-Site', 'Cookie', 'Content-Type',
  'Content-Length', 'Transfer-Encoding', 'Connection', 'Expect', 'Upgrade', 'Access-Control-Allow-Origin', 'X-Forwarded-Host',
  '__proto__', 'X'
]
const VALUES = [
  '', ' ', '0', '1', '-1', '5', '99999999999', 'x', '*', 'null', 'chunked', 'identity', 'chunked, chunked', 'gzip, chunked', 'close', 'keep-alive',
  'upgrade', 'websocket', 'h2c', '100-continue', '200-ok', 'same-origin', 'cross-site', 'application/json', 'text/plain', 'undefined', '\xe4',
  '\x80\x81\xff', '\0', '\x7f', '\x01', 'https://a.test', 'https://a.test\r\n https://evil.test', 'https://a.test\n', 'a\rb', 'https://a.test\x00'
]

function mutated (random: Random, text: string): string {
  const at = random.int(text.length + 1)
  const bytes = random.chance(0.5)
    ? String.fromCharCode(random.int(256))
    : random.pick(['\r', '\n', '\r\n', ' ', '\t', '%', ':', '/', '\0', '\x80', '\xff', ',', 'Origin: https://a.test\r\n'])
  return text.slice(0, at) + bytes + text.slice(at + random.int(3))
}

function target (random: Random): string {
  const plain = random.chance(0.75) ? random.pick(PATHS) : random.pick(ODD_TARGETS)
  if (random.chance(0.06)) return `${random.pick(['http://api.test', 'https://x', 'http://user@a.test:80'])}${plain}`
  return random.chance(0.05) ? mutated(random, plain) : plain
}

/** Fills the 16 KiB that Node reads of all fields, nearly or beyond. */
const huge = (random: Random) => random.pick([',', ' ', '.', ':', '[', 'a.', 'https://', '%', 'x,', '\xff', 'A', ';'])
  .repeat(20_000).slice(0, 15_000 + random.int(2000))

function origin (random: Random): string {
  if (random.chance(0.03)) return `https://${huge(random)}.b.test`
  const value = random.chance(0.4) ? random.pick(['https://a.test', 'https://own.test', 'https://x.nested.test']) : randomOrigin(random)
  return random.chance(0.1) ? mutated(random, value) : value
}

function fields (random: Random): string[] {
  const lines = random.chance(0.97) ? ['Host: api.test'] : []
  for (let count = random.pick([0, 1, 1, 1, 1, 1, 1, 1, 1, 2]); count > 0; count--) lines.push(`Origin: ${origin(random)}`)
  for (let count = random.pick([0, 0, 1, 1, 1, 1, 1, 1, 2]); count > 0; count--) {
    lines.push(`Access-Control-Request-Method: ${random.chance(0.1) ? mutated(random, 'PUT') : random.pick(random.chance(0.5) ? METHODS : REQUESTED)}`)
  }
  if (random.chance(0.3)) lines.push(`Access-Control-Request-Headers: ${random.chance(0.1) ? huge(random) : 'x-h, \xe4,,x'}`)
  while (random.chance(0.1)) lines.push(`${random.pick(FIELDS)}: ${random.chance(0.05) ? huge(random) : random.pick(VALUES)}`)
  if (random.chance(0.02)) for (let i = random.int(3000); i > 0; i--) lines.push(`X${i}: ${i}`)
  if (random.chance(0.03)) lines.push(random.pick([' folded', '\tfolded', ': no name', 'no colon', 'a b: c', 'Origin : https://a.test', '\xe4: x', '']))
  for (let i = lines.length - 1; i > 0; i--) if (random.chance(0.5)) lines.push(...lines.splice(random.int(i), 1))
  return random.chance(0.2) ? lines.map((line) => line.replace(/^[^:]*/, (name) => random.pick([name.toLowerCase(), name.toUpperCase()]))) : lines
}

const BODIES: ReadonlyArray<readonly [line: string, body: string]> = [
  ['Content-Length: 7', '{"a":1}'], ['Content-Length: 3', '{"a":1}'], ['Content-Length: 7', '{"a"'], ['Content-Length: 0', 'junk'],
  ['Content-Length: 1\r\nContent-Length: 2', 'ab'], ['Content-Length: 1\r\nTransfer-Encoding: chunked', '0\r\n\r\n'],
  ['Transfer-Encoding: chunked', '7\r\n{"a":1}\r\n0\r\n\r\n'], ['Transfer-Encoding: chunked', 'zz\r\njunk\r\n0\r\n\r\n'],
  ['Transfer-Encoding: chunked', '7;x=y\r\n{"a":1}\r\n0\r\nOrigin: https://a.test\r\nVary: *\r\n\r\n'],
  ['Transfer-Encoding: chunked', 'ffffffffffffffff\r\n'], ['Transfer-Encoding: chunked', '-1\r\nx\r\n0\r\n\r\n'],
  ['Content-Length: 60', 'GET /json HTTP/1.1\r\nHost: x\r\nOrigin: https://a.test\r\n\r\n']
]

/** The bytes of one hostile client. */
export function hostileBytes (random: Random): string {
  let bytes = ''
  for (let requests = random.pick([1, 1, 1, 2, 3]); requests > 0; requests--) {
    const method = random.chance(0.95) ? random.pick(METHODS) : random.pick(ODD_METHODS)
    const version = random.chance(0.96) ? 'HTTP/1.1' : random.pick(VERSIONS)
    const lines = fields(random)
    let body = ''
    if (random.chance(0.12)) {
      const [line, sent] = random.pick(BODIES)
      lines.push(line, `Content-Type: ${random.pick(['application/json', 'application/json; charset=\xff', 'text/plain', 'x/y', ''])}`)
      body = sent
    }
    const end = random.chance(0.97) ? '\r\n' : random.pick(['\n', '\r', '\n\r'])
    bytes += [`${method} ${target(random)} ${version}`, ...lines, '', ''].join(end) + body
  }
  while (random.chance(0.08)) bytes = mutated(random, bytes)
  return bytes
}
