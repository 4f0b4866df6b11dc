/** Tests messages and locations of rules about methods, headers and max age, beyond the examples of the rules. */
import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { simulateFetch } from '../../../lib/browser/exchange.ts'
import { compileValidPolicy } from '../../../lib/compile/valid-policy.ts'
import { decide } from '../../../lib/decide.ts'
import { headerLines } from '../../../lib/explain/header-lines.ts'
import { lintApp, lintDocument } from '../../../lib/lint.ts'
import type { RouteKind } from '../../../lib/lint/linted-route.ts'
import { intendedHeaderName } from '../../../lib/lint/well-known-headers.ts'
import { requestHeaderNames, responseHeaderNames, securitySchemeNames, takesJson } from '../../../lib/lint/route-schema.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import type { SimulatedFetch, Engine, HeaderLine, PageRequest } from '../../../types/browser.ts'
import type { CorsRoutedMethods } from '../../../types/decision.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { assertLinear } from '../../growth.ts'
import { SEED, isLong, rounds } from '../properties/seed.ts'
import { applicationOf } from './example-application.ts'

const origins = ['https://app.example.com']

function findingsOf (id: string, document: CorsPolicyDocument): readonly CorsLintFinding[] {
  return lintDocument(document, { production: true }, RULES.filter(rule => rule.id === id))
}

async function findingsOfApp (id: string, code: string): Promise<readonly CorsLintFinding[]> {
  const app = await applicationOf(code)
  const findings = await lintApp(app)
  await app.close()
  return findings.filter(finding => finding.id === id)
}

/** The path of a finding and a pattern for its message. */
type Expected = readonly [path: string, message: RegExp]

const ofDocuments: readonly [id: string, document: CorsPolicyDocument, expected: readonly Expected[]][] = [
  ['safelisted-method-listed', { origins, methods: ['PUT', 'POST', 'GET', 'POST'] }, [['/methods', /^POST, GET need no approval, so leaving them out /]]],
  ['method-listed-twice', { origins, methods: ['PUT', 'GET', 'PUT', 'PUT'] }, [['/methods/2', /already/], ['/methods/3', /already/]]],
  ['header-listed-twice', { origins: '*', allowedHeaders: ['*', 'X-A', '*', 'x-a'] }, [['/allowedHeaders/2', /already/], ['/allowedHeaders/3', /already/]]],
  ['any-header-allowed', { origins: '*', allowedHeaders: '*' }, [['/allowedHeaders', /except Authorization/]]],
  ['any-header-allowed', { origins: '*', allowedHeaders: ['X-A', '*', '*'] }, [['/allowedHeaders/1', /except Authorization/]]],
  ['safelisted-header-exposed', { origins, exposedHeaders: ['PRAGMA', 'Date', 'Expires'] }, [['/exposedHeaders/0', /Pages can read this header/], ['/exposedHeaders/2', /Pages can read this header/]]],
  ['max-age-beyond-caps', { origins, maxAge: 7200 }, [['/maxAge', /: Safari uses 600 seconds instead\. Use 600 /]]],
  ['max-age-beyond-caps', { origins, maxAge: 7201 }, [['/maxAge', /: Safari uses 600 seconds instead, and Chromium 7200\. Use 600 /]]],
  ['max-age-ignored-by-firefox', { origins: '*', maxAge: 600, allowedHeaders: '*' }, [['/allowedHeaders', /Firefox/]]],
  ['max-age-ignored-by-firefox', { origins: '*', maxAge: 600, allowedHeaders: ['X-A', '*'] }, [['/allowedHeaders/1', /List the headers/]]],
  ['max-age-zero', { origins, maxAge: -0 }, [['/maxAge', /before every request that needs one/]]],
  ['max-age-absent', { origins, allowedHeaders: ['X-A'], routes: { '/a': { methods: ['PUT'] }, '/b': { origins: ['https://b.example'] } } },
    [['', /no `maxAge`/], ['/routes/~1b', /no `maxAge`/]]],
  ['max-age-absent', { origins, policies: { a: { origins, methods: ['DELETE'] } } }, [['/policies/a', /no `maxAge`/]]],
  ['header-looks-mistyped', { origins, routes: { '/a': { allowedHeaders: ['X_CSRF_Token'] } } }, [['/routes/~1a/allowedHeaders/0', /"X-CSRF-Token"/]]]
]

