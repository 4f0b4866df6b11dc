/** What `explain` says of a request under a policy document. */
import t from 'tap'
import { explain } from '../../lib/tools.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import type { CorsDocumentQuestion } from '../../types/question.ts'

const APP = 'https://app.example.com'
const SHOP = 'https://shop.example'

const document: CorsPolicyDocument = {
  origins: [APP],
  credentials: true,
  allowedHeaders: ['Content-Type'],
  exposedHeaders: ['ETag'],
  policies: { public: { origins: '*', exposedHeaders: '*', allowedHeaders: '*' } },
  routes: { '/prices/*': 'public', '/health': false, '/admin/*': { origins: ['https://admin.example.com'] } }
}

t.test('a readable answer is explained from the first request to what the page may read', async t => {
  const explanation = explain(document, {
    origin: APP, method: 'put', credentials: 'include', headers: { 'Content-Type': 'application/json' }, route: '/orders/:id'
  })
  t.strictSame(explanation, {
    version: 1,
    outcome: 'allow',
    engine: 'standard',
    differingEngines: [],
    request: {
      origin: APP,
      url: 'https://server.invalid/orders/:id',
      method: 'put',
      headers: [['Content-Type', 'application/json']],
      credentials: 'include'
    },
    subject: {
      kind: 'policy',
      route: '/orders/:id',
      policy: { origins: [APP], credentials: true, allowedHeaders: ['Content-Type'], exposedHeaders: ['ETag'] },
      name: null,
      from: 'scope'
    },
    sources: [],
    earlierHooks: [],
    guard: null,
    preflight: { reasons: ['method', 'headers'], headerNames: ['content-type'], method: 'PUT' },
    exchanges: [
      {
        kind: 'preflight',
        request: {
          method: 'OPTIONS',
          headers: [['origin', APP], ['access-control-request-method', 'PUT'], ['access-control-request-headers', 'content-type']],
          credentials: false
        },
        response: {
          status: 204,
          headers: [
            ['access-control-allow-origin', APP],
            ['access-control-allow-credentials', 'true'],
            ['access-control-allow-methods', 'DELETE, GET, HEAD, PATCH, POST, PUT'],
            ['access-control-allow-headers', 'content-type'],
            ['vary', 'Origin']
          ],
          by: 'policy',
          reason: 'origin-allowed'
        },
        steps: [
          'response-received', 'cors-check', 'preflight-redirect', 'preflight-status', 'allow-methods-syntax', 'allow-headers-syntax',
          'method-allowed', 'authorization-listed', 'headers-allowed'
        ].map(check => ({ check, passed: true }))
      },
      {
        kind: 'actual',
        request: { method: 'PUT', headers: [['origin', APP], ['content-type', 'application/json']], credentials: true },
        response: {
          status: null,
          headers: [
            ['access-control-allow-origin', APP],
            ['access-control-allow-credentials', 'true'],
            ['access-control-expose-headers', 'etag'],
            ['vary', 'Origin']
          ],
          by: 'policy',
          reason: 'origin-allowed'
        },
        steps: [{ check: 'response-received', passed: true }, { check: 'cors-check', passed: true }]
      }
    ],
    readable: {
      everything: false,
      names: [
        'cache-control', 'content-language', 'content-length', 'content-type', 'etag', 'expires', 'last-modified', 'pragma'
      ]
    },
    failure: null,
    console: { chromium: null, firefox: null, safari: null },
    nearMisses: [],
    cause: null,
    change: null,
    cookie: null
  })
})

t.test('a blocked request is explained up to the failed step', async t => {
  const { outcome, exchanges, readable, failure, console, nearMisses, change: fix } = explain(document, {
    origin: 'http://app.example.com', method: 'DELETE'
  })
  t.equal(outcome, 'block')
  t.equal(exchanges.length, 1, 'the actual request is not sent')
  t.strictSame(exchanges[0]!.response, {
    status: 403, headers: [['vary', 'Origin']], by: 'policy', reason: 'origin-not-allowed'
  })
  t.strictSame(exchanges[0]!.steps, [{ check: 'response-received', passed: true }, { check: 'cors-check', passed: false }])
  t.equal(readable, null)
  t.strictSame(failure, {
    at: 'preflight',
    check: 'cors-check',
    code: 'allow-origin-missing',
    parameter: '',
    corsError: 'PreflightMissingAllowOriginHeader',
    message: 'The CORS check of the preflight fails: `Access-Control-Allow-Origin` is missing.',
    section: 'https://fetch.spec.whatwg.org/#concept-cors-check'
  })
  t.equal(console.chromium, "Access to fetch at 'https://server.invalid/' from origin 'http://app.example.com' has been blocked by CORS " +
    "policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is " +
    'present on the requested resource.')
  t.strictSame(nearMisses.map(({ differs }) => differs), [['scheme']])
  t.equal(fix?.verdict, 'unsafe')
})

