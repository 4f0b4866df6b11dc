/** The access of origins: expected access, untrusted origins, and findings about differences. */
import { createServer, type IncomingMessage } from 'node:http'
import t from 'tap'
import Fastify from 'fastify'
import cors from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { checkEndpoint } from '../../../lib/check.ts'
import { withExplained } from '../../../lib/check/diagnosis.ts'
import { ANONYMOUS, NO_ACCESS, WITH_CREDENTIALS, wantedAccess } from '../../../lib/check/access.ts'
import { describeReaders } from '../../../lib/check/describe-readers.ts'
import { resolveTarget } from '../../../lib/check/target.ts'
import type { CheckExchange, CheckOptions } from '../../../types/check.ts'
import type { CorsPolicy } from '../../../types/policy.ts'
import { listening } from '../../listening.ts'
import { checkBy } from './check-by.ts'
import { all, APP, drop, findingsBy, findingsOf, isPreflight, ofProbe, PATH, set, where, type Change } from './server-with-faults.ts'

const A = 'https://a.test'
const B = 'https://b.test'

t.test('listed origins should have access with credentials, unless a policy specifies their access', async t => {
  const url = 'http://localhost/'
  for (const [options, origin, access] of [
    [{ allowedOrigins: [A] }, A, WITH_CREDENTIALS],
    [{ allowedOrigins: [A] }, B, NO_ACCESS],
    [{ policy: { origins: [A] } }, A, ANONYMOUS],
    [{ policy: { origins: [A], credentials: true } }, A, WITH_CREDENTIALS],
    [{ policy: { origins: [A] } }, B, NO_ACCESS],
    [{ policy: { origins: [A], routes: { '/off': false } }, route: '/off' }, A, NO_ACCESS]
  ] as const) t.equal(wantedAccess(resolveTarget(url, options), origin), access)
})

t.test('untrusted origins are not siblings of allowed origins', async t => {
  const hosts = (allow: readonly string[]) => resolveTarget('http://localhost/', { allowedOrigins: allow }).untrusted.map(origin => new URL(origin).hostname.replace(/^[^.]+\./, ''))
  t.strictSame(hosts([A]), ['example.net', 'example.org'])
  t.strictSame(hosts(['https://example.net', 'http://app.example.org:8080']), ['example.com', 'example.org'])
  t.strictSame(hosts(['https://notexample.net', 'https://example.net.test']), ['example.net', 'example.org'])
  t.strictSame(hosts(['https://a.example.net', 'https://a.example.org', 'https://a.example.com']), ['example.net', 'example.org'])
})

t.test('preflights request Authorization if the check sends a token and there is no policy', async t => {
  const names = (options: CheckOptions) => resolveTarget('http://localhost/', { ...options.policy === undefined && { allowedOrigins: [A] }, ...options }).requestHeaders
  t.strictSame(names({ headers: { Authorization: 'Bearer x' } }), ['authorization'])
  t.strictSame(names({ headers: { authorization: 'Token x', Cookie: 'a=b' }, requestHeaders: ['x-a', 'Authorization'] }), ['x-a', 'authorization'])
  t.strictSame(names({ headers: { Authorization: 'Basic eDp5' } }), [])
  t.strictSame(names({ headers: { Cookie: 'a=b', 'X-Key': '1' } }), [])
  t.strictSame(names({ headers: { Authorization: 'Bearer x' }, policy: { origins: [A] } }), [])
})

t.test('every request has a User-Agent, including preflights, and its value is not redacted', async t => {
  const received: IncomingMessage[] = []
  const server = createServer((request, response) => {
    received.push(request)
    response.writeHead(request.headers['user-agent'] === undefined ? 403 : 200, { 'access-control-allow-origin': request.headers['user-agent'] ?? '', vary: 'Origin' }).end()
  })
  const url = `${(await listening(server, { t })).origin}/`
  await checkEndpoint(url, { allowedOrigins: [A], methods: ['PUT'], rate: 100_000 })
  t.strictSame([...new Set(received.splice(0).map(({ headers }) => headers['user-agent']))], ['Mozilla/5.0 (compatible; fastify-cors-policy)'])
  const { findings, probes } = await checkEndpoint(url, { allowedOrigins: [A], methods: ['PUT'], rate: 100_000, headers: { 'user-agent': 'Mozilla/5.0 test', Accept: 'text/html' } })
  t.ok(received.some(({ method }) => method === 'OPTIONS'))
  t.strictSame([...new Set(received.map(({ headers }) => `${headers['user-agent']} ${headers.accept}`))], ['Mozilla/5.0 test text/html'])
  t.notOk(JSON.stringify(findings).includes('redacted'))
  t.ok(findings[0]!.exchanges[0]!.curl.includes("-H 'user-agent: Mozilla/5.0 test'"))
  t.notOk(findings.some(({ subject }) => subject === 'not authenticated'))
  t.ok(probes.length > 0)
})

