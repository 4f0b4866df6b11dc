/** Secrets are redacted in the headers of responses, as values of the user or of cookies. */
import t from 'tap'
import { linesOf, redacted, redactedWithCookies, shown } from './redacted-findings.ts'

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

t.test('of very many cookies only the first are redacted in other headers', async t => {
  const numbered = (count: number, make: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => make(i))
  t.equal(redactedWithCookies(numbered(1001, i => `c=word-${i + 1000}`), 'word-1000 word-1999 word-2000'), '<redacted> <redacted> word-2000')
  const long = (i: number): string => String(i).padStart(1000, 'x')
  t.equal(redactedWithCookies(numbered(33, i => `c=${long(i)}`), `${long(31)} ${long(32)}`), `<redacted> ${long(32)}`)
  const equal = (count: number): string[] => [...numbered(count, i => `c${i}=${'v'.repeat(4000)}`), 'sid=12345678']
  t.equal(redactedWithCookies(equal(60), '12345678'), '<redacted>')
  t.equal(redactedWithCookies(equal(70), '12345678'), '12345678')
})

t.test('spaces are not secret', async t => {
  t.equal(redacted(' a  +, +', { 'X-A': '+ %20 ++' }), ' a  +, +')
})