t.test('explanations are plain JSON and deeply frozen', async t => {
  const questions: CorsDocumentQuestion[] = [
    { origin: APP }, { origin: SHOP, credentials: 'include' }, { origin: '', method: 'B@D' }, { origin: APP, route: '/health' },
    { origin: APP, policy: 'public', credentials: 'include' }, { origin: 'null', engine: 'safari' }
  ]
  const frozen = (value: unknown): boolean => typeof value !== 'object' || value === null ||
    (Object.isFrozen(value) && Object.values(value).every(frozen))
  for (const question of questions) {
    const explanation = explain(document, question)
    t.strictSame(JSON.parse(JSON.stringify(explanation)), explanation)
    t.ok(frozen(explanation), JSON.stringify(question))
  }
})

t.test('explain uses the policy of the scope, of a route, or a named policy', async t => {
  const subjectOf = (question: Partial<CorsDocumentQuestion>) => {
    const { route, name, from, policy } = explain(document, { origin: APP, ...question }).subject
    return { route, name, from, origins: policy === false ? false : policy.origins }
  }
  t.strictSame(subjectOf({}), { route: null, name: null, from: 'scope', origins: [APP] })
  t.strictSame(subjectOf({ route: '/other' }), { route: '/other', name: null, from: 'scope', origins: [APP] })
  t.strictSame(subjectOf({ route: '/prices/:item' }), { route: '/prices/:item', name: 'public', from: 'routes', origins: '*' })
  t.strictSame(subjectOf({ route: '/health' }), { route: '/health', name: null, from: 'routes', origins: false })
  t.strictSame(subjectOf({ route: '/admin/users' }),
    { route: '/admin/users', name: null, from: 'routes', origins: ['https://admin.example.com'] })
  t.strictSame(subjectOf({ policy: 'public' }), { route: null, name: 'public', from: 'policies', origins: '*' })
  const nested = explain({ ...document, routes: { '/prices/*': 'public', '/*': false } }, { origin: APP, route: '/prices/tea' })
  t.equal(nested.subject.name, 'public', 'the longest pattern applies')
  const off = explain({ policies: { public: { origins: '*' } } }, { origin: APP }).subject
  t.strictSame([off.policy, off.from], [false, 'scope'], 'the scope has no policy')
  const everything = explain({ routes: { '/*': { origins: '*' } } }, { origin: APP, route: '*' })
  t.strictSame([everything.outcome, everything.request.url], ['allow', 'https://server.invalid/'], 'the pattern "*" of Fastify is a route')
})

t.test('if CORS is off, the response is assumed to have no CORS headers', async t => {
  const simple = explain(document, { origin: APP, route: '/health' })
  t.strictSame(simple.exchanges.map(({ response }) => response), [{ status: null, headers: [], by: 'server', reason: null }])
  const preflighted = explain(document, { origin: APP, route: '/health', method: 'PUT' })
  t.strictSame(preflighted.exchanges.map(({ response }) => response), [{ status: 404, headers: [], by: 'server', reason: null }])
  t.equal(preflighted.failure?.corsError, 'PreflightMissingAllowOriginHeader')
})

t.test('the readable headers depend on exposed headers and credentials', async t => {
  const readable = (question: Partial<CorsDocumentQuestion>) => explain(document, { origin: APP, ...question }).readable
  t.ok(readable({})?.names.includes('etag'))
  t.equal(readable({})?.everything, false)
  t.equal(readable({ policy: 'public' })?.everything, true)
})

