/** Security headers and cookies: one fault in each row, on an otherwise correct server. */
import Fastify, { type FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { checkEndpoint } from '../../../lib/check.ts'
import { firstOfEach } from './first-of-each.ts'
import { add, all, APP, drop, findingsBy, findingsOf, findingsOverTls, findingsUnder, ofProbe, set, where, type Change, type Fault } from './server-with-faults.ts'

const html = set('Content-Type', 'text/html; charset=utf-8')
const isFound: Parameters<typeof where>[0] = ({ method }, { status }) => method === 'GET' && status === 200
const cookie = (...lines: string[]): Change => where(isFound, set('Set-Cookie', ...lines))
const page = (...changes: readonly Change[]): Change => all(html, set('Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'"), ...changes)
const NO_CREDENTIALS = { credentials: false }

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  transport: [
    ['a redirect to https', where(isFound, draft => { draft.status = 301 }, set('Location', 'https://api.example.com/')), ['info http-redirects-to-https']]
  ],
  content: [
    ['no nosniff, not a page', drop('x-content-type-options'), ['info content-type-options-missing']],
    ['no nosniff, no Content-Type', all(drop('x-content-type-options'), drop('content-type')), ['info content-type-options-missing']],
    ['no nosniff on a page', page(drop('x-content-type-options')), ['warning content-type-options-missing']],
    ['a 405 in HTML without a policy', all(html, drop('content-security-policy'), where(isFound, draft => { draft.status = 405 })), ['info content-security-policy-missing', 'info framing-is-not-limited']],
    ['a 405 in HTML', all(html, drop('x-content-type-options'), where(isFound, draft => { draft.status = 405 })), ['info content-type-options-missing']],
    ['sniff', set('X-Content-Type-Options', 'sniff'), ['warning content-type-options-is-not-nosniff']],
    ['nosniff in quotes', set('X-Content-Type-Options', '"nosniff"'), ['warning content-type-options-is-not-nosniff']],
    ['no policy, not a page', drop('content-security-policy'), ['info content-security-policy-missing', 'info framing-is-not-limited']],
    ['no policy on a page', page(drop('content-security-policy')), ['warning content-security-policy-missing', 'warning framing-is-not-limited']],
    ['a policy that is only reported', all(drop('content-security-policy'), set('Content-Security-Policy-Report-Only', "default-src 'none'"), set('X-Frame-Options', 'DENY')),
      ['info content-security-policy-missing']],
    ['inline scripts on a page', page(set('Content-Security-Policy', "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'")), ['warning content-security-policy-allows-inline-scripts']],
    ['a directive that is mistyped', set('Content-Security-Policy', "default-scr 'none'; frame-ancestors 'none'"), ['info content-security-policy-has-unknown-directive']],
    ['a directive that is mistyped on a page', page(set('Content-Security-Policy', "default-src 'self'; img-scr 'none'; frame-ancestors 'none'")),
      ['warning content-security-policy-has-unknown-directive']],
    ['no directive for frames on a page', page(set('Content-Security-Policy', "default-src 'self'")), ['warning framing-is-not-limited']],
    ['frames for any site', page(set('Content-Security-Policy', "default-src 'self'; frame-ancestors *")), ['warning framing-is-not-limited']],
    ['ALLOW-FROM, which browsers ignore', page(set('Content-Security-Policy', "default-src 'self'"), set('X-Frame-Options', `ALLOW-FROM ${APP}`)), ['warning framing-is-not-limited']]
  ],
  'policy-headers': [
    ['Cross-Origin-Resource-Policy in capitals', set('Cross-Origin-Resource-Policy', 'Same-Origin'), ['warning cross-origin-resource-policy-is-malformed']],
    ['Cross-Origin-Resource-Policy twice', all(set('Cross-Origin-Resource-Policy', 'same-site'), add('Cross-Origin-Resource-Policy', 'same-site')), ['warning cross-origin-resource-policy-is-malformed']],
    ['Cross-Origin-Opener-Policy of another header', set('Cross-Origin-Opener-Policy', 'require-corp'), ['warning cross-origin-opener-policy-is-malformed']],
    ['Cross-Origin-Embedder-Policy of another header', set('Cross-Origin-Embedder-Policy', 'same-origin'), ['warning cross-origin-embedder-policy-is-malformed']],
    ['unknown Referrer-Policy', set('Referrer-Policy', 'none'), ['warning referrer-policy-is-malformed']],
    ['the whole URL for all sites', page(set('Referrer-Policy', 'unsafe-url')), ['warning referrer-policy-leaks-urls']],
    ['Permissions-Policy in the syntax of Feature-Policy', set('Permissions-Policy', "geolocation 'none'; camera 'self'"), ['warning permissions-policy-is-malformed']],
    ['Cross-Origin-Resource-Policy with "*"', all(set('Access-Control-Allow-Origin', '*'), set('Cross-Origin-Resource-Policy', 'same-origin')), ['info resource-policy-beside-open-cors'], NO_CREDENTIALS]
  ],
  cookies: [
    ['SameSite=None without Secure', cookie('a=1; HttpOnly; SameSite=None'), ['warning cookie-rejected']],
    ['a prefix with a domain', cookie('__Host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/; Domain=example.com'), ['warning cookie-rejected'], NO_CREDENTIALS],
    ['a prefix without a path', cookie('__Host-a=1; Secure; HttpOnly; SameSite=Lax'), ['warning cookie-rejected'], NO_CREDENTIALS],
    ['a prefix without Secure', cookie('__Secure-a=1; HttpOnly; SameSite=Lax'), ['warning cookie-rejected'], NO_CREDENTIALS],
    ['a session cookie without HttpOnly', cookie('connect.sid=1; SameSite=Lax'), ['warning cookie-without-httponly'], NO_CREDENTIALS],
    ['a CSRF token without HttpOnly', cookie('XSRF-TOKEN=1; SameSite=Lax'), ['info cookie-without-httponly'], NO_CREDENTIALS],
    ['no SameSite', cookie('a=1; HttpOnly'), ['info cookie-without-same-site'], NO_CREDENTIALS],
    ['an unknown SameSite', cookie('a=1; HttpOnly; SameSite=Some'), ['info cookie-without-same-site'], NO_CREDENTIALS],
    ['SameSite=Lax, and pages from other sites send credentials', cookie('a=1; HttpOnly; SameSite=Lax'), ['info cookie-not-sent-cross-site']],
    ['SameSite=None, and Safari', cookie('a=1; Secure; HttpOnly; SameSite=None'), ['info cookie-not-sent-by-some-browsers']],
    ['SameSite=Lax, and one page of the same site', cookie('a=1; HttpOnly; SameSite=Lax'), ['info cookie-not-sent-cross-site'], { allowedOrigins: ['http://127.0.0.1:8000', APP] }],
    ['the second of two cookies', cookie('a=1; HttpOnly; SameSite=Lax', 'b=2; HttpOnly'), ['info cookie-without-same-site'], NO_CREDENTIALS]
  ],
  'credentialed-caching': [
    ['cacheable by shared caches', where(isFound, set('Cache-Control', 'public, max-age=60')), ['warning credentialed-response-cacheable']],
    ['a cookie, cacheable by shared caches', all(drop('access-control-allow-credentials'), cookie('a=1'), where(isFound, set('Cache-Control', 's-maxage=60'))), ['warning credentialed-response-cacheable']],
    ['no Cache-Control, with a cookie', all(cookie('a=1'), where(isFound, drop('cache-control'))), ['info credentialed-response-cacheable']],
    ['no Cache-Control, with headers of the user', where(isFound, drop('cache-control')), ['info credentialed-response-cacheable'], { headers: { Authorization: 'Bearer a' } }]
  ],
  disclosure: [
    ['Server with a version', set('Server', 'nginx/1.18.0'), ['info server-version-disclosed']],
    ['X-Powered-By with a version', set('X-Powered-By', 'PHP/8.1.2'), ['info server-version-disclosed']],
    ['timings for any origin', set('Timing-Allow-Origin', '*'), ['info timing-allow-origin-is-wider']],
    ['timings for the requesting origin', (draft, request) => { set('Timing-Allow-Origin', `${APP}, ${request.headers.origin}`)(draft, request) }, ['info timing-allow-origin-is-wider']]
  ]
}

for (const [probe, faults] of Object.entries(FAULTS)) {
  t.test(`${probe} reports each fault, and nothing else`, async t => {
    for (const [title, change, found, options] of firstOfEach(faults, ([, , found, options]) => [JSON.stringify([found, options])])) t.strictSame(ofProbe(probe, await findingsBy([probe], change, options)), found, title)
  })
}

const CORRECT: ReadonlyArray<readonly [title: string, change: Change, options?: object]> = [
  ['a page with all security headers', page(set('Referrer-Policy', 'no-referrer'), set('Permissions-Policy', 'camera=(), geolocation=(self "https://a.example.com")'))],
  ['unusual values that browsers accept', all(set('X-Content-Type-Options', 'NoSniff, nosniff'), set('Referrer-Policy', 'no-such, Strict-Origin'), set('Cross-Origin-Opener-Policy', 'same-origin; report-to="x"'))],
  ['X-Frame-Options instead of frame-ancestors', page(set('Content-Security-Policy', "default-src 'self'"), set('X-Frame-Options', 'SameOrigin'))],
  ['a cookie with all attributes', cookie('__Host-sid=1; Secure; HttpOnly; SameSite=None; Path=/'), NO_CREDENTIALS],
  ['deleted cookies', cookie('sid=; Max-Age=0', 'sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT')],
  ['one origin and Cross-Origin-Resource-Policy', set('Cross-Origin-Resource-Policy', 'same-origin')],
  ['cacheable with Vary: Cookie', where(isFound, set('Cache-Control', 'max-age=60'), set('Vary', 'Origin, Cookie'))],
  ['an error, cacheable by shared caches', where((_request, { status }) => status === 404, set('Cache-Control', 'max-age=60'))],
  ['software without a version', all(set('Server', 'nginx'), set('X-Powered-By', 'Express'))],
  ['timings for an origin that can read the response', set('Timing-Allow-Origin', APP)]
]

t.test('values that browsers understand are not reported', async t => {
  for (const [title, change, options] of CORRECT) {
    const findings = await findingsBy(Object.keys(FAULTS), change, options)
    for (const probe of Object.keys(FAULTS)) t.strictSame(ofProbe(probe, findings), [], `${probe}: ${title}`)
  }
})

t.test('Strict-Transport-Security is checked for host names, and less strictly for localhost', async t => {
  const hsts = (...values: string[]): Change => set('Strict-Transport-Security', ...values)
  const rows: ReadonlyArray<readonly [Change, readonly string[], string?]> = [
    [() => {}, ['warning strict-transport-security-missing']],
    [() => {}, ['info strict-transport-security-missing'], 'localhost'],
    [() => {}, [], '127.0.0.1'],
    [hsts('max-age'), ['warning strict-transport-security-is-malformed']],
    [hsts('max-age=31536000, includeSubDomains'), ['warning strict-transport-security-is-malformed']],
    [hsts('max-age=86400'), ['warning strict-transport-security-is-short']],
    [hsts('max-age=15768000; includeSubDomains; preload'), ['info preload-without-effect']],
    [hsts('max-age=31536000; preload'), ['info preload-without-effect']],
    [hsts('max-age=31536000; includeSubDomains; preload'), []],
    [hsts('max-age=15768000'), []],
    [hsts('max-age=31536000', 'nonsense'), []]
  ]
  for (const [change, found, host] of rows) t.strictSame(ofProbe('transport', await findingsOverTls('transport', change, {}, host)), found)
  t.strictSame(ofProbe('cookies', await findingsOverTls('cookies', cookie('a=1; HttpOnly; SameSite=Lax'), NO_CREDENTIALS)), ['warning cookie-without-secure'])
  t.strictSame(ofProbe('cookies', await findingsOverTls('cookies', cookie('a=1; HttpOnly; SameSite=Lax; Secure'))), [], 'a page from the same site is not cross-site')
})

t.test('hosts without a registrable domain are separate sites', async t => {
  const lax = cookie('a=1; HttpOnly; SameSite=Lax')
  t.strictSame(ofProbe('cookies', await findingsBy(['cookies'], lax, { allowedOrigins: ['http://127.0.0.1:8000'] })), [])
  t.strictSame(ofProbe('cookies', await findingsBy(['cookies'], lax, { allowedOrigins: ['http://127.0.0.2:8000'] })), ['info cookie-not-sent-cross-site'])
  t.strictSame(ofProbe('cookies', await findingsBy(['cookies'], lax, { allowedOrigins: ['https://127.0.0.1:8000'] })), ['info cookie-not-sent-cross-site'], 'the scheme is a part of the site')
})

t.test('a cookie that no page gets is a warning, except on localhost', async t => {
  const lax = cookie('a=1; HttpOnly; SameSite=Lax')
  t.strictSame(ofProbe('cookies', await findingsUnder('cookies', 'api.internal', lax)), ['warning cookie-not-sent-cross-site'])
  t.strictSame(ofProbe('cookies', await findingsUnder('cookies', 'api.localhost', lax)), ['info cookie-not-sent-cross-site'])
})

t.test('plain HTTP is reported except on localhost', async t => {
  t.strictSame(ofProbe('transport', await findingsUnder('transport', 'api.example.com', () => {})), ['warning plain-http'])
  t.strictSame(ofProbe('transport', await findingsUnder('transport', 'api.internal', () => {})), ['info plain-http'])
  t.strictSame(ofProbe('transport', await findingsUnder('transport', 'api.localhost', () => {})), [])
})

t.test('a cookie is reported with its name and its attributes, without its value', async t => {
  const findings = await findingsOf(cookie('sid=very-secret-value; Path=/', 'other="with; semicolon-secret"; Secure'))
  const text = JSON.stringify(findings)
  t.notMatch(text, /very-secret-value/)
  t.match(text, /set-cookie: sid=<redacted>; Path=\//)
  t.notMatch(text, /semicolon-secret/)
})

async function checked (app: FastifyInstance, path: string, options: object): Promise<readonly string[]> {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  t.equal((app.server.address() as AddressInfo).family, 'IPv4')
  try {
    const { findings } = await checkEndpoint(`${address}${path}`, { rate: 100_000, ...options })
    return findings.map(({ severity, id, message }) => `${severity} ${id}: ${message}`)
  } finally {
    await app.close()
  }
}

const notInfo = (found: readonly string[]): readonly string[] => found.filter(line => !line.startsWith('info '))

t.test('a Fastify server without security headers on loopback gets no warnings', async t => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, { origins: [APP], credentials: true })
  app.get('/orders', () => [])
  const found = await checked(app, '/orders', { allowedOrigins: [APP], credentials: true })
  t.strictSame(notInfo(found), [])
  t.match(found.join('\n'), /info content-type-options-missing/)
})
