/** Texts that people write for origins, and texts near them. */
import fc from 'fast-check'

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
export const hosts = fc.tuple(fc.oneof({ weight: 3, arbitrary: names }, { weight: 1, arbitrary: addresses }), pick('', '', '', '', '.', '..')).map(parts => parts.join(''))
export const ports = fc.oneof(
  { weight: 8, arbitrary: fc.constant('') },
  { weight: 4, arbitrary: fc.oneof(fc.nat(70_000), fc.constantFrom(80, 443, 8080, 65535, 65536)).map(port => `:${port}`) },
  { weight: 2, arbitrary: pick(':', ':00', ':080', ':0443', ':x', ':-1', ':+1', ':1 ', ':*', ':8*', ':*:*', ':443:443', ':１') }
)
const tails = fc.oneof({ weight: 10, arbitrary: fc.constant('') }, { weight: 2, arbitrary: pick('/', '/x', '?', '?x', '#', '#x', '\\', '//', '/?#', ' ', '\t', '\0', ',', ';', '/*', '@', '.') })
const userinfo = fc.oneof({ weight: 20, arbitrary: fc.constant('') }, { weight: 1, arbitrary: pick('user@', 'u:p@', '@', ':@', 'a@b@') })
const wilds = fc.oneof({ weight: 10, arbitrary: fc.constant('') }, { weight: 2, arbitrary: pick('*.', '*', '**.', '.', '*-', '*.*.') })
export const texts = fc.tuple(schemes, separators, userinfo, wilds, hosts, ports, tails).map(parts => parts.join(''))

/** A text with one character changed, doubled or taken out. */
export const nearMisses = fc.tuple(texts, fc.nat(), fc.nat(3), fc.oneof(fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }), pick('A', '.', ':', '/', '0', '*', '%', '[', ']', '@', '\\', '_', '-')))
  .map(([text, at, how, char]) => {
    const i = at % (text.length + 1)
    return how === 0 ? text : text.slice(0, i) + (how === 1 ? '' : char) + text.slice(how === 2 ? i : i + 1)
  })
