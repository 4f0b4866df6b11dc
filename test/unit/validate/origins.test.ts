/**
 * Origin patterns against the parser of URLs: what it serializes is accepted, nothing else is, and what it understands is
 * refused with what it makes of it. https://url.spec.whatwg.org/#concept-url-origin
 */
import { unescape } from 'node:querystring'
import fc from 'fast-check'
import t from 'tap'
import { MAX_HOST_LENGTH } from '../../../lib/standard/origin.ts'
import { areSettled } from '../../../lib/standard/settled-letters.ts'
import { diagnose } from '../../../lib/validate/origin-diagnosis.ts'
import { isOriginPattern, readOriginPattern } from '../../../lib/validate/origin-grammar.ts'
import { rounds } from '../properties/seed.ts'

const RUNS = rounds(20_000)

/** As long as "xn--", and for a host no different from it, but that no version of the parser looks into what is behind it. */
const PLAIN = 'zqjy'

/**
 * What the parser makes of a text, if it is an http or https URL. Versions of it disagree about which punycode is valid; by the
 * standard a host of ASCII letters is valid whatever it holds: https://url.spec.whatwg.org/#concept-domain-to-ascii
 */
function originOf (text: string): string | undefined {
  const isASCII = /^[\0-\x7f]*$/.test(text) && !text.includes('%')
  try {
    const { protocol, origin } = new URL(isASCII ? text.replaceAll(/xn--/gi, PLAIN) : text)
    return /^https?:$/.test(protocol) ? origin.replaceAll(PLAIN, 'xn--') : undefined
  } catch {
    return undefined
  }
}

/** Whether versions of the parser disagree: about letters that are not settled, and about punycode beside escapes and letters outside ASCII. */
function isDisputed (text: string): boolean {
  const written = unescape(text)
  return !areSettled(written) || (!/^[^%\x80-\uffff]*$/.test(text) && /xn--/i.test(written.normalize('NFKC')))
}

/**
 * Whether a policy may have what the parser serializes: a host that is an address, or labels of letters, digits, "-" and "_"
 * with one trailing dot or none; and any port but 0, to which nobody can connect.
 */
function isPermitted (origin: string): boolean {
  const { hostname: host, port } = new URL(origin.replaceAll('xn--', PLAIN))
  if (port === '0') return false
  return host.startsWith('[') || (host.length <= MAX_HOST_LENGTH && /^(?:[a-z\d_-]{1,63}\.)*[a-z\d_-]{1,63}\.?$/.test(host))
}

/** What an exact http or https pattern must be, by the oracle alone. */
function isExactHttpOrigin (text: string): boolean {
  return /^https?:/.test(text) && originOf(text) === text && isPermitted(text)
}