for (const [id, document, expected] of ofDocuments) {
  t.test(`${id} about ${JSON.stringify(document)}`, async t => {
    const findings = findingsOf(id, document)
    t.strictSame(findings.map(({ path }) => path), expected.map(([path]) => path))
    for (const [i, [, message]] of expected.entries()) t.match(findings[i]!.message, message)
  })
}

const plugin = 'app.register(corsPlugin, '
const twoRoutes = "app.register(async app => { app.put('/a', handler); app.delete('/b', handler) })"

const ofApplications: readonly [what: string, id: string, code: string, expected: readonly Expected[]][] = [
  ['no finding for a method of the scope that an override inherits', 'method-without-route',
    `${plugin}{ origins: ['https://a.test'], methods: ['PUT', 'DELETE'], routes: { '/a': { maxAge: 5 } } }); ${twoRoutes}`, []],
  ['the finding for a method that an override lists points to the override', 'method-without-route',
    `${plugin}{ origins: ['https://a.test'], routes: { '/a': { methods: ['PUT', 'PATCH'] } } }); ${twoRoutes}`, [['/routes/~1a/methods/1', /^No route/]]],
  ['the message contains at most three routes of a method', 'route-method-not-allowed',
    `${plugin}{ origins: ['https://a.test'], methods: ['POST'] }); app.register(async app => {
      for (const url of ['/a', '/b', '/c', '/d']) app.put(url, handler); app.patch('/a', handler) })`,
    [['/methods', /lacks PATCH, .*block PATCH \/a\./], ['/methods', /lacks PUT, .*block PUT \/a, PUT \/b, PUT \/c and 1 more/]]],
  ['no finding for a list with only GET and HEAD', 'route-method-not-allowed',
    `${plugin}{ origins: ['https://a.test'], methods: ['GET', 'HEAD'] }); ${twoRoutes}`, []],
  ['responses with files have ETag, and with parts of files Content-Range', 'sent-header-not-exposed',
    `app.register(fastifyStatic, { root: process.cwd() }); ${plugin}{ origins: ['https://a.test'] })`, [['', /^Pages cannot read ETag, Content-Range of GET \/\*\./]]],
  ['headers of a rate limit and an entity tag', 'sent-header-not-exposed',
    `app.register(rateLimit); app.register(etag); ${plugin}{ origins: ['https://a.test'], exposedHeaders: ['Link'] }); ${twoRoutes}`,
    [['/exposedHeaders', /^Pages cannot read Retry-After, X-RateLimit-Remaining, ETag of DELETE \/b, PUT \/a\./]]],
  ['the message contains all of four headers', 'sent-header-not-exposed',
    `app.register(rateLimit); app.register(etag); ${plugin}{ origins: ['https://a.test'] }); app.register(async app => {
      app.get('/a', { schema: { response: { 200: { headers: { link: {} } } } } }, handler) })`,
    [['', /^Pages cannot read Retry-After, X-RateLimit-Remaining, ETag, link of GET \/a\./]]],
  ['each header in a schema has its own finding', 'schema-header-not-allowed',
    `${plugin}{ origins: ['https://a.test'] }); app.register(async app => {
      const schema = { headers: { type: 'object', properties: { 'X-A': {}, 'X-B': {} } } }
      app.get('/a', { schema }, handler); app.get('/b', { schema }, handler) })`,
    [['', /allow x-a, .*these routes read it: GET \/a, GET \/b\./], ['', /allow x-b, .*these routes read it: GET \/a, GET \/b\./]]],
  ['no finding for headers that browsers and proxies add', 'schema-header-not-allowed',
    `${plugin}{ origins: ['https://a.test'] }); app.register(async app => {
      const names = ['Cache-Control', 'CDN-Loop', 'Forwarded', 'From', 'If-Modified-Since', 'If-None-Match', 'Pragma', 'Priority', 'Origin',
        'True-Client-IP', 'Upgrade-Insecure-Requests', 'User-Agent', 'X-Real-IP', 'X-Request-Start', 'X-Forwarded-Proto', 'Content-Type']
      const properties = Object.fromEntries(names.map(name => [name, {}]))
      app.get('/a', { schema: { headers: { type: 'object', properties } } }, handler) })`, []],
  ['the message counts further headers', 'sent-header-not-exposed',
    `app.register(rateLimit); app.register(etag); ${plugin}{ origins: ['https://a.test'] }); app.register(async app => {
      app.get('/a', { schema: { response: { 200: { headers: { link: {}, 'x-a': {} } } } } }, handler) })`,
    [['', /^Pages cannot read Retry-After, X-RateLimit-Remaining, ETag, link and 1 more of GET \/a\./]]],
  ['a finding about an inherited list points to the override as a whole', 'json-without-content-type',
    `${plugin}{ origins: ['https://a.test'], allowedHeaders: ['X-A'], routes: { '/a': { maxAge: 5 } } }); ${twoRoutes}`,
    [['/routes/~1a', /PUT \/a\./]]]
]

