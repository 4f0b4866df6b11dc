/** Redaction of secrets: in responses, in messages, in requests and in curl commands. */
import { createServer, type IncomingMessage } from 'node:http'
import fc from 'fast-check'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import type { PlainFinding } from '../../../lib/check/diagnosis.ts'
import { redactFindings, type RawExchange, type RawFinding } from '../../../lib/check/redact-findings.ts'
import { Redaction } from '../../../lib/check/redaction.ts'
import { secretsOf } from '../../../lib/check/secrets.ts'
import { run } from '../../../lib/cli.ts'
import { checkReportText } from '../../../lib/cli/check/report-text.ts'
import { assertLinear } from '../../growth.ts'
import { listening } from '../../listening.ts'
import { isLong, rounds, sample, SEED } from '../../unit/properties/seed.ts'

const KIND = { id: 'secret-in-names', severity: 'info', area: 'access', probe: 'p', url: 'http://api.test/', subject: '', message: '', expected: [], actual: [], why: '', recommendation: '', reference: '' } as const

type Lines = ReadonlyArray<readonly [string, string]>

interface Given {
  /** Header lines of the response. */
  readonly lines?: Lines
  /** Secret headers of the user. */
  readonly headers?: Record<string, string>
  readonly finding?: Partial<RawFinding>
  readonly request?: { readonly url?: string, readonly headers?: Lines, readonly containsResponseText?: boolean }
}

/** A finding with one exchange after redaction. */
function shown ({ lines = [], headers = {}, finding = {}, request: { url = 'http://api.test/a', headers: sent = [], containsResponseText = false } = {} }: Given): PlainFinding {
  const exchange: RawExchange = { request: { method: 'GET', url, headers: sent }, response: { status: 200, headers: lines }, failure: null, containsResponseText }
  const [one] = redactFindings([{ ...KIND, exchanges: [exchange], ...finding }], [exchange, { ...exchange, response: undefined, failure: 'none' }], { headers })
  return one!
}

/** The headers of a response after redaction. */
function linesOf (lines: Lines, headers: Record<string, string> = {}): Lines {
  return shown({ lines, headers }).exchanges[0]!.response!.headers
}

/** The value of another header after redaction. */
function redacted (value: string, headers: Record<string, string>): string {
  return linesOf([['X-Text', value]], headers)[0]![1]
}

t.test('cookies keep their names and attributes, and their values are redacted', async t => {
  const { id, exchanges, actual } = shown({
    lines: [['Set-Cookie', 'a=bc; Path=/; HttpOnly'], ['set-cookie', 'abc'], ['set-cookie2', 'a="b;c"'], ['X-A', 'bc']], finding: { actual: ['set-cookie: a=bc; Secure', 'x: set-cookie: a=b', 'no colon'] }
  })
  t.strictSame({ id, headers: exchanges[0]!.response!.headers, actual }, {
    id: 'secret-in-names',
    headers: [['Set-Cookie', 'a=<redacted>; Path=/; HttpOnly'], ['set-cookie', '<redacted>'], ['set-cookie2', 'a=<redacted>; <redacted>'], ['X-A', 'bc']],
    actual: ['set-cookie: a=<redacted>; Secure', 'x: set-cookie: a=b', 'no colon']
  })
})

t.test('a secret in the name or in an attribute of a cookie is redacted', async t => {
  t.strictSame(linesOf([['Set-Cookie', 'sid-abcdefgh=1; Path=/abcdefgh; Domain=12']], { 'X-A': 'abcdefgh', 'X-B': '12' }), [['Set-Cookie', 'sid-<redacted>=<redacted>; Path=/<redacted>; Domain=<redacted>']])
})

t.test('long secrets are redacted anywhere in a response', async t => {
  t.strictSame(linesOf([['X-A', 'Bearer abcdefgh and abcdefgh, k=12345678 x12345678x one'], ['Set-Cookie', 'sid=longlonglong'], ['X-B', 'longlonglong'], ['x-longlonglong', '']],
    { Authorization: 'Bearer abcdefgh', Cookie: 'k=12345678' }),
  [['X-A', '<redacted> and <redacted>, <redacted> x<redacted>x one'], ['Set-Cookie', 'sid=<redacted>'], ['X-B', '<redacted>'], ['x-<redacted>', '']])
  // Overlapping secrets are merged.
  t.equal(redacted('abcdefghijkl abcdefghabcdefgh', { 'X-A': 'abcdefgh', 'X-B': 'efghijkl' }), '<redacted> <redacted><redacted>')
})