const pick = <T extends string> (...texts: T[]) => fc.constantFrom(...texts)
const schemes = pick('https', 'http', 'https', 'http', 'HTTPS', 'Http', 'htt', 'ftp', 'ws', 'https:http')
const separators = fc.oneof({ weight: 12, arbitrary: pick('://') }, { weight: 1, arbitrary: pick(':/', ':', '//', ':///', ':\\\\', '', '//:') })
const labels = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z\d_-]{1,12}$/) },
  { weight: 2, arbitrary: pick('example', 'com', 'localhost', 'test', 'co', 'uk', 'xn--bcher-kva', 'xn--fa-hia', 'xn--p1ai', 'xn--xample-2of') },
  {
    weight: 2,
    arbitrary: pick('', '1', '0', '01', '0x', '0x1f', '127', '256', '1e1', 'a1', '1a', 'EXAMPLE', 'Bücher', 'faß', 'ＡＢＣ', 'xn--', 'xn--a',
      'XN--bcher-kva', 'xn--ABC', 'xn--0', 'xn--bücher-kva', 'xn--zz--', '*', '**', 'a*', '%61', '%2e', 'a b', 'a!b', "a'b", 'a,b', 'a`b', 'a{b',
      'a^b', 'a|b', 'a<b', '☃', '你好', 'א', '٣', 'a\u00adb', 'a\u200db', '𝒳', '。', 'a_b', '_dmarc', '-', '--', '---', 'ab--cd', '-a', 'a-',
      'a'.repeat(63), 'a'.repeat(64))
  }
)
const names = fc.array(labels, { minLength: 1, maxLength: 5 }).map(parts => parts.join('.'))
const numbers = fc.array(fc.oneof(fc.nat(300).map(String), pick('0x7f', '0177', '00', '1', '')), { minLength: 1, maxLength: 5 }).map(parts => parts.join('.'))
const pieces = fc.array(fc.oneof(pick('0', '', '1', '0db8', 'DB8', 'ffff', '7f00', 'g', '10000'), fc.nat(0xffff).map(n => n.toString(16))), { minLength: 1, maxLength: 9 })
const addresses = fc.oneof(
  fc.ipV4(), fc.ipV6().map(ip => `[${ip}]`), numbers, pieces.map(list => `[${list.join(':')}]`), pieces.map(list => list.join(':')),
  pick('[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[1::2:3:4:5:6:7]', '[2001:db8::1:0:0:1]', '[::1', '::1]', '[]', '[::1%eth0]', '[::1]a', '127.0.0.1.', '0x7f.1', '1.2.3', '4294967295')
)
const hosts = fc.tuple(fc.oneof({ weight: 3, arbitrary: names }, { weight: 1, arbitrary: addresses }), pick('', '', '', '', '.', '..')).map(parts => parts.join(''))
const ports = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: fc.oneof(fc.nat(70_000), fc.constantFrom(80, 443, 8080, 65535, 65536)).map(port => `:${port}`) },
  { weight: 2, arbitrary: pick(':', ':00', ':080', ':0443', ':x', ':-1', ':+1', ':1 ', ':*', ':8*', ':*:*', ':443:443', ':１') }
)
const tails = fc.oneof({ weight: 10, arbitrary: fc.constant('') }, { weight: 2, arbitrary: pick('/', '/x', '?', '?x', '#', '#x', '\\', '//', '/?#', ' ', '\t', '\0', ',', ';', '/*', '@', '.') })
const userinfo = fc.oneof({ weight: 20, arbitrary: fc.constant('') }, { weight: 1, arbitrary: pick('user@', 'u:p@', '@', ':@', 'a@b@') })
const wilds = fc.oneof({ weight: 10, arbitrary: fc.constant('') }, { weight: 2, arbitrary: pick('*.', '*', '**.', '.', '*-', '*.*.') })
const texts = fc.tuple(schemes, separators, userinfo, wilds, hosts, ports, tails).map(parts => parts.join(''))

/** A text with one character changed, doubled or taken out. */
const nearMisses = fc.tuple(texts, fc.nat(), fc.nat(3), fc.oneof(fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }), pick('A', '.', ':', '/', '0', '*', '%', '[', ']', '@', '\\', '_', '-')))
  .map(([text, at, how, char]) => {
    const i = at % (text.length + 1)
    return how === 0 ? text : text.slice(0, i) + (how === 1 ? '' : char) + text.slice(how === 2 ? i : i + 1)
  })
const origins = fc.tuple(pick('http', 'https'), hosts, ports).map(([scheme, host, port]) => originOf(`${scheme}://${host}${port}`)).filter((origin): origin is string => origin !== undefined && !origin.includes('*'))

function check<T> (name: string, arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean): void {
  t.test(name, async t => {
    t.doesNotThrow(() => fc.assert(fc.property(arbitrary, holds), { seed: 15, numRuns: RUNS }))
  })
}

check('an exact http or https pattern is accepted if and only if it is its own serialized origin', fc.oneof(texts, nearMisses), text => {
  return text.includes('*') || !/^https?:\/\//.test(text) || isOriginPattern(text) === isExactHttpOrigin(text)
})

check('every origin that the parser serializes is accepted, unless no policy may have its host or port', origins, origin => {
  return isOriginPattern(origin) === isPermitted(origin)
})