for (const [what, id, code, expected] of ofApplications) {
  t.test(`${id}: ${what}`, async t => {
    const findings = await findingsOfApp(id, code)
    t.strictSame(findings.map(({ path }) => path), expected.map(([path]) => path))
    for (const [i, [, message]] of expected.entries()) t.match(findings[i]!.message, message)
  })
}

const withHook = (name: string, hook: string) => `
  const auth = async () => {}
  auth[Symbol.for('skip-override')] = true
  auth[Symbol.for('plugin-meta')] = { name: '${name}' }
  app.register(auth); app.register(websocket)
  ${plugin}{ origins: '*', allowedHeaders: '*' })
  app.register(async app => {
    const preHandler = { async ${hook} () {} }.${hook}
    app.get('/a', { preHandler }, handler); app.get('/live', { preHandler, websocket: true }, handler) })`

for (const name of ['@fastify/jwt', '@fastify/bearer-auth', '@fastify/basic-auth', '@fastify/auth']) {
  t.test(`wildcard-without-authorization: reports HTTP routes with an authentication hook of ${name}`, async t => {
    const [finding, ...others] = await findingsOfApp('wildcard-without-authorization', withHook(name, 'verifyToken'))
    t.match(finding?.message, /these routes read: GET \/a\. /)
    t.strictSame(others, [])
    t.strictSame(await findingsOfApp('wildcard-without-authorization', withHook(name, 'countVisits')), [])
  })
}

/** Misspelling and intended name. */
const misspellings: readonly [given: string, meant: string][] = [
  ['Authorisation', 'Authorization'], ['Autorization', 'Authorization'], ['AUTHORIZATIONS', 'Authorization'], ['Content-Tpye', 'Content-Type'],
  ['ContentType', 'Content-Type'], ['Content_Type', 'Content-Type'], ['ontent-Type', 'Content-Type'], ['Content-Typ', 'Content-Type'],
  ['X-Requsted-With', 'X-Requested-With'], ['XRequestedWith', 'X-Requested-With'], ['If-None-Macth', 'If-None-Match'], ['E-Tag', 'ETag'],
  ['Retry-Aftre', 'Retry-After'], ['Lcoation', 'Location'], ['Idempotancy-Key', 'Idempotency-Key'], ['Trace-Parent', 'Traceparent'],
  ['X-Ratelimit-Remainig', 'X-RateLimit-Remaining'], ['LastEventId', 'Last-Event-ID'], ['Accept-Range', 'Accept-Ranges']
]

t.test('meantHeaderName finds the intended name of a misspelling', async t => {
  for (const [given, meant] of misspellings) t.equal(intendedHeaderName(given), meant, given)
})

