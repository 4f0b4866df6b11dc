import fc from 'fast-check'
import t from 'tap'
import {
  isCanonicalIPv4, isCanonicalIPv6, isLocalhostName, isLoopback, isSerializedOrigin, MAX_ORIGIN_LENGTH, parseOrigin
} from '../../../lib/standard/origin.ts'

const origins: [text: string, scheme: string, host: string, port: string][] = [
  ['https://example.com', 'https', 'example.com', ''],
  ['https://example.com.', 'https', 'example.com.', ''],
  ['http://localhost:3000', 'http', 'localhost', '3000'],
  ['http://example.com:443', 'http', 'example.com', '443'],
  ['https://a:65535', 'https', 'a', '65535'],
  ['https://-a_.b--c', 'https', '-a_.b--c', ''],
  ['https://1.example', 'https', '1.example', ''],
  ['https://a.1a', 'https', 'a.1a', ''],
  ['https://a.1-1', 'https', 'a.1-1', ''],
  ['http://127.0.0.1:8080', 'http', '127.0.0.1', '8080'],
  ['http://[::1]:8080', 'http', '[::1]', '8080'],
  ['http://[2001:db8::1]', 'http', '[2001:db8::1]', ''],
  ['https://xn--bcher-kva.test', 'https', 'xn--bcher-kva.test', ''],
  ['https://xn--', 'https', 'xn--', ''],
  ['http://xn--a.xn---:8080', 'http', 'xn--a.xn---', '8080'],
  ['chrome-extension://fggemjpmfpnmeonbhjbhlegkcjnjiedo', 'chrome-extension', 'fggemjpmfpnmeonbhjbhlegkcjnjiedo', ''],
  ['moz-extension://a-b-c-1', 'moz-extension', 'a-b-c-1', ''],
  ['x://127.1', 'x', '127.1', ''],
  ['z://a', 'z', 'a', ''],
  ['app://.', 'app', '.', ''],
  ['app://.:8080', 'app', '.', '8080'],
  ['a+b.c-1://x:80', 'a+b.c-1', 'x', '80'],
  [`https://${'a'.repeat(63)}.${'b'.repeat(63)}`, 'https', `${'a'.repeat(63)}.${'b'.repeat(63)}`, ''],
  [`${'a'.repeat(64)}://${'a.'.repeat(126)}a:65535`, 'a'.repeat(64), `${'a.'.repeat(126)}a`, '65535']
]

for (const [text, scheme, host, port] of origins) {
  t.test(`parseOrigin parses ${text.slice(0, 60)}`, async t => {
    t.strictSame(parseOrigin(text), { scheme, host, port })
  })
}

const others = [
  '', 'null', '*', 'https', 'https:', 'https:/a', 'https://', 'https:///', '://a', '//a', 'a', 'HTTPS://a', 'https://A', 'hTtp://a',
  'https://a/', 'https://a?', 'https://a#', 'https://u@a', 'https://a:', 'https://a:0', 'https://a:443', 'http://a:80', 'https://a:65536',
  'https://a:123456', 'https://a:08', 'https://a:1x', 'https://a:80:80', 'https://a b', ' https://a', 'https://a\n', 'https://a\0',
  'https://.a', 'https://.', 'https://a..b', 'https://a..', 'https://é', 'https://a%20', 'https://*.a', 'https://a,https://b', 'https://a\\',
  'https://127.1', 'https://1', 'https://a.1', 'https://0x', 'https://a.0x1f', 'https://1.2.3.256', 'https://1.2.3.04', 'https://1.2.3.4.',
  'ws://1', 'http://.', 'ftp://.', 'wss://.:1', 'app://..', 'app://.a', 'app://a..', 'app://./', 'https://[', 'https://[]', 'https://[::1', 'https://[::1]x', 'https://[::1]:443', 'https://[::01]', 'https://[::A]',
  '1a://b', '+a://b', 'a_b://c', `https://${'a'.repeat(64)}`, `https://${'a'.repeat(64)}.a`, `https://${'a.'.repeat(127)}a`, `${'a'.repeat(65)}://a`,
  'a'.repeat(MAX_ORIGIN_LENGTH + 1),
  'https:a/b', 'https-//a', 'https:--a', 'A://b', '1://b', '{://a', '\u0161://a', 'https://9', 'https://a.1.', 'ftp://1', 'wss://1', 'ftp://a:21', 'ws://a:80', 'wss://a:443'
]
for (const text of others) {
  t.test(`${JSON.stringify(text.slice(0, 60))} is not a serialized origin`, async t => {
    t.equal(parseOrigin(text), undefined)
  })
}

