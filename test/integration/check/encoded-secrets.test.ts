/** Secrets are redacted if a server encodes them, in any of the usual ways. */
import { createServer } from 'node:http'
import fc from 'fast-check'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import { Redaction } from '../../../lib/check/redaction.ts'
import { secretsOf } from '../../../lib/check/secrets.ts'
import { assertLinear } from '../../growth.ts'
import { listening } from '../../listening.ts'
import { rounds, sample, SEED } from '../../unit/properties/seed.ts'
import { linesOf, redacted, redactedWithCookies, shown } from './redacted-findings.ts'

/** The escapes that an encoder writes for each byte that `isPlain` does not match. */
function escaped (bytes: Buffer, isPlain: RegExp, escape: (hex: string) => string = hex => `%${hex.toUpperCase()}`): string {
  return Array.from(bytes, byte => {
    const char = String.fromCharCode(byte)
    return isPlain.test(char) ? char : escape(byte.toString(16).padStart(2, '0'))
  }).join('')
}

/** Encoders of URLs differ in which characters they encode, in the case of the digits, and in how they write a space. */
const URL_ENCODERS: Readonly<Record<string, (text: string) => string>> = {
  'quote() of Python': text => escaped(Buffer.from(text), /[\w.~/-]/),
  'quote_plus() of Python': text => escaped(Buffer.from(text), /[\w.~ -]/).replaceAll(' ', '+'),
  'rawurlencode() of PHP': text => escaped(Buffer.from(text), /[\w.~-]/),
  'QueryEscape() of Go': text => escaped(Buffer.from(text), /[\w.~ -]/).replaceAll(' ', '+'),
  'PathEscape() of Go': text => escaped(Buffer.from(text), /[\w.~$&+=:@-]/),
  URLSearchParams: text => new URLSearchParams({ a: text }).toString().slice(2),
  'encodeURI()': encodeURI,
  'encodeURIComponent()': encodeURIComponent,
  'encodeURIComponent() twice': text => encodeURIComponent(encodeURIComponent(text)),
  'URLSearchParams three times': text => [1, 2, 3].reduce(encoded => new URLSearchParams({ a: encoded }).toString().slice(2), text),
  'digits in lower case': text => encodeURIComponent(text).replaceAll(/%../g, escape => escape.toLowerCase()),
  'Latin-1': text => escaped(Buffer.from(text, 'latin1'), /[\w.~-]/),
  'Latin-1, digits in lower case': text => escaped(Buffer.from(text, 'latin1'), /[\w.~-]/, hex => `%${hex}`),
  'every byte': text => escaped(Buffer.from(text), /^(?!)/),
  'base64 in a URL': text => encodeURIComponent(Buffer.from(text).toString('base64')),
  'decodeURIComponent()': text => {
    try {
      return Buffer.from(decodeURIComponent(text)).toString('latin1')
    } catch {
      return Buffer.from(text).toString('latin1')
    }
  }
}

const URL_SECRETS = ['Tr0ub4dor!', 'abc/def+ghi/jkl==', "p'a(s)s*word~", 'z\u00fcrich-schl\u00fcssel', 'correct horse+battery', '100%25 or %41bc', 's%3AjP9.q%2Fx', '\u00ff\u00fe\u00fd bytes', 'ends in %', '!"#$%&\'()*,/']

for (const [title, encode] of Object.entries(URL_ENCODERS)) {
  t.test(`secrets that a server encodes like ${title} are redacted`, async t => {
    for (const secret of URL_SECRETS) {
      for (const [before, after] of [['/?a=', '&b=c'], ['https://a.test/%7e', '%2541'], ['a%20b% ', ' +']] as const) {
        t.equal(redacted(`${before}${encode(secret)}${after}`, { 'X-Key': secret }), `${before}<redacted>${after}`, `${before}${encode(secret)}${after}`)
      }
    }
  })
}