t.test('if the policy disables CORS for a route, access of any origin is reported, including the origins of other routes', async t => {
  const server = createServer(({ headers: { origin }, url }, response) => {
    response.setHeader('vary', 'origin')
    if (url !== '/off') response.statusCode = 404
    if (origin === A) response.setHeader('access-control-allow-origin', A)
    if (origin === B) response.setHeader('access-control-allow-origin', '*')
    response.end()
  })
  const url = `${(await listening(server, { t })).origin}/off`
  const policy = { origins: [A], policies: { others: { origins: [B, 'https://c.test'] } }, routes: { '/off': false } } as const
  const { findings, grades } = await checkEndpoint(url, { policy, route: '/off', rate: 100_000 })
  t.strictSame(withExplained(findings).filter(({ probe }) => probe === 'policy-drift-origins').map(({ id, severity, subject }) => [id, severity, subject]), [
    ['policy-drift-origin-allowed', 'warning', A], ['policy-drift-origin-allowed', 'warning', B]
  ])
  t.equal(grades.access, 'C')
  t.strictSame((await checkBy(['policy-drift-origins'], `${url}/lost`, { policy: { ...policy, notFound: 'others', routes: { '/off/*': false } }, route: '/off/*', rate: 100_000 }))
    .findings.filter(({ probe }) => probe === 'policy-drift-origins'), [], 'unknown URLs may have another policy')
})

t.test('a server that allows any origin for unknown URLs is reported, unless there is a policy', async t => {
  const server = createServer(({ headers: { origin }, url }, response) => {
    response.setHeader('vary', 'origin')
    if (origin === A || (url !== '/' && origin !== undefined)) response.setHeader('access-control-allow-origin', origin).setHeader('access-control-allow-credentials', 'true')
    response.writeHead(url === '/' ? 200 : 404).end()
  })
  const url = `${(await listening(server, { t })).origin}/`
  const found = async (options: CheckOptions) => (await checkBy(['untrusted-origins'], url, { rate: 100_000, ...options })).findings
    .filter(({ probe }) => probe === 'untrusted-origins').map(({ id, severity, subject, message }) => [id, severity, subject, message])
  t.strictSame(await found({ allowedOrigins: [A] }), [['origin-reflected', 'warning', 'not found',
    'Pages from any origin can read the 404 response for a URL that does not exist, with the user\'s credentials. Other paths may allow any origin too.']])
  t.strictSame(await found({ policy: { origins: [A], credentials: true } }), [])
})

t.test('a listed origin that the server allows without the credentials of the policy is reported once', async t => {
  const server = createServer(({ headers: { origin } }, response) => {
    response.setHeader('vary', 'origin')
    if (origin === A) response.setHeader('access-control-allow-origin', A)
    response.end()
  })
  const url = `${(await listening(server, { t })).origin}/`
  const ids = async (credentials?: boolean) => {
    const { findings } = await checkBy(['allowed-origins'], url, { policy: { origins: [A], credentials: true }, rate: 100_000, ...credentials !== undefined && { credentials } })
    return withExplained(findings).filter(({ subject, severity }) => subject.includes(A) && severity !== 'info').map(({ id }) => id)
  }
  t.ok((await ids()).includes('allowed-origin-is-blocked'))
  t.notOk((await ids(false)).includes('allowed-origin-is-blocked'), 'pages that send no credentials can read the response')
})

