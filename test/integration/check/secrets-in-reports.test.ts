/** Secrets are redacted in messages, requests and curl commands, and in reports of each format. */
import { createServer, type IncomingMessage } from 'node:http'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import type { PlainFinding } from '../../../lib/check/diagnosis.ts'
import { redactFindings, type RawExchange } from '../../../lib/check/redact-findings.ts'
import { run } from '../../../lib/cli.ts'
import { checkReportText } from '../../../lib/cli/check/report-text.ts'
import { listening } from '../../listening.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { KIND, redacted, shown } from './redacted-findings.ts'

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