/** A value of the user, a text of the server, and the text after redaction. */
const SHORT: ReadonlyArray<readonly [given: string, text: string, redacted: string]> = [
  ['1', '1', '<redacted>'],
  ['1', 'a=1; b=11, 1;"1"', 'a=<redacted>; b=11, <redacted>;"<redacted>"'],
  ['1', 'v1 1st 10 https://a.test:1/1', 'v1 1st 10 https://a.test:<redacted>/<redacted>'],
  ['ab', 'AB ab-x xab abx \u00e9ab', '<redacted> <redacted>-x xab abx \u00e9<redacted>'],
  ['abc', 'abc', '<redacted>'],
  ['abc', 'abcd', 'abcd'],
  ['abcd', 'xabcdx', 'x<redacted>x'],
  ['424242', 'pin=424242', 'pin=<redacted>'],
  ['424242', 'pin424242x', 'pin<redacted>x'],
  ['abc1234', 'ABC1234', '<redacted>'],
  ['a=1; b="xy"', 'xy 1 b="xy" a=1', '<redacted> <redacted> <redacted> <redacted>'],
  ['-', '- no-store -', '<redacted> no-store <redacted>'],
  ['*', '*', '*'],
  ['?!', 'a=?! b?!c', 'a=<redacted> b?!c'],
  ['', 'nothing', 'nothing'],
  // Encoded forms.
  ['a/b', 'a%2Fb a%2fb', '<redacted> <redacted>'],
  ['1', 'MQ== MQ', '<redacted> <redacted>'],
  ['\u00e9', '\u00e9 %C3%A9', '<redacted> <redacted>'],
  // Words of the protocol.
  ['true', 'true', 'true'],
  ['https', 'https://a.test', 'https://a.test'],
  ['Origin', 'origin', 'origin'],
  ['GET', 'GET, PUT', 'GET, PUT']
]

for (const [given, text, wanted] of SHORT) {
  t.test(`with the short secret ${JSON.stringify(given)}, ${JSON.stringify(text)} becomes ${JSON.stringify(wanted)}`, async t => t.equal(redacted(text, { 'X-Given': given }), wanted))
}

t.test('the scheme of Authorization is not redacted, and the decoded parts of Basic are', async t => {
  const basic = `Basic ${btoa('me:open sesame')}`
  t.equal(redacted(`Basic Bearer me open sesame, ${basic} me:open sesame`, { Authorization: basic }), 'Basic Bearer <redacted> <redacted>, <redacted> <redacted>')
  t.equal(redacted('Bearer xyz', { 'Proxy-Authorization': 'Bearer xyz' }), '<redacted>')
  t.equal(redacted('Bearer, xyz', { 'proxy-authorization': 'Bearer xyz' }), 'Bearer, <redacted>')
  t.equal(redacted('xyz Basic', { Authorization: 'xyz' }), '<redacted> Basic')
  t.equal(redacted('bm90 Basic', { Authorization: 'Basic bm90' }), '<redacted> Basic')
})

t.test('values of cookies are redacted as whole words if they have at least four characters', async t => {
  const cookie = (value: string, text: string): string => linesOf([['Set-Cookie', `c=${value}`], ['X-Text', text]])[1]![1]
  t.equal(cookie('1234567', 'a=1234567 x1234567'), 'a=<redacted> x1234567')
  t.equal(cookie('dark', 'dark darker'), '<redacted> darker')
  t.equal(cookie('en', 'en'), 'en')
  t.equal(cookie('true', 'true'), 'true')
  t.equal(cookie('12345678', 'x12345678'), 'x<redacted>')
})

/** A text of one response after redaction, if another response sets cookies. */
function redactedWithCookies (cookies: readonly string[], text: string): string {
  const exchange = (headers: Lines): RawExchange => ({ request: { method: 'GET', url: 'http://api.test/', headers: [] }, response: { status: 200, headers }, failure: null, containsResponseText: false })
  const one = exchange([['X-Text', text]])
  const [finding] = redactFindings([{ ...KIND, exchanges: [one] }], [exchange(cookies.map(cookie => ['Set-Cookie', cookie])), one], {})
  return finding!.exchanges[0]!.response!.headers[0]![1]
}

t.test('of very many cookies only the first are redacted in other headers', async t => {
  const numbered = (count: number, make: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => make(i))
  t.equal(redactedWithCookies(numbered(1001, i => `c=word-${i + 1000}`), 'word-1000 word-1999 word-2000'), '<redacted> <redacted> word-2000')
  const long = (i: number): string => String(i).padStart(1000, 'x')
  t.equal(redactedWithCookies(numbered(33, i => `c=${long(i)}`), `${long(31)} ${long(32)}`), `<redacted> ${long(32)}`)
  const equal = (count: number): string[] => [...numbered(count, i => `c${i}=${'v'.repeat(4000)}`), 'sid=12345678']
  t.equal(redactedWithCookies(equal(60), '12345678'), '<redacted>')
  t.equal(redactedWithCookies(equal(70), '12345678'), '12345678')
})

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

