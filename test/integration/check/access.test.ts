/** How far origins should get, and what is said where they do not. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { checkEndpoint } from '../../../lib/check.ts'
import { ANONYMOUS, NO_ACCESS, WITH_CREDENTIALS, wantedAccess } from '../../../lib/check/access.ts'
import { allowedLines } from '../../../lib/check/allowed.ts'
import { targetOf } from '../../../lib/check/target.ts'
import type { CheckExchange, CheckOptions } from '../../../types/check.ts'
import { drop, findingsOf, isPreflight, set, where } from './answering.ts'

const A = 'https://a.test'
const B = 'https://b.test'

t.test('listed origins may do all, unless a policy says how far they get', async t => {
  const url = 'http://localhost/'
  for (const [options, origin, access] of [
    [{ allowedOrigins: [A] }, A, WITH_CREDENTIALS],
    [{ allowedOrigins: [A] }, B, NO_ACCESS],
    [{ policy: { origins: [A] } }, A, ANONYMOUS],
    [{ policy: { origins: [A], credentials: true } }, A, WITH_CREDENTIALS],
    [{ policy: { origins: [A] } }, B, NO_ACCESS],
    [{ policy: { origins: [A], routes: { '/off': false } }, route: '/off' }, A, NO_ACCESS]
  ] as const) t.equal(wantedAccess(targetOf(url, options), origin), access)
})

t.test('strangers are not beside allowed origins', async t => {
  const hosts = (allow: readonly string[]) => targetOf('http://localhost/', { allowedOrigins: allow }).untrusted.map(origin => new URL(origin).hostname.replace(/^[^.]+\./, ''))
  t.strictSame(hosts([A]), ['example.net', 'example.org'])
  t.strictSame(hosts(['https://example.net', 'http://app.example.org:8080']), ['example.com', 'example.org'])
  t.strictSame(hosts(['https://notexample.net', 'https://example.net.test']), ['example.net', 'example.org'])
  t.strictSame(hosts(['https://a.example.net', 'https://a.example.org', 'https://a.example.com']), ['example.net', 'example.org'])
})

t.test('a page that sends a token asks for it in preflights, unless a policy says what pages set', async t => {
  const names = (options: CheckOptions) => targetOf('http://localhost/', { ...options.policy === undefined && { allowedOrigins: [A] }, ...options }).requestHeaders
  t.strictSame(names({ headers: { Authorization: 'Bearer x' } }), ['authorization'])
  t.strictSame(names({ headers: { authorization: 'Token x', Cookie: 'a=b' }, requestHeaders: ['x-a', 'Authorization'] }), ['x-a', 'authorization'])
  t.strictSame(names({ headers: { Authorization: 'Basic eDp5' } }), [])
  t.strictSame(names({ headers: { Cookie: 'a=b', 'X-Key': '1' } }), [])
  t.strictSame(names({ headers: { Authorization: 'Bearer x' }, policy: { origins: [A] } }), [])
})

t.test('every request says what asks, preflights too, and what the user says of that is no secret', async t => {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    response.writeHead(request.headers['user-agent'] === undefined ? 403 : 200, { 'access-control-allow-origin': request.headers['user-agent'] ?? '', vary: 'Origin' }).end()
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  await checkEndpoint(url, { allowedOrigins: [A], methods: ['PUT'], rate: 100_000 })
  t.strictSame([...new Set(asked.splice(0).map(({ headers }) => headers['user-agent']))], ['fastify-cors-policy'])
  const { findings, probes } = await checkEndpoint(url, { allowedOrigins: [A], methods: ['PUT'], rate: 100_000, headers: { 'user-agent': 'Mozilla/5.0 of nobody', Accept: 'text/html' } })
  t.ok(asked.some(({ method }) => method === 'OPTIONS'))
  t.strictSame([...new Set(asked.map(({ headers }) => `${headers['user-agent']} ${headers.accept}`))], ['Mozilla/5.0 of nobody text/html'])
  t.notOk(JSON.stringify(findings).includes('redacted'))
  t.ok(findings[0]!.exchanges[0]!.curl.includes("-H 'user-agent: Mozilla/5.0 of nobody'"))
  t.notOk(findings.some(({ subject }) => subject === 'not authenticated'))
  t.ok(probes.length > 0)
})

t.test('where the policy switches CORS off, nobody may read, neither those whom other routes let in nor strangers', async t => {
  const server = createServer(({ headers: { origin }, url }, response) => {
    response.setHeader('vary', 'origin')
    if (url !== '/off') response.statusCode = 404
    if (origin === A) response.setHeader('access-control-allow-origin', A)
    if (origin === B) response.setHeader('access-control-allow-origin', '*')
    response.end()
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/off`
  const policy = { origins: [A], policies: { others: { origins: [B, 'https://c.test'] } }, routes: { '/off': false } } as const
  const { findings, grades } = await checkEndpoint(url, { policy, route: '/off', rate: 100_000 })
  t.strictSame(findings.filter(({ probe }) => probe === 'policy-drift-origins').map(({ id, severity, subject }) => [id, severity, subject]), [
    ['policy-drift-origin-allowed', 'warning', A], ['policy-drift-origin-allowed', 'warning', B]
  ])
  t.equal(grades.access, 'C')
  t.strictSame((await checkEndpoint(`${url}/lost`, { policy: { ...policy, notFound: 'others', routes: { '/off/*': false } }, route: '/off/*', rate: 100_000 }))
    .findings.filter(({ probe }) => probe === 'policy-drift-origins'), [], 'what is not found may have another policy')
})

t.test('a server that lets every origin read what is not found is told of, unless a policy is known', async t => {
  const server = createServer(({ headers: { origin }, url }, response) => {
    response.setHeader('vary', 'origin')
    if (origin === A || (url !== '/' && origin !== undefined)) response.setHeader('access-control-allow-origin', origin).setHeader('access-control-allow-credentials', 'true')
    response.writeHead(url === '/' ? 200 : 404).end()
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const found = async (options: CheckOptions) => (await checkEndpoint(url, { rate: 100_000, ...options })).findings
    .filter(({ probe }) => probe === 'untrusted-origins').map(({ id, severity, subject, message }) => [id, severity, subject, message])
  t.strictSame(await found({ allowedOrigins: [A] }), [['origin-reflected', 'warning', 'not found',
    'Pages of any origin may read the 404 where nothing is found, with the user\'s credentials: other paths may be as open.']])
  t.strictSame(await found({ policy: { origins: [A], credentials: true } }), [])
})

t.test('a listed origin that gets in without the credentials that the policy grants is told of once', async t => {
  const server = createServer(({ headers: { origin } }, response) => {
    response.setHeader('vary', 'origin')
    if (origin === A) response.setHeader('access-control-allow-origin', A)
    response.end()
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const ids = async (credentials?: boolean) => {
    const { findings } = await checkEndpoint(url, { policy: { origins: [A], credentials: true }, ...credentials !== undefined && { credentials } })
    return findings.filter(({ subject, severity }) => subject.includes(A) && severity !== 'info').map(({ id }) => id)
  }
  t.ok((await ids()).includes('allowed-origin-is-blocked'))
  t.notOk((await ids(false)).includes('allowed-origin-is-blocked'), 'pages that send none read it')
})

t.test('readers are origins as browsers send them, and null', t => {
  const target = targetOf('https://api.test/', { allowedOrigins: [A] })
  const readers = (...origins: readonly string[]) => allowedLines(target, origins.map(origin => ({
    request: { method: 'GET', url: 'https://api.test/', headers: [['Origin', origin]] },
    answer: { status: 200, headers: [['Access-Control-Allow-Origin', origin]] }
  }) satisfies Pick<CheckExchange, 'request' | 'answer'>))
  t.strictSame(readers(A, `${A}/`, `${A}:443`, A.toUpperCase(), 'undefined', `${A}, ${B}`, 'null', 'http://a.test:8080'), [
    `${A}, without credentials`, 'null, without credentials', 'http://a.test:8080, without credentials'
  ])
  t.strictSame(readers(`${A}/`), ['no page of another origin that was tried'])
  t.strictSame(readers(...target.untrusted), ['every origin, without credentials'])
  t.strictSame(allowedLines(target, []), ['no page of another origin that was tried'])
  t.strictSame(allowedLines(target, [{
    request: { method: 'GET', url: 'https://api.test/', headers: [] }, answer: { status: 302, headers: [['Location', '/login']] }
  }]), ['not known, as the answer is a redirect'])
  t.end()
})

t.test('a method that the list has in other case is told apart from one that it has not', async t => {
  const said = ' Names of methods are case-sensitive, and the list has PATCH.'
  const message = async (method: string, list: string, name = 'Access-Control-Allow-Methods') =>
    (await findingsOf(where(isPreflight, drop('access-control-allow-methods'), set(name, list)), { methods: [method] })).find(({ id }) => id === 'preflight-fails')?.message
  for (const [method, list, end, name] of [
    ['patch', 'GET, PATCH', `the method \`patch\` is not in \`Access-Control-Allow-Methods\`.${said}`],
    ['PATCH', 'patch', 'is not in `Access-Control-Allow-Methods`. Names of methods are case-sensitive, and the list has patch.'],
    ['patch', 'GET, PUT', 'the method `patch` is not in `Access-Control-Allow-Methods`.'],
    ['patch', 'PATCH', 'is not in `Access-Control-Allow-Methods`.', 'X-Methods'],
    ['patch', 'PATCH;', '`Access-Control-Allow-Methods` cannot be parsed.']
  ] as const) t.ok((await message(method, list, name))?.endsWith(end), `${method} of ${list}`)
  t.equal(await message('put', 'PUT'), undefined, 'browsers write it so')
})