const wellKnown = `
Accept-Ranges Authorization Cache-Control Connect-Protocol-Version Content-Disposition Content-Encoding Content-Location Content-Range
Content-Type Grpc-Timeout Idempotency-Key If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since Last-Event-ID Location
RateLimit-Limit RateLimit-Policy RateLimit-Remaining RateLimit-Reset Retry-After Sentry-Trace Server-Timing Traceparent Tracestate
Tus-Resumable Upload-Length Upload-Metadata Upload-Offset WWW-Authenticate X-CSRF-Token X-Grpc-Web X-RateLimit-Limit
X-RateLimit-Remaining X-RateLimit-Reset X-Requested-With X-XSRF-Token`.trim().split(/\s+/)

t.test('meantHeaderName finds each well-known name without its last letter', async t => {
  for (const name of wellKnown) t.equal(intendedHeaderName(name.slice(0, -1)), name)
})

/** Names in use, including similar ones. */
const inUse = `
A-IM Accept Accept-Additions Accept-Datetime Accept-Features Accept-Language Accept-Patch Accept-Post Accept-Version Age Allow ALPN
Alt-Svc Alt-Used Alternates Apollo-Require-Preflight Apply-To-Redirect-Ref Authentication-Control Authentication-Info Baggage
Cache-Status Capsule-Protocol CDN-Cache-Control CF-Connecting-IP Clear-Site-Data Client-Cert Content-Digest Content-DPR Content-ID
Content-Language Content-Length Content-Location Content-MD5 Content-Security-Policy Content-Version CSRF-Token DASL Date DAV
Delta-Base Deprecation Depth Destination DPoP DPoP-Nonce DPR Early-Data Etags Expires Forwarded From Hobareg HX-Boosted IdempotencyKey HX-Current-URL
HX-Request HX-Target HX-Trigger If If-Schedule-Tag-Match IM Include-Referred-Token-Binding-ID Keep Last-Modified Link Link-Template
Lock-Token Max-Forwards Memento-Datetime Meter Negotiate NEL Next-Router-State-Tree OData-Version Ordering-Type Overwrite
Permissions-Policy Position Pragma Prefer Preference-Applied Priority Public RateLimit Rate-Limit Range Redirect-Ref Refresh
Repr-Digest Request-Id RequestVerificationToken RSC Save-Data Schedule-Tag Server SLUG SoapAction Status-URI Stripe-Version Sunset
Surrogate-Control TCN Timeout Timing-Allow-Origin Topic Traceresponse TTL Turbo-Frame Upload-Complete Upload-Concat Upload-Draft
Urgency Variant-Vary Vary Warning Want-Content-Digest X-Access-Token X-Amz-Date X-Amz-Security-Token X-Api-Key X-API-Version X-App-Key
X-Auth-Token X-Authorization X-B3-TraceId X-B3-SpanId X-Client-Version X-Content-Type-Options X-Correlation-Id X-CSRFToken
X-Custom-Header X-Device-Id X-Forwarded-For X-Frame-Options X-GitHub-Request-Id X-Goog-Api-Key X-HTTP-Method-Override X-Inertia
X-Idempotency-Key X-Page X-Per-Page X-Powered-By X-Rate-Limit-Limit X-Rate-Limit-Remaining X-Rate-Limit-Reset X-RateLimit-Resource
X-RateLimit-Used X-Request-Id X-RequestId X-Requested-By X-Session-Id X-Session-Token X-Stainless-Lang X-Tenant-Id X-Timezone
X-Total-Count X-Trace-Id X-User-Agent X-User-Id`.trim().split(/\s+/)

t.test('meantHeaderName does not treat names in use as misspellings, in any case', async t => {
  for (const name of [...inUse, ...wellKnown, ...misspellings.map(([, meant]) => meant)]) {
    for (const spelled of [name, name.toLowerCase(), name.toUpperCase()]) t.equal(intendedHeaderName(spelled), undefined, spelled)
  }
})

t.test('intendedHeaderName ignores names with more than one mistake', async t => {
  for (const name of ['Authorisations', 'Contnet-Tpye', 'Content-Tepy', 'Content-Tyqex', 'X-Location', 'Etga', 'Lcotion', 'Lxation', 'A', '']) t.equal(intendedHeaderName(name), undefined, name)
})

