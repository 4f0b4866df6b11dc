/** What browsers should be told besides: one fault a row, on a server that is correct but for it. */
import Fastify, { type FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { checkEndpoint } from '../../../lib/check.ts'
import { add, all, APP, drop, findingsOf, findingsOverTls, findingsUnder, ofProbe, set, where, type Change, type Fault } from './answering.ts'

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
    ['no nosniff, and no page', drop('x-content-type-options'), ['info content-type-options-missing']],
    ['no nosniff, and no type', all(drop('x-content-type-options'), drop('content-type')), ['info content-type-options-missing']],
    ['no nosniff on a page', page(drop('x-content-type-options')), ['warning content-type-options-missing']],
    ['a 404 in HTML', all(html, drop('content-security-policy'), where(isFound, draft => { draft.status = 404 })), ['info content-security-policy-missing', 'info framing-is-not-limited']],
    ['a 405 in HTML', all(html, drop('x-content-type-options'), where(isFound, draft => { draft.status = 405 })), ['info content-type-options-missing']],
    ['sniff', set('X-Content-Type-Options', 'sniff'), ['warning content-type-options-is-not-nosniff']],
    ['nosniff in quotes', set('X-Content-Type-Options', '"nosniff"'), ['warning content-type-options-is-not-nosniff']],
    ['no policy, and no page', drop('content-security-policy'), ['info content-security-policy-missing', 'info framing-is-not-limited']],
    ['no policy on a page', page(drop('content-security-policy')), ['warning content-security-policy-missing', 'warning framing-is-not-limited']],
    ['a policy that is only reported', all(drop('content-security-policy'), set('Content-Security-Policy-Report-Only', "default-src 'none'"), set('X-Frame-Options', 'DENY')),
      ['info content-security-policy-missing']],
    ['inline scripts on a page', page(set('Content-Security-Policy', "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'")), ['warning content-security-policy-allows-inline-scripts']],
    ['a directive that is mistyped', set('Content-Security-Policy', "default-scr 'none'; frame-ancestors 'none'"), ['info content-security-policy-has-unknown-directive']],
    ['a directive that is mistyped on a page', page(set('Content-Security-Policy', "default-src 'self'; img-scr 'none'; frame-ancestors 'none'")),
      ['warning content-security-policy-has-unknown-directive']],
    ['no word about frames on a page', page(set('Content-Security-Policy', "default-src 'self'")), ['warning framing-is-not-limited']],
    ['frames for everybody', page(set('Content-Security-Policy', "default-src 'self'; frame-ancestors *")), ['warning framing-is-not-limited']],
    ['ALLOW-FROM, which browsers ignore', page(set('Content-Security-Policy', "default-src 'self'"), set('X-Frame-Options', `ALLOW-FROM ${APP}`)), ['warning framing-is-not-limited']]
  ],
  'policy-headers': [
    ['Cross-Origin-Resource-Policy in capitals', set('Cross-Origin-Resource-Policy', 'Same-Origin'), ['warning cross-origin-resource-policy-is-malformed']],
    ['Cross-Origin-Resource-Policy twice', all(set('Cross-Origin-Resource-Policy', 'same-site'), add('Cross-Origin-Resource-Policy', 'same-site')), ['warning cross-origin-resource-policy-is-malformed']],
    ['Cross-Origin-Opener-Policy of another header', set('Cross-Origin-Opener-Policy', 'require-corp'), ['warning cross-origin-opener-policy-is-malformed']],
    ['Cross-Origin-Embedder-Policy of another header', set('Cross-Origin-Embedder-Policy', 'same-origin'), ['warning cross-origin-embedder-policy-is-malformed']],
    ['Referrer-Policy that there is not', set('Referrer-Policy', 'none'), ['warning referrer-policy-is-malformed']],
    ['the whole URL for everybody', page(set('Referrer-Policy', 'unsafe-url')), ['warning referrer-policy-leaks-urls']],
    ['Permissions-Policy as Feature-Policy was', set('Permissions-Policy', "geolocation 'none'; camera 'self'"), ['warning permissions-policy-is-malformed']],
    ['Cross-Origin-Resource-Policy beside "*"', all(set('Access-Control-Allow-Origin', '*'), set('Cross-Origin-Resource-Policy', 'same-origin')), ['info resource-policy-beside-open-cors'], NO_CREDENTIALS]
  ],
  cookies: [
    ['SameSite=None without Secure', cookie('a=1; HttpOnly; SameSite=None'), ['warning cookie-rejected']],
    ['a prefix without Secure', cookie('__Secure-a=1; HttpOnly; SameSite=Lax'), ['warning cookie-rejected'], NO_CREDENTIALS],
    ['a prefix with a domain', cookie('__Host-a=1; Secure; HttpOnly; SameSite=Lax; Path=/; Domain=example.com'), ['warning cookie-rejected'], NO_CREDENTIALS],
    ['a prefix without a path', cookie('__Host-a=1; Secure; HttpOnly; SameSite=Lax'), ['warning cookie-rejected'], NO_CREDENTIALS],
    ['a session that scripts read', cookie('connect.sid=1; SameSite=Lax'), ['warning cookie-without-httponly'], NO_CREDENTIALS],
    ['a token against forgery that scripts read', cookie('XSRF-TOKEN=1; SameSite=Lax'), ['info cookie-without-httponly'], NO_CREDENTIALS],
    ['no SameSite', cookie('a=1; HttpOnly'), ['info cookie-without-same-site'], NO_CREDENTIALS],
    ['a SameSite that there is not', cookie('a=1; HttpOnly; SameSite=Some'), ['info cookie-without-same-site'], NO_CREDENTIALS],
    ['SameSite=Lax, where pages of other sites send credentials', cookie('a=1; HttpOnly; SameSite=Lax'), ['info cookie-not-sent-cross-site']],
    ['the second of two', cookie('a=1; HttpOnly; SameSite=Lax', 'b=2; HttpOnly'), ['info cookie-without-same-site'], NO_CREDENTIALS]
  ],
  'credentialed-caching': [
    ['for everybody to keep', where(isFound, set('Cache-Control', 'public, max-age=60')), ['warning credentialed-response-cacheable']],
    ['a cookie for everybody to keep', all(drop('access-control-allow-credentials'), cookie('a=1'), where(isFound, set('Cache-Control', 's-maxage=60'))), ['warning credentialed-response-cacheable']],
    ['nothing said, with a cookie', all(cookie('a=1'), where(isFound, drop('cache-control'))), ['info credentialed-response-cacheable']],
    ['nothing said, with what the user gave', where(isFound, drop('cache-control')), ['info credentialed-response-cacheable'], { headers: { Authorization: 'Bearer a' } }]
  ],
  disclosure: [
    ['Server with a version', set('Server', 'nginx/1.18.0'), ['info server-version-disclosed']],
    ['X-Powered-By with a version', set('X-Powered-By', 'PHP/8.1.2'), ['info server-version-disclosed']],
    ['times for everybody', set('Timing-Allow-Origin', '*'), ['info timing-allow-origin-is-wider']],
    ['times for whoever asks', (draft, request) => { set('Timing-Allow-Origin', `${APP}, ${request.headers.origin}`)(draft, request) }, ['info timing-allow-origin-is-wider']]
  ]
}