t.test('the explanation lists engines with a different outcome', async t => {
  const question: CorsDocumentQuestion = { origin: APP, policy: 'public', headers: [['Authorization', 'Bearer x']] }
  const standard = explain(document, question)
  t.strictSame([standard.outcome, standard.differingEngines, standard.failure?.code, standard.console.chromium],
    ['block', ['chromium', 'firefox', 'safari'], 'authorization-not-listed', null])
  const chromium = explain(document, { ...question, engine: 'chromium' })
  t.strictSame([chromium.engine, chromium.outcome, chromium.differingEngines], ['chromium', 'allow', ['standard']])
})

t.test('without an application, the URL is assumed to have the requested method if Node supports it', async t => {
  const open: CorsPolicyDocument = { origins: [APP] }
  t.equal(explain(open, { origin: APP, method: 'PURGE' }).outcome, 'allow')
  t.equal(explain(open, { origin: APP, method: 'PUT' }).outcome, 'allow')
  t.equal(explain(open, { origin: APP, method: 'patch' }).failure?.code, 'method-not-allowed')
  t.equal(explain({ ...open, methods: ['PUT'] }, { origin: APP, method: 'PATCH' }).failure?.code, 'method-not-allowed')
})

t.test('a URL selects the policy by its path, unless a route or a policy does', async t => {
  const ask = (question: Partial<CorsDocumentQuestion>) => explain(document, { origin: SHOP, url: 'https://api.example.com/prices/tea?a=1', ...question })
  t.strictSame([ask({}).subject.name, ask({}).request.url], ['public', 'https://api.example.com/prices/tea?a=1'])
  t.strictSame([ask({ route: '/health' }).subject.policy, ask({ url: 'https://api.example.com/' }).subject.from], [false, 'scope'])
  t.equal(ask({ policy: 'public', url: 'https://api.example.com/health' }).subject.name, 'public')
  const byPath = ask({ url: '/prices/tea?a=1' })
  t.strictSame([byPath.subject.name, byPath.request.url], ['public', 'https://server.invalid/prices/tea?a=1'])
  // A path never names another host.
  for (const url of ['ftp://api.example.com/', 'prices/tea', '', '//evil.example/', '/\\evil.example/', '/\t/evil.example/', 5]) {
    t.throws(() => ask({ url: url as string }), { name: 'QuestionError', message: /`url` must be a path that begins with "\/", such as "\/orders\/7", or a URL with http or https/ }, JSON.stringify(url))
  }
})

t.test('a cookie is explained with the request', async t => {
  const question: CorsDocumentQuestion = { origin: APP, url: 'https://api.other.example/orders', credentials: 'include', cookie: 'sid=1; SameSite=Lax' }
  const { outcome, cookie } = explain(document, question)
  t.strictSame([outcome, cookie?.name, cookie?.setBy, cookie?.isSameSite], ['allow', 'sid', 'response', false])
  t.strictSame(cookie?.browsers.map(({ sent }) => sent), [false, false, false, false, false])
  t.equal(explain(document, { ...question, origin: SHOP }).cookie?.name, 'sid', 'also for a blocked request')
  t.strictSame(explain(document, { ...question, cookieSetBy: 'visit', cookieSetAt: 'https://login.other.example/' }).cookie?.browsers[0]?.reason, 'other-host')
  for (const url of [undefined, '/orders']) t.throws(() => explain(document, { ...question, url }), { name: 'QuestionError', message: /`cookie` needs an absolute `url`/ })
})