t.test('a secret is redacted whichever of its bytes are encoded, and however often', t => {
  const bytes = fc.string({ unit: fc.integer({ min: 0x21, max: 0xff }).filter(byte => byte < 0x7f || byte > 0xa0).map(byte => String.fromCharCode(byte)), minLength: 8, maxLength: 12 })
  const shapes = fc.array(fc.record({ times: fc.nat(3), isUpper: fc.boolean() }), { minLength: 24, maxLength: 24 })
  fc.assert(fc.property(bytes, shapes, fc.boolean(), (secret, shapes, isUtf8) => {
    fc.pre(!/[%\s;,="]|^.*:/.test(secret))
    const encoded = Array.from(Buffer.from(secret, isUtf8 ? 'utf8' : 'latin1'), (byte, i) => {
      const { times, isUpper } = shapes[i]!
      const hex = byte.toString(16).padStart(2, '0')
      return times === 0 ? String.fromCharCode(byte) : `%${'25'.repeat(times - 1)}${isUpper ? hex.toUpperCase() : hex}`
    }).join('')
    return redacted(`a=${encoded}&b`, { 'X-Key': secret }) === 'a=<redacted>&b'
  }), { numRuns: rounds(500), seed: SEED })
  t.end()
})

t.test('a text that is cut within an escape shows nothing of a secret', async t => {
  for (const escape of ['%61%62', '%2561%2562', '%252561%252562']) {
    const encoded = `${escape}cdefghij`
    for (let before = 4090 - encoded.length; before < 4100; before++) {
      const value = redacted(`${'x'.repeat(before)}${encoded}`, { 'X-Given': 'abcdefghij' })
      t.match(value, /^x+(?:<redacted>)?…?$/, `${before}: ${value.slice(4000)}`)
    }
  }
})

t.test('the value of a cookie is redacted as the server decodes it', async t => {
  t.equal(redacted('s:jP9.q/x-secret', { Cookie: 'connect.sid=s%3AjP9.q%2Fx-secret' }), '<redacted>')
  t.equal(redactedWithCookies(['sid=s%3AjP9.q%2Fx-secret'], 'a s:jP9.q/x-secret b'), 'a <redacted> b')
  t.equal(redactedWithCookies(['sid=%61%62%63'], 'abc'), 'abc')
})

t.test('the time to redact escapes is linear in their number', async t => {
  for (const piece of sample(['%25', '25', '%', '%2', '%41', 'a+', '%61', '%2561'], 3)) {
    await assertLinear(t, JSON.stringify(piece), {
      size: 60_000,
      prepare: size => {
        const redaction = new Redaction(secretsOf({ 'X-Key': 'a'.repeat(50) }, []))
        const text = `%${piece.repeat(size / piece.length)}`
        return () => {
          redaction.redact(text, () => true, Infinity)
          redaction.redact(text, () => true, text.length - 1)
        }
      }
    })
  }
})

t.test('encoded secrets are redacted', t => {
  const key = 'Ab/c?d=>~ \u00e9 9'
  const forms = {
    'lower case': key.toLowerCase(),
    'upper case': key.replaceAll(/[a-z]/g, letter => letter.toUpperCase()),
    'encodeURIComponent()': encodeURIComponent(key),
    'encodeURIComponent(), with lower-case digits': encodeURIComponent(key).toLowerCase(),
    'encodeURI()': encodeURI(key),
    base64: btoa(key),
    'base64 without padding': btoa(key).replace(/=+$/, ''),
    base64url: Buffer.from(key, 'latin1').toString('base64url'),
    'base64 of a word of it': btoa('Ab/c?d=>~')
  }
  t.match(forms.base64, /=$/)
  t.match(forms.base64, /[+/]/)
  for (const [form, text] of Object.entries(forms)) {
    const { exchanges, actual } = shown({ lines: [['Location', `/a?b=${text}&c=${text}`]], headers: { 'X-Key': key }, finding: { actual: [`location: /${text}`] } })
    t.strictSame([exchanges[0]!.response!.headers, actual], [[['Location', '/a?b=<redacted>&c=<redacted>']], ['location: /<redacted>']], form)
  }
  t.strictSame(linesOf([['Set-Cookie', 'sid=Long/Long/Long'], ['X-B', 'long%2flong%2flong \u0130LONG/LONG/LONG!']])[1], ['X-B', '<redacted> \u0130<redacted>!'])
  t.end()
})

/** One character for each byte that the check sends: Latin-1, the UTF-8 of one, two and three bytes, and mixtures. */
const OUTSIDE_ASCII = ['\u00e9', 'pass\u00e9wort', '\u00fcber-\u00df-\u00ff', '\u00c3\u00a9', 'cl\u00c3\u00a9-secr\u00c3\u00a8te', '\u00e2\u0082\u00ac-token', '\u00f0\u009f\u0094\u0091key', 'Ab\u00c3\u00a9\u00e9\u0080']

/** What a server makes of the bytes of a header, and the bytes that it sends. */
const ECHOES: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  'the same bytes': bytes => bytes,
  'Latin-1 as UTF-8': bytes => Buffer.from(bytes.toString('latin1'), 'utf8'),
  'UTF-8 as UTF-8, with replacement characters': bytes => Buffer.from(bytes.toString('utf8'), 'utf8'),
  'UTF-8 as Latin-1 if it can be': bytes => /^[\0-\u00ff]*$/.test(bytes.toString('utf8')) ? Buffer.from(bytes.toString('utf8'), 'latin1') : bytes,
  'Latin-1 in a URL': bytes => Buffer.from(encodeURIComponent(bytes.toString('latin1'))),
  'UTF-8 in a URL': bytes => Buffer.from(encodeURIComponent(bytes.toString('utf8'))),
  'bytes in a URL': bytes => Buffer.from(Array.from(bytes, byte => byte < 0x80 ? encodeURIComponent(String.fromCharCode(byte)) : `%${byte.toString(16).toUpperCase()}`).join('')),
  'base64 of the bytes': bytes => Buffer.from(bytes.toString('base64')),
  'base64 of Latin-1 as UTF-8': bytes => Buffer.from(Buffer.from(bytes.toString('latin1'), 'utf8').toString('base64url'))
}

for (const [i, [title, echo]] of Object.entries(ECHOES).entries()) {
  t.test(`a value outside ASCII that the server repeats as ${title} is redacted`, async t => {
    const server = createServer((request, response) => {
      const echoed = echo(Buffer.from(String(request.headers['x-key']), 'latin1')).toString('latin1')
      response.writeHead(200, ['Access-Control-Allow-Origin', '*', 'Access-Control-Allow-Methods', `a=${echoed}; b`]).end()
    })
    const { origin } = await listening(server, { t })
    for (const value of sample(OUTSIDE_ASCII, 3, i % 3)) {
      const { findings } = await checkEndpoint(`${origin}/`, { headers: { 'X-Key': value }, maxRequests: 1 })
      const { actual, exchanges } = findings.find(({ id }) => id === 'preflight-header-on-response')!
      t.ok(actual.includes('access-control-allow-methods: a=<redacted>; b'), `${JSON.stringify(value)}: ${actual.join()}`)
      t.strictSame(exchanges[0]!.response!.headers[1], ['Access-Control-Allow-Methods', 'a=<redacted>; b'])
    }
  })
}

t.test('a value outside ASCII is not redacted in texts that only resemble it', t => {
  t.equal(redacted('rA== rA ra e \u00a9', { 'X-Key': '\u00e2\u0082\u00ac' }), 'rA== rA ra e \u00a9')
  t.end()
})