t.test('the URL parser does not change a serialized http or https origin', async t => {
  const label = fc.stringMatching(/^[a-z0-9_.:[\]x-]{1,6}$/)
  const property = fc.property(fc.constantFrom('http', 'https'), fc.array(label, { minLength: 1, maxLength: 4 }), (scheme, labels) => {
    const text = `${scheme}://${labels.join('.')}`
    const parts = parseOrigin(text)
    if (parts === undefined || text.includes('xn--')) return true
    return new URL(text).origin === text && new URL(text).hostname === parts.host && new URL(text).port === parts.port
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 1, numRuns: 5000 }))
})

t.test('the origin of any http or https URL with a plain host is a serialized origin', async t => {
  const property = fc.property(fc.webUrl({ authoritySettings: { withIPv4: true, withIPv6: true, withIPv4Extended: true, withPort: true } }), url => {
    const { origin } = new URL(url)
    return isSerializedOrigin(origin) || origin.endsWith(':0') || !/^[\w.:[\]/-]+$/.test(origin)
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 2, numRuns: 5000 }))
})

t.test('each IPv4 address has one canonical form', async t => {
  for (const text of ['0.0.0.0', '127.0.0.1', '255.255.255.255', '10.20.30.40']) t.ok(isCanonicalIPv4(text), text)
  for (const text of ['', '1.2.3', '1.2.3.4.5', '1.2.3.4.', '.1.2.3.4', '1..2.3', '01.2.3.4', '00.0.0.0', '1.2.3.256', '1.2.3.x', '1.2.3.-4', '1.2.3.4-']) {
    t.notOk(isCanonicalIPv4(text), text)
  }
})

t.test('each IPv6 address has one canonical form', async t => {
  const canonical = ['::', '::1', '1::', '2001:db8::1', '::ffff:7f00:1', '1:2:3:4:5:6:7:8', '0:1:0:1:0:1:0:1', '1:0:0:2::3', '1::2:0:0:3:4', '0:1::', 'fe80::1',
    Array(8).fill('a'.repeat(4)).join(':')]
  const others = ['', ':', ':::', '1', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::1::', '1:2:3:4:5:6:7::', '0:0:0:0:0:0:0:0', '::0', '01::', '::A',
    '::12345', '::g', '::ffff:127.0.0.1', '1::2:0:0:0:3', '0::1:0:0:0:0:1', 'fe80::1%1', '1:2:3:4::5:6:7:8', ' ::1', '::/', '1:2:3:4:5:6:7:', `${'0'.repeat(40)}`]
  for (const text of canonical) t.ok(isCanonicalIPv6(text) && new URL(`http://[${text}]`).hostname === `[${text}]`, text)
  for (const text of others) t.notOk(isCanonicalIPv6(text), text)
})

t.test('an IPv6 address is canonical if and only if the URL parser serializes it unchanged', async t => {
  const piece = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
  const property = fc.property(fc.array(piece, { minLength: 8, maxLength: 8 }), pieces => {
    const written = pieces.map(piece => piece.toString(16)).join(':')
    const canonical = new URL(`http://[${written}]`).hostname.slice(1, -1)
    return isCanonicalIPv6(canonical) && isCanonicalIPv6(written) === (written === canonical)
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 3, numRuns: 2000 }))
})

t.test('loopback is 127.0.0.0/8 and [::1]', async t => {
  for (const host of ['127.0.0.1', '127.255.255.255', '[::1]']) t.ok(isLoopback(host), host)
  for (const host of ['127.1', '127.evil.test', '128.0.0.1', '::1', '[::2]', '[::ffff:7f00:1]', 'localhost']) t.notOk(isLoopback(host), host)
})

t.test('localhost names are localhost and its subdomains', async t => {
  for (const host of ['localhost', 'localhost.', 'a.localhost', 'a.b.localhost.']) t.ok(isLocalhostName(host), host)
  for (const host of ['localhost..', 'alocalhost', 'localhost.test', 'a.localhost.test', '']) t.notOk(isLocalhostName(host), host)
})