t.test('origins in sources of a policy are not tested, unless they are listed, and the report names the sources', async t => {
  const tenants = memoryOrigins([B, 'https://sub.sub.a.test'])
  const policy = { origins: ['https://*.a.test', { source: 'tenants' }], credentials: true } as const
  const app = Fastify()
  await app.register(cors, { ...policy, sources: { tenants }, lint: 'off' })
  app.get('/', () => ({}))
  t.teardown(() => app.close())
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/`
  const check = async (options: CheckOptions) => {
    const { findings, allowed, probes } = await checkEndpoint(url, { rate: 100_000, ...options })
    return { allowed, access: withExplained(findings).filter(({ area, severity }) => area === 'access' && severity === 'error').map(({ id, subject }) => `${id} ${subject}`), skipped: probes.flatMap(({ skipped }) => skipped ?? []) }
  }
  const sampled = await check({ policy })
  t.strictSame(sampled.access, [])
  t.equal(sampled.allowed.length, 7)
  t.match(sampled.allowed[0], /^https:\/\/[0-9a-f]+\.a\.test, with credentials$/)
  t.equal(sampled.allowed.at(-1), 'not tested: the other origins in the source "tenants"')
  const listed = await check({ policy, allowedOrigins: [B] })
  t.strictSame(listed.access, [], 'what the source has is allowed')
  t.ok(listed.allowed.includes(`${B}, with credentials`))
  tenants.delete(B)
  const removed = await check({ policy, allowedOrigins: [B] })
  t.ok(removed.access.includes(`allowed-origin-is-blocked ${B}`), removed.access.join())

  const only = await check({ policy: { origins: [{ source: 'tenants' }, { source: 'tenants', key: 'host' }, { source: 'others' }] } })
  t.strictSame(only.access, [])
  t.strictSame(only.allowed, ['none of the tested origins', 'not tested: the other origins in the sources "tenants", "others"'])
  t.ok(only.skipped.includes('no allowed origin is given, and the origins in the sources of the policy are not known'))
  t.notOk(only.skipped.includes('the policy does not allow any origin'))
})

t.test('an origin at the edge of a pattern can be in a source, but `null` cannot', async t => {
  const server = createServer(({ headers: { origin = '' } }, response) => {
    response.setHeader('vary', 'origin')
    if (origin.endsWith('.a.test') || origin.endsWith(':8444') || origin === 'null') response.setHeader('access-control-allow-origin', origin)
    response.end()
  })
  const url = `${(await listening(server, { t })).origin}/`
  const allowedBy = async (policy: CorsPolicy) => (await checkBy(['policy-drift-origins'], url, { policy, rate: 100_000 })).findings
    .filter(({ id }) => id === 'policy-drift-origin-allowed').map(({ subject }) => subject.replace(/[0-9a-f]{16}/, 'x'))
  t.strictSame(await allowedBy({ origins: ['https://*.a.test'] }), ['https://x.a.test:8444'])
  t.strictSame(await allowedBy({ origins: ['https://*.a.test', { source: 'tenants' }] }), [])
})

t.test('the list of origins that can read the response contains only valid origins and null', t => {
  const target = resolveTarget('https://api.test/', { allowedOrigins: [A] })
  const readers = (...origins: readonly string[]) => describeReaders(target, origins.map(origin => ({
    request: { method: 'GET', url: 'https://api.test/', headers: [['Origin', origin]] },
    response: { status: 200, headers: [['Access-Control-Allow-Origin', origin]] }
  }) satisfies Pick<CheckExchange, 'request' | 'response'>))
  t.strictSame(readers(A, `${A}/`, `${A}:443`, A.toUpperCase(), 'undefined', `${A}, ${B}`, 'null', 'http://a.test:8080'), [
    `${A}, without credentials`, 'null, without credentials', 'http://a.test:8080, without credentials'
  ])
  t.strictSame(readers(`${A}/`), ['none of the tested origins'])
  t.strictSame(readers(...target.untrusted), ['any origin, without credentials'])
  t.strictSame(describeReaders(target, []), ['none of the tested origins'])
  t.strictSame(describeReaders(target, [{
    request: { method: 'GET', url: 'https://api.test/', headers: [] }, response: { status: 302, headers: [['Location', '/login']] }
  }]), ['unknown, because the response is a redirect'])
  t.end()
})

t.test('the message about a method names the same method in another case if the list contains it', async t => {
  const hint = ' Methods are case-sensitive, and the list contains PATCH.'
  const message = async (method: string, list: string, name = 'Access-Control-Allow-Methods') =>
    (await findingsBy(['preflights', 'list-syntax'], where(isPreflight, drop('access-control-allow-methods'), set(name, list)), { methods: [method] })).find(({ id }) => id === 'preflight-fails' || id === 'method-not-allowed')?.message
  for (const [method, list, end, name] of [
    ['patch', 'GET, PATCH', `the method \`patch\` is not in \`Access-Control-Allow-Methods\`.${hint}`],
    ['PATCH', 'patch', 'is not in `Access-Control-Allow-Methods`. Methods are case-sensitive, and the list contains patch.'],
    ['patch', 'GET, PUT', 'the method `patch` is not in `Access-Control-Allow-Methods`.'],
    ['patch', 'PATCH', 'is not in `Access-Control-Allow-Methods`.', 'X-Methods'],
    ['patch', 'PATCH;', '`Access-Control-Allow-Methods` cannot be parsed.']
  ] as const) t.ok((await message(method, list, name))?.endsWith(end), `${method} of ${list}`)
  t.equal(await message('put', 'PUT'), undefined, 'browsers convert put to upper case')
})