t.test('spaces are not secret', async t => {
  t.equal(redacted(' a  +, +', { 'X-A': '+ %20 ++' }), ' a  +, +')
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

t.test('in messages long secrets are redacted, and short ones only if the response contains them', async t => {
  const finding = { subject: 'https://a.test:1', message: 'Port 1 of long-secret.', expected: ['1 long-secret'], actual: ['status 1', 'x: 1 long-secret'] }
  const headers = { 'X-A': '1', 'X-B': 'long-secret' }
  const textsOf = ({ subject, message, expected, actual }: PlainFinding) => ({ subject, message, expected, actual })
  t.strictSame(textsOf(shown({ headers, finding })), { subject: 'https://a.test:1', message: 'Port 1 of <redacted>.', expected: ['1 <redacted>'], actual: ['status 1', 'x: <redacted> <redacted>'] })
  t.strictSame(textsOf(shown({ headers, finding, lines: [['X-Text', '1']] })),
    { subject: 'https://a.test:<redacted>', message: 'Port <redacted> of <redacted>.', expected: ['<redacted> <redacted>'], actual: ['status 1', 'x: <redacted> <redacted>'] })
  // The part that is left out may contain it.
  for (const lines of [Array.from({ length: 101 }, () => ['X', 'a'] as const), [['X', 'a'.repeat(5000)] as const]]) {
    t.equal(shown({ headers, finding, lines }).message, 'Port <redacted> of <redacted>.')
  }
})

t.test('in a request that repeats a response all secrets are redacted, also in its curl command, and in other requests only long ones', async t => {
  const request = { url: 'http://api.test:8080/v1/8080/long-secret?a=1', headers: [['Origin', 'https://1.test'], ['If-None-Match', '"1 it\'s-a-secret"'], ['X-A', '<redacted>']] as const }
  const headers = { 'X-A': '1', 'X-B': 'long-secret', 'X-C': "it's-a-secret", 'X-D': 'api.test', 'X-E': '8080' }
  const made = shown({ headers, request }).exchanges[0]!
  t.strictSame([made.request.url, made.request.headers], ['http://api.test:8080/v1/8080/<redacted>?a=1', [['Origin', 'https://1.test'], ['If-None-Match', '"1 <redacted>"'], ['X-A', '<redacted>']]])
  t.equal(made.curl, "curl -sS -D - -o /dev/null --http1.1 -H 'Origin: https://1.test' -H 'If-None-Match: \"1 <redacted>\"' -H 'X-A: <redacted>' 'http://api.test:8080/v1/8080/<redacted>?a=1'")
  const repeated = shown({ headers, request: { ...request, containsResponseText: true } }).exchanges[0]!
  t.strictSame([repeated.request.url, repeated.request.headers], ['http://api.test:8080/v1/<redacted>/<redacted>?a=<redacted>', [['Origin', 'https://1.test'], ['If-None-Match', '"<redacted> <redacted>"'], ['X-A', '<redacted>']]])
  t.notMatch(repeated.curl, /8080\/v1\/8080|secret"|s-a-secret|"1/)
})

t.test('very long texts and lists are truncated, and never within a secret', async t => {
  const secret = 'abcdefghij'
  for (let before = 4080; before < 4100; before++) {
    const value = `${'x'.repeat(before)}${secret} and more`
    const shownValue = redacted(value, { 'X-Given': secret })
    t.ok(/^x+(?:<redacted>[ and mor]*)?…$/.test(shownValue), `with ${before} characters before it, the end is ${shownValue.slice(4000)}`)
    t.ok(shownValue.length <= 4096 + '<redacted>…'.length)
  }
  t.equal(redacted('x'.repeat(4096), { 'X-Given': secret }), 'x'.repeat(4096))
  const many = shown({ lines: Array.from({ length: 1000 }, (_, i) => ['X', String(i)] as const), finding: { actual: Array.from({ length: 70 }, (_, i) => `x: ${i}`), expected: Array.from({ length: 50 }, String) } })
  const [exchange] = many.exchanges
  t.strictSame([exchange!.response!.headers.length, exchange!.response!.headers.at(-1), exchange!.omitted], [100, ['X', '99'], 900])
  t.strictSame([many.actual.length, many.actual.at(-2), many.actual.at(-1), many.expected.length], [51, 'x: 49', 'and 20 more lines', 50])
  const large = shown({ lines: Array.from({ length: 10 }, () => ['X', 'a'.repeat(4000)] as const) }).exchanges[0]!
  t.strictSame([large.response!.headers.length, large.omitted], [4, 6])
})

t.test('an exchange without a response has the reason', async t => {
  const exchange: RawExchange = { request: { method: 'GET', url: 'http://api.test/', headers: [] }, response: undefined, failure: 'no response', containsResponseText: false }
  const [{ exchanges } = KIND as unknown as PlainFinding] = redactFindings([{ ...KIND, exchanges: [exchange] }], [exchange], {})
  t.strictSame(exchanges, [{ request: exchange.request, response: undefined, omitted: 0, failure: 'no response', curl: 'curl -sS -D - -o /dev/null --http1.1 http://api.test/' }])
})

/** Values of every length, which no report contains by chance. */
const GIVEN = { 'X-One': 'q', 'X-Two': 'zq', 'X-Three': 'q7z', 'X-Pin': '424242', 'X-Tok': 'abc1234', 'X-Eight': 'qwertzui', Cookie: 'a=w9; b="y0y0y"' }
const GIVEN_WORDS = ['q', 'zq', 'q7z', '424242', 'abc1234', 'qwertzui', 'w9', 'y0y0y']

/** Repeats the headers of the user in every header that reports show, in names and in cookies. */
function echo (request: IncomingMessage): string[] {
  const { headers: { origin, cookie } } = request
  const given = [...Object.keys(GIVEN).filter(name => name !== 'Cookie').map(name => String(request.headers[name.toLowerCase()])), String(cookie)]
  const all = given.join(', ')
  const names = given.join('-').replaceAll(/[^\w-]+/g, '-')
  return [
    ...origin === undefined ? [] : ['Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true'],
    'Vary', all, 'Access-Control-Expose-Headers', all, 'Access-Control-Allow-Methods', all, 'Access-Control-Max-Age', all, `Access-Control-${names}`, all, 'Server', `a/1.1 ${all}`, 'X-Powered-By', `b/2.2 (${all})`,
    'Set-Cookie', `${names}=1; Path=/${given[0]!}`, 'Set-Cookie', `s=${given.join('')}; HttpOnly`, 'Set-Cookie', 'pin=1234567', 'ETag', `"${all.replaceAll('"', '')}"`, 'Content-Security-Policy', `default-src ${all}; ${names} x`,
    'X-Frame-Options', all, 'Cross-Origin-Resource-Policy', all, 'Permissions-Policy', all, 'Strict-Transport-Security', all, 'X-Content-Type-Options', all, 'Timing-Allow-Origin', all, 'Cache-Control', 'max-age=1234567', 'X-Copy', '1234567'
  ]
}

t.test('no format shows headers of the user of any length, or a cookie of the server', async t => {
  const server = createServer((request, response) => {
    const isKnown = request.headers['if-none-match'] !== undefined
    response.writeHead(request.url === '/moved' ? 302 : isKnown ? 304 : 200, [...isKnown ? [] : echo(request), ...request.url === '/moved' ? ['Location', `/to/${String(request.headers['x-pin'])}/q`] : []]).end()
  })
  const { origin } = await listening(server, { t })
  for (const path of ['/a', '/moved']) {
    const out: string[] = []
    // The command once, since it sends each request again.
    const isCommand = isLong || path === '/a'
    const flags = Object.entries(GIVEN).flatMap(([name, value]) => ['--header', `${name}: ${value}`])
    const io = { stdout: { write: (text: string) => out.push(text) }, stderr: { write: (text: string) => out.push(text) }, env: {}, cwd: () => '/' }
    if (isCommand) await run(['check', `${origin}${path}`, '--allow', 'https://app.example.com', '--allow', 'https://two.example.com', '--credentials', '--rate', '100000', '--verbose', ...flags], io)
    // The same check for all formats.
    const report = await checkEndpoint(`${origin}${path}`, { allowedOrigins: ['https://app.example.com', 'https://two.example.com'], credentials: true, rate: 100_000, headers: GIVEN })
    const results = { endpoints: [{ report, findings: report.findings, ignored: [], known: [] }], unreachable: [], baseline: undefined, isVerbose: true, failing: [] }
    const texts = { ...isCommand && { command: out.join('') }, ...Object.fromEntries((['text', 'json', 'sarif', 'junit', 'markdown', 'html'] as const).map(format => [format, checkReportText(results, { format }, io)])) }
    for (const [format, whole] of Object.entries(texts)) {
      // The style of the page may contain the words.
      const text = whole.replaceAll(/<style>[^]*<\/style>/g, '')
      t.match(text, /redacted/, `${format} of ${path}`)
      for (const word of GIVEN_WORDS) t.notMatch(text, new RegExp(word.length < 4 ? `(?<![a-z0-9])${word}(?![a-z0-9])` : word, 'i'), `${word} in ${format} of ${path}`)
      t.notMatch(text, /(?<!max-age=)1234567/)
    }
  }
})