for (const [probe, faults] of Object.entries(FAULTS)) {
  t.test(`${probe} finds each fault, and only that`, async t => {
    for (const [title, change, found, options] of faults) t.strictSame(ofProbe(probe, await findingsOf(change, options)), found, title)
  })
}

const TWINS: ReadonlyArray<readonly [title: string, change: Change, options?: object]> = [
  ['a page with all that it needs', page(set('Referrer-Policy', 'no-referrer'), set('Permissions-Policy', 'camera=(), geolocation=(self "https://a.example.com")'))],
  ['spellings that browsers take', all(set('X-Content-Type-Options', 'NoSniff, nosniff'), set('Referrer-Policy', 'no-such, Strict-Origin'), set('Cross-Origin-Opener-Policy', 'same-origin; report-to="x"'))],
  ['X-Frame-Options in place of frame-ancestors', page(set('Content-Security-Policy', "default-src 'self'"), set('X-Frame-Options', 'SameOrigin'))],
  ['a cookie with all that it needs', cookie('__Host-sid=1; Secure; HttpOnly; SameSite=None; Path=/')],
  ['cookies that are taken away', cookie('sid=; Max-Age=0', 'sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT')],
  ['one origin and Cross-Origin-Resource-Policy', set('Cross-Origin-Resource-Policy', 'same-origin')],
  ['what a cache keeps for each user', where(isFound, set('Cache-Control', 'max-age=60'), set('Vary', 'Origin, Cookie'))],
  ['an error for everybody to keep', where((_request, { status }) => status === 404, set('Cache-Control', 'max-age=60'))],
  ['software without a version', all(set('Server', 'nginx'), set('X-Powered-By', 'Express'))],
  ['times for those who may read the answer', set('Timing-Allow-Origin', APP)]
]

t.test('what browsers understand is not found', async t => {
  for (const [title, change, options] of TWINS) {
    const findings = await findingsOf(change, options)
    for (const probe of Object.keys(FAULTS)) t.strictSame(ofProbe(probe, findings), [], `${probe}: ${title}`)
  }
})

t.test('https is to stay, for names that others than the machine itself reach', async t => {
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
  for (const [change, found, host] of rows) t.strictSame(ofProbe('transport', await findingsOverTls(change, {}, host)), found)
  t.strictSame(ofProbe('cookies', await findingsOverTls(cookie('a=1; HttpOnly; SameSite=Lax'), NO_CREDENTIALS)), ['warning cookie-without-secure'])
  t.strictSame(ofProbe('cookies', await findingsOverTls(cookie('a=1; HttpOnly; SameSite=Lax; Secure'))), [], 'a page of the same site is no other')
})

t.test('hosts without a registered domain are sites of their own', async t => {
  const lax = cookie('a=1; HttpOnly; SameSite=Lax')
  t.strictSame(ofProbe('cookies', await findingsOf(lax, { allowedOrigins: ['http://127.0.0.1:8000'] })), [])
  t.strictSame(ofProbe('cookies', await findingsOf(lax, { allowedOrigins: ['http://127.0.0.2:8000'] })), ['info cookie-not-sent-cross-site'])
  t.strictSame(ofProbe('cookies', await findingsOf(lax, { allowedOrigins: ['https://127.0.0.1:8000'] })), ['info cookie-not-sent-cross-site'], 'the scheme is a part of the site')
})

t.test('plain http is for the machine itself', async t => {
  t.strictSame(ofProbe('transport', await findingsUnder('api.example.com', () => {})), ['warning plain-http'])
  t.strictSame(ofProbe('transport', await findingsUnder('api.internal', () => {})), ['info plain-http'])
  t.strictSame(ofProbe('transport', await findingsUnder('api.localhost', () => {})), [])
})

t.test('a cookie is reported by its name and its attributes', async t => {
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

t.test('bare Fastify on loopback is told what it could do, without a warning', async t => {
  const app = Fastify({ forceCloseConnections: true })
  app.register(corsPlugin, { origins: [APP], credentials: true })
  app.get('/orders', () => [])
  const found = await checked(app, '/orders', { allowedOrigins: [APP], credentials: true })
  t.strictSame(notInfo(found), [])
  t.match(found.join('\n'), /info content-type-options-missing/)
})