check('a pattern with a wildcard is accepted if and only if a host that it covers is', fc.oneof(texts, nearMisses), text => {
  const [, scheme = '', wildcard = '', rest = ''] = /^(https?:\/\/)(\*\.)?(.*)$/s.exec(text) ?? []
  if (!text.includes('*') || scheme === '') return true
  const exact = rest.replace(/:\*$/, '')
  const port = rest === exact ? '' : ':8443'
  const isAddress = exact.startsWith('[') || /^[\d.]+$/.test(originOf(`https://${exact}`)?.slice(8) ?? '')
  const covered = `${scheme}${wildcard === '' ? '' : 'a.'}${exact}${port}`
  const hasRoom = !(wildcard !== '' && isAddress)
  return isOriginPattern(text) === (hasRoom && !/^:|^$/.test(exact) && !exact.includes('*') && isExactHttpOrigin(covered))
})

check('what is refused is refused with a correction that is accepted, if with any', fc.oneof(texts, nearMisses), text => {
  if (isOriginPattern(text)) return true
  const { message, fix } = diagnose(text)
  return fix === undefined || (fix !== text && message.includes(`Write ${JSON.stringify(fix)}`) && (fix === 'null' || isOriginPattern(fix)))
})

check('what the parser understands is refused with the origin that it makes of it', fc.oneof(texts, nearMisses), text => {
  const origin = originOf(text)
  // White space inside is dropped by the parser, a separator is somebody's list, and of two schemes one is too many: guesses.
  if (origin === undefined || /[\s\0-\x20*,;|]|https?:.*:\/\//i.test(text) || isOriginPattern(text) || !isOriginPattern(origin)) return true
  const { id, fix } = diagnose(text)
  if (fix === undefined && isDisputed(text)) return true
  return fix === origin || id === 'origin-is-a-regular-expression' || id === 'origin-has-quotes'
})

check('reading a pattern agrees with the quick question', fc.oneof(texts, nearMisses, fc.string()), text => {
  return (readOriginPattern(text) !== undefined) === isOriginPattern(text)
})

t.test('origins of applications and extensions are accepted as they are sent', async t => {
  for (const origin of [
    'chrome-extension://fggegbddilgbkhnlcnhlegkcjnjiedoa', 'moz-extension://1d4c2e33-9d4f-4f4b-8d3b-0a4f6f7f1a2b',
    'moz-extension://ad4c2e33-9d4f-4f4b-8d3b-9a4f6f7f1a2b', 'moz-extension://00000000-0000-0000-0000-000000000000',
    'safari-web-extension://e0a7a9f5-6f5c-4f1a-9c1b-1d4c2e334444', 'ms-browser-extension://abc', 'vscode-webview://1a2b3c',
    'vscode-file://vscode-app', 'capacitor://localhost', 'ionic://localhost', 'http://localhost', 'https://localhost', 'tauri://localhost',
    'http://tauri.localhost', 'https://tauri.localhost', 'app://obsidian.md', 'app://-', 'app://.', 'electron://app', 'app://1.2', 'app://localhost:3000',
    'http+unix://socket', 'web+app.v1://x', 'resource://pdf.js', 'http://[::ffff:7f00:1]', 'https://[2001:db8::1]:8443', 'http://a_b.example',
    'https://_.example', 'https://-a.example', 'https://a-.example', 'https://ab--cd.example', 'https://1.example', 'https://1a.2b',
    'https://3com', 'https://intranet', 'https://example.com.', 'http://localhost.', 'https://xn--bcher-kva.example', 'https://xn--p1ai', 'https://xn--', 'https://xn--a.xn---', 'https://*.xn--0.test:*',
    `${'a'.repeat(64)}://${'a.'.repeat(126)}a:65535`, 'https://xn--fa-hia.example', 'https://example.com:1', 'https://example.com:65535', 'http://example.com:443', 'https://example.com:80'
  ]) t.ok(isOriginPattern(origin), origin)
})