const route: RouteKind = {
  method: 'POST',
  host: undefined,
  needsVersion: false,
  schema: {},
  isWebSocket: false,
  isReceived: true, isGuardOff: false,
  parses: type => type === 'application/json',
  hooks: [],
  hasGuard: false,
  hasPlugin: () => false,
  hasFastifyCors: false
}

t.test('invalid route schemas contain no header names', async t => {
  for (const odd of [null, 1, 'text', true, [], {}, [null], { properties: null, allOf: 1 }, { allOf: [null, 1, {}] }]) {
    const schema = { headers: odd, response: odd, security: odd }
    t.strictSame([requestHeaderNames, responseHeaderNames, securitySchemeNames].map(read => read({ ...route, schema })), [[], [], []], JSON.stringify(odd))
  }
  t.strictSame(responseHeaderNames({ ...route, schema: { response: { 200: null, 404: { headers: 1 }, default: { headers: { 'X-A': {} } } } } }), ['x-a'])
  t.strictSame(requestHeaderNames({ ...route, schema: { headers: { properties: { A: {}, a: {} }, allOf: [{ properties: { B: {} } }] } } }), ['a', 'b'])
})

const forms = (type: string) => type === 'application/json' || type === 'multipart/form-data'

const bodies: readonly [what: string, route: Partial<RouteKind>, takes: boolean][] = [
  ['a POST route without a schema', {}, true],
  ['a PUT route without a schema', { method: 'PUT' }, true],
  ['a PATCH route without a schema', { method: 'PATCH' }, true],
  ['a DELETE route without a schema', { method: 'DELETE' }, false],
  ['a DELETE route with a body schema', { method: 'DELETE', schema: { body: {} } }, true],
  ['a WebSocket route', { isWebSocket: true }, false],
  ['a route without a JSON parser', { parses: () => false }, false],
  ['a route that also parses multipart forms', { parses: forms }, false],
  ['a route that also parses forms', { parses: type => !type.startsWith('multipart/') }, false],
  ['a route that also parses forms, with a body schema', { parses: forms, schema: { body: {} } }, true],
  ['a route whose schema has JSON and other types', { schema: { body: { content: { 'text/plain': {}, 'application/json': {} } } } }, true],
  ['a route whose schema has only other types', { schema: { body: { content: { 'text/plain': {} } } } }, false],
  ['a route that consumes JSON', { parses: forms, schema: { consumes: ['application/json'] } }, true],
  ['a route that consumes forms', { schema: { consumes: ['multipart/form-data'], body: {} } }, false]
]

for (const [what, facts, takes] of bodies) {
  t.test(`takesJson: ${what} ${takes ? 'accepts' : 'does not accept'} JSON`, async t => { t.equal(takesJson({ ...route, ...facts }), takes) })
}

const ENGINES: readonly Engine[] = ['standard', 'chromium', 'firefox', 'safari']

/** All actual responses have these headers. */
const SENT: readonly HeaderLine[] = [
  ['Content-Type', 'text/plain'], ['Content-Length', '1'], ['ETag', '"1"'], ['Link', '<x>'], ['Last-Modified', 'x'], ['X-A', '1'], ['Pragma', 'x']
]

/** Simulates a request to a URL with a policy. */
function simulate (policy: CorsPolicy, url: CorsRoutedMethods | undefined, page: PageRequest, engine: Engine): SimulatedFetch {
  const compiled = compileValidPolicy(policy, url)
  return simulateFetch(page, ({ kind, method, headers }) => {
    const [origin, requestMethod] = ['origin', 'access-control-request-method'].map(name => headers.find(line => line[0] === name)?.[1])
    const decision = decide(compiled, { method, origin, requestMethod })
    return { status: decision.status ?? 200, headers: [...headerLines(decision, origin), ...kind === 'actual' ? SENT : []] }
  }, { engine })
}