t.test('what is blocked before the CORS protocol is explained, and no policy is changed for it', async t => {
  const rows: readonly (readonly [question: Partial<CorsDocumentQuestion>, outcome: string, code: string | undefined, message: RegExp | undefined])[] = [
    [{ url: 'http://api.example.com/' }, 'block', 'mixed-content', /^No policy can allow this request\. Serve the API over https\.$/],
    [{ url: 'http://api.example.com/health' }, 'block', 'mixed-content', /Serve the API over https/],
    [{ url: 'http://localhost:8080/' }, 'allow', undefined, undefined],
    [{ url: 'http://localhost:8080/', engine: 'firefox' }, 'block', 'local-network', /let the user allow the local network/],
    [{ url: 'http://localhost:8080/', engine: 'firefox', localNetwork: 'granted' }, 'allow', undefined, undefined],
    [{ url: 'http://localhost:8080/health', engine: 'chromium', localNetwork: 'denied' }, 'block', 'local-network', /let the user allow the local network/],
    [{ origin: 'http://app.example.com', url: 'http://10.0.0.1/', engine: 'chromium' }, 'block', 'local-network-needs-https', /Serve the page over https/]
  ]
  for (const [question, outcome, code, message] of rows) {
    const found = explain(document, { origin: APP, ...question })
    t.strictSame([found.outcome, found.failure?.code], [outcome, code], JSON.stringify(question))
    if (message === undefined) continue
    t.strictSame([found.exchanges, found.preflight, found.change?.verdict], [[], null, 'none'], 'nothing is sent')
    t.match(found.change?.message, message)
  }
  const { console, differingEngines } = explain(document, { origin: APP, url: 'http://localhost:8080/' })
  t.strictSame(differingEngines, ['chromium', 'firefox', 'safari'])
  t.strictSame(console, {
    chromium: "Access to fetch at 'http://localhost:8080/' from origin 'https://app.example.com' has been blocked by CORS policy: Permission was denied for this request to access the `loopback` address space.",
    firefox: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at http://localhost:8080/. (Reason: CORS request did not succeed). Status code: (null).',
    safari: '[blocked] The page at https://app.example.com/ requested insecure content from http://localhost:8080/. This content was blocked and must be served over HTTPS.'
  })
  t.strictSame(explain(document, { origin: APP, url: 'http://api.example.com/' }).console, {
    chromium: "Mixed Content: The page at 'https://app.example.com/' was loaded over HTTPS, but requested an insecure resource 'http://api.example.com/'. This request has been blocked; the content must be served over HTTPS.",
    firefox: 'Blocked loading mixed active content “http://api.example.com/”',
    safari: '[blocked] The page at https://app.example.com/ requested insecure content from http://api.example.com/. This content was blocked and must be served over HTTPS.'
  })
})

t.test('explain rejects invalid questions with a reason', async t => {
  const ask = (question: unknown) => () => explain(document, question as CorsDocumentQuestion)
  const error = (message: RegExp) => ({ name: 'QuestionError', message })
  t.throws(ask({}), error(/`origin` must be a string/))
  t.throws(ask({ origin: APP, method: 7 }), error(/`method` must be a string/))
  t.throws(ask({ origin: APP, credentials: 'always' }), error(/`credentials` must be one of omit, same-origin, include, not "always"/))
  t.throws(ask({ origin: APP, engine: 'netscape' }), error(/`engine` must be one of standard, chromium, firefox, safari/))
  t.throws(ask({ origin: APP, localNetwork: 'maybe' }), error(/`localNetwork` must be one of denied, granted, not "maybe"/))
  t.throws(ask({ origin: APP, headers: 'x: y' }), error(/`headers` must be an object/))
  t.throws(ask({ origin: APP, headers: null }), error(/`headers` must be an object/))
  t.throws(ask({ origin: APP, headers: { x: 1 } }), error(/`headers` must be an object/))
  t.throws(ask({ origin: APP, headers: [['x', 'y', 'z']] }), error(/`headers` must be an object/))
  t.throws(ask({ origin: APP, policy: 'public', route: '/' }), error(/must not contain both `policy` and `route`/))
  t.throws(ask({ origin: APP, policy: 'publik' }), error(/The document has no policy named "publik"\. Did you mean "public"\?/))
  t.throws(ask({ origin: APP, policy: 'other' }), error(/The document has no policy named "other"\. It has "public"\./))
  t.throws(() => explain({ origins: '*' }, { origin: APP, policy: 'other' }), error(/It has no named policies\./))
  for (const route of [7, null, '', 'orders', ' /orders', 'https://api.test/orders']) {
    t.throws(ask({ origin: APP, route }), error(/`route` must be the path of a route, which begins with "\/" or "\*"/), String(route))
  }
  for (const route of ['/', '*', '/orders/:id']) t.doesNotThrow(ask({ origin: APP, route }), route)
  t.throws(() => explain({ origins: [] }, { origin: APP }), { name: 'CorsPolicyError' })
})
