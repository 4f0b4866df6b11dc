/** Tests messages and locations of rules about methods, headers and max age, beyond the examples of the rules. */
import t from 'tap'
import { lintApp } from '../../../lib/lint.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { applicationOf } from './example-application.ts'
import { findingsOf } from './rule-findings.ts'

const origins = ['https://app.example.com']

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
    const findings = findingsOf(document, id)
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