/** The policy without the entries that fixes remove. */
function fixed (policy: CorsPolicy, findings: readonly CorsLintFinding[]): CorsPolicy {
  const gone = new Set(findings.map(({ fix }) => fix?.path))
  const kept = Object.entries(policy).map(([field, value]) =>
    [field, Array.isArray(value) ? value.filter((_, i) => !gone.has(`/${field}/${i}`)) : value])
  return Object.fromEntries(kept) as CorsPolicy
}

const some = (...values: string[]) => fc.array(fc.constantFrom(...values), { maxLength: 5 })
const METHODS = ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'PATCH']

const anyPolicy = fc.record({
  origins: fc.constantFrom(['https://x.app.test'], ['https://*.app.test']),
  credentials: fc.boolean(),
  methods: some(...METHODS),
  allowedHeaders: some('X-A', 'x-a', 'Content-Type', 'content-type', 'Authorization'),
  exposedHeaders: some('ETag', 'etag', 'X-A', 'Content-Type', 'content-length', 'Pragma', 'Last-Modified', 'Link'),
  maxAge: fc.constantFrom(0, 600)
}, { requiredKeys: ['origins'] }) as fc.Arbitrary<CorsPolicy>

const anyPage: fc.Arbitrary<PageRequest> = fc.record({
  origin: fc.constantFrom('https://x.app.test', 'https://other.example', 'null'),
  url: fc.constant('https://api.test/a'),
  method: fc.constantFrom(...METHODS),
  headers: fc.subarray<HeaderLine>([['X-A', '1'], ['Content-Type', 'application/json'], ['Authorization', 'x']]),
  credentials: fc.constantFrom('omit', 'include'),
  api: fc.constantFrom('fetch', 'xhr'),
  uploadListener: fc.boolean()
}, { requiredKeys: ['origin', 'url'] })

const anyUrl = fc.option(fc.record({ methods: fc.subarray(METHODS), variesByMethod: fc.boolean() }), { nil: undefined })

t.test('fixes do not change the outcome in any browser', async t => {
  const fixes = { 'method-listed-twice': 0, 'header-listed-twice': 0, 'safelisted-header-exposed': 0 }
  for (const id of Object.keys(fixes) as (keyof typeof fixes)[]) {
    fc.assert(fc.property(anyPolicy, anyUrl, anyPage, fc.constantFrom(...ENGINES), (policy, url, page, engine) => {
      const findings = findingsOf(id, policy)
      const after = fixed(policy, findings)
      if (findings.length > 0) fixes[id]++
      return findingsOf(id, after).length === 0 &&
        isDeepStrictEqual(simulate(after, url, page, engine), simulate(policy, url, page, engine))
    }), { numRuns: rounds(400), seed: SEED })
  }
  for (const [id, count] of Object.entries(fixes)) t.ok(count > rounds(50), `${id}: ${count}`)
})

t.test('an empty list of methods blocks uploads, and safelisted-method-listed has no fix', async t => {
  const upload: PageRequest = { origin: 'https://app.test', url: 'https://api.test/a', method: 'PUT', api: 'xhr', uploadListener: true }
  const url = { methods: ['GET', 'PUT'], variesByMethod: false }
  const under = (methods: string[]) => simulate({ origins: ['https://app.test'], methods }, url, upload, 'standard').outcome
  t.strictSame([under(['GET']), under([]), under(['DELETE'])], ['block', 'block', 'block'])
  t.ok(findingsOf('safelisted-method-listed', { origins, methods: ['GET'] }).every(({ fix }) => fix === null))
})

t.test('the run time of header rules is linear', async t => {
  const ids = new Set(['header-listed-twice', 'header-looks-mistyped', 'safelisted-header-listed', 'safelisted-header-exposed', 'any-header-allowed'])
  const found: number[] = []
  await assertLinear(t, 'all rules', {
    size: isLong ? 50_000 : 8_000,
    prepare: count => {
      const names = Array.from({ length: count }, (_, i) => `X-Requested-Wit${i}`)
      return () => { found.push(lintDocument({ origins, allowedHeaders: names, exposedHeaders: names }, {}, RULES.filter(({ id }) => ids.has(id))).length) }
    }
  })
  t.ok(found.every(count => count === 20), 'ten names in each list are misspellings that end with one digit')
})