const isGet: Parameters<typeof where>[0] = ({ method }) => method === 'GET'
const withStatus = (status: number): Change => draft => { draft.status = status }
const withoutCors = drop('access-control-allow-origin', 'access-control-allow-credentials', 'access-control-expose-headers')

t.test('a redirect only from http to https is described', async t => {
  const findings = await findingsOf(where(isGet, withStatus(301), set('Location', `https://127.0.0.1${PATH}`)))
  t.match(findings.find(({ id }) => id === 'endpoint-is-a-redirect')?.message, `https://127.0.0.1${PATH}, only from http to https. Whether`)
})

t.test('what is known of the application without some of the responses', async t => {
  for (const [title, change, message] of [
    ['a URL that does not exist, and no response at a random URL', where(isGet, (draft, { url }) => { draft.status = url!.split('?')[0] === PATH ? 404 : 0 }), 'The URL does not exist: every GET gets status 404.'],
    ['a status of Cloudflare', where(isGet, withStatus(521)), /^Every GET gets status 521 from a proxy/],
    ['status 403 without Content-Type', where(isGet, withStatus(403), drop('content-type')), undefined]
  ] as const) {
    const found = (await findingsBy(['reach'], change)).find(({ probe }) => probe === 'reach')
    if (message === undefined) t.equal(found, undefined, title)
    else t.match(found?.message, message, title)
  }
})

t.test('without a response to preflights of untrusted origins, headers are not said to be removed', async t => {
  const findings = await findingsBy(['blocked-origins'], all(where(isGet, withoutCors), where((request) => isPreflight(request) && request.headers.origin!.includes('.example.net'), withStatus(0))))
  t.strictSame(ofProbe('blocked-origins', findings), ['error origin-not-listed'])
})

t.test('a header name with an underscore is reported without a proxy that drops it', async t => {
  const findings = await findingsBy(['header-names'], where(isPreflight, set('Access-Control-Allow-Headers', 'api_key')), { requestHeaders: ['api_key'] })
  t.strictSame(ofProbe('header-names', findings), ['info header-name-may-be-dropped'])
})

t.test('the list of the server has an origin in another form', async t => {
  for (const [origin, spelling] of [
    ['capacitor://localhost', 'capacitor://localhost/'], ['http://app.example.com', 'http://app.example.com:80'],
    ['https://app.example.com:8443', 'http://app.example.com:8443'], ['https://www.example.com', 'https://example.com']
  ] as const) {
    const listed = where(({ headers }) => headers.origin === spelling, set('Access-Control-Allow-Origin', spelling))
    const findings = await findingsBy(['blocked-origins', 'origin-spelling'], all(withoutCors, listed), { allowedOrigins: [origin] })
    t.match(findings.find(({ id }) => id === 'origin-listed-with-mistake')?.message, `The server allows "${spelling}" and not ${origin}`)
  }
})

t.test('requests of a page from the origin of the URL say so', async t => {
  const sites = new Map<string, unknown>()
  const server = createServer(({ headers }, response) => {
    sites.set(String(headers.origin), headers['sec-fetch-site'])
    response.end()
  })
  const { origin: url } = await listening(server, { t })
  await checkEndpoint(url, { allowedOrigins: [url, APP], rate: 100_000 })
  t.strictSame([sites.get(url), sites.get(APP)], ['same-origin', 'cross-site'])
})
