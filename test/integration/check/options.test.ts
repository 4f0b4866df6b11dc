/** What `checkEndpoint` takes and refuses, and that it is quick and the same every time. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { CheckOptionError, checkEndpoint, planRequests } from '../../../lib/check.ts'
import { curlOf } from '../../../lib/check/curl.ts'
import { flagMessage } from '../../../lib/cli/check/flag-message.ts'
import type { CheckOptions } from '../../../types/check.ts'

const URL_ = 'https://api.example.com/orders'
const APP = 'https://app.example.com'

t.test('options that are none are refused, and say which and why', async t => {
  const rows: Array<[options: CheckOptions, message: string]> = [
    ...(['timeout', 'maxRequests', 'maxTime', 'rate', 'seed'] as const).flatMap(name => [NaN, -1, Infinity, '5' as unknown as number, null as unknown as number]
      .map((value): [CheckOptions, string] => [{ [name]: value }, `${name}: ${typeof value === 'number' ? value : JSON.stringify(value)} is no `])),
    [{ timeout: 0 }, 'timeout: 0 is no number from 1 to 2147483647'],
    [{ maxRequests: 0 }, 'maxRequests: 0 is no whole number from 1 to 100000'],
    [{ maxRequests: 1.5 }, 'maxRequests: 1.5 is no whole number'],
    [{ rate: 0 }, 'rate: 0 is no number from 0.01'],
    [{ seed: 0.5 }, 'seed: 0.5 is no whole number from 0'],
    [{ allowedOrigins: [`${APP}/`] }, 'allow: "https://app.example.com/" is no serialized origin'],
    [{ allowedOrigins: ['null'] }, 'allow: "null" is no serialized origin'],
    [{ allowedOrigins: ['*'] }, 'allow: "*" is no serialized origin: for the pages of everybody give a `policy` with "origins": "*"'],
    [{ allowedOrigins: APP as never }, 'allow: "https://app.example.com" is no list of texts'],
    [{ allowedOrigins: [5 as never] }, 'allow: [5] is no list of texts'],
    [{ allowedOrigins: null as never }, 'allow: null is no list of texts'],
    [{ methods: 'PUT' as never }, 'methods: "PUT" is no list of texts'],
    [{ methods: ['GE T'] }, 'methods: "GE T" is no method'],
    [{ allowedOrigins: [APP], methods: ['trace'] }, 'methods: "trace" is a method that browsers send for no page'],
    [{ allowedOrigins: [APP], methods: ['PUT', 'CONNECT'] }, 'methods: "CONNECT" is a method that browsers send for no page'],
    [{ allowedOrigins: [APP], methods: ['TRACK'] }, 'methods: "TRACK" is a method that browsers send for no page'],
    [{ requestHeaders: new Set(['x-a']) as never }, 'requestHeaders: {} is no list of texts'],
    [{ requestHeaders: ['cookie'] }, 'requestHeaders: "cookie" is no header that a page can set'],
    [{ requestHeaders: ['a b'] }, 'requestHeaders: "a b" is no header that a page can set'],
    [{ headers: { Origin: APP } }, 'headers: "Origin" is a header that the check or HTTP itself sets'],
    [{ headers: { 'Content-Length': '5' } }, 'headers: "Content-Length" is a header that the check or HTTP itself sets'],
    [{ headers: { 'a b': 'x' } }, 'headers: "a b" is no header name, or its value is no header value'],
    [{ headers: { Cookie: 'a\r\nb: c' } }, 'headers: "Cookie" is no header name, or its value is no header value'],
    [{ headers: { Cookie: 5 as unknown as string } }, 'headers: "Cookie" is no header name, or its value is no header value'],
    [{ errorPath: 'fail' }, 'errorPath: "fail" is no path: begin it with one "/"'],
    [{ errorPath: '//example.net/' }, 'errorPath: "//example.net/" is no path'],
    [{ errorPath: '/\\example.net/' }, 'errorPath: "/\\\\example.net/" is no path'],
    [{ errorPath: 5 as never }, 'errorPath: 5 is no text'],
    [{ credentials: 'true' as never }, 'credentials: "true" is neither true nor false'],
    [{ insecure: 0 as never }, 'insecure: 0 is neither true nor false'],
    [{ headers: 'b: c' as never }, 'headers: what is given is no object'],
    [{ headers: ['b: c'] as never }, 'headers: what is given is no object'],
    [{ headers: null as never }, 'headers: what is given is no object'],
    [{ onProgress: true as never }, 'onProgress: true is no function'],
    [{ signal: {} as never }, 'signal: {} is no AbortSignal'],
    [{ resolve: 'localhost' }, 'resolve: "localhost" is no address, such as 127.0.0.1 or ::1'],
    [{ route: '/orders' }, 'route: names a policy of a document, and there is none'],
    [{ policy: { origins: '*' }, route: 'orders/:id' }, 'route: "orders/:id" is no route: begin it with "/", or write "*"'],
    [{ policy: { origins: '*' }, route: '*/orders' }, 'route: "*/orders" is no route'],
    [{ policy: { origins: '*' }, route: '' }, 'route: "" is no route']
  ]
  for (const [options, message] of rows) {
    const error = await checkEndpoint(URL_, options).catch((error: unknown) => error)
    t.type(error, CheckOptionError, message)
    t.ok((error as Error).message.startsWith(message), (error as Error).message)
    t.notMatch((error as Error).message, /b: c/, 'no value of a header is shown')
    t.equal((error as CheckOptionError).option, message.slice(0, message.indexOf(':')))
  }
  for (const url of ['http://127.0.0.1/', 'http://[::1]:8080/']) {
    await t.rejects(checkEndpoint(url, { resolve: '127.0.0.1' }), { message: 'resolve: "127.0.0.1" has no effect, as the URL has an address for its host' })
  }
})

t.test('what is no object of options is refused, and so is an option that there is not', async t => {
  const rows: Array<[options: unknown, message: string]> = [
    [null, 'the options are null, which is no object'],
    ['allow', 'the options are "allow", which is no object'],
    [[APP], 'the options are ["https://app.example.com"], which is no object'],
    [{ origins: [APP] }, '"origins" is no option'],
    [{ method: ['PUT'] }, '"method" is no option; did you mean methods?'],
    [{ allowed: undefined }, '"allowed" is no option; did you mean allow?'],
    [{ toString: 1 }, '"toString" is no option']
  ]
  for (const [options, message] of rows) {
    const error = await checkEndpoint(URL_, options as CheckOptions).catch((error: unknown) => error)
    t.type(error, CheckOptionError, message)
    t.match(error, { message, option: undefined })
  }
  t.ok(planRequests(URL_, { allowedOrigins: undefined, http2: undefined, policy: undefined } as never).length > 0, 'undefined is as good as absent')
})

t.test('what is about pages is refused where nobody says whose', async t => {
  const given: CheckOptions = { methods: ['PUT'], requestHeaders: ['x-a'], errorPath: '/fails', errorMethod: 'POST' }
  for (const [option, value] of Object.entries(given)) {
    for (const allow of [undefined, []]) {
      const error = await checkEndpoint(URL_, { [option]: value, ...allow !== undefined && { allowedOrigins: allow } }).catch((error: unknown) => error)
      t.type(error, CheckOptionError, option)
      t.match(error, { option, message: `${option}: is about pages that should be let in, and none is known: name their origins by \`allow\`, or give a \`policy\`` })
    }
    for (const named of [{ allowedOrigins: [APP] }, { policy: { origins: '*' } }] as const) t.ok(planRequests(URL_, { ...named, [option]: value }).length > 0, option)
  }
  t.ok(planRequests(URL_, { methods: [], requestHeaders: [] }).length > 0, 'empty lists say nothing')
  t.ok(planRequests(URL_, { policy: { origins: '*' }, route: '*' }).length > 0)
})

t.test('at the command line flags stand for options, and what was given stays as it is', t => {
  for (const [option, message, said] of [
    ['requestHeaders', 'requestHeaders: "a b" is no header', '--request-header: "a b" is no header'],
    ['methods', 'methods: "`allow`\\"`policy`" is none, see `allow`', '--method: "`allow`\\"`policy`" is none, see --allow'],
    ['errorMethod', 'errorMethod: name `allowedOrigins`, or a `policy` with "origins": "*"', '--error-method: name --allow, or a --policy with "origins": "*"'],
    ['headers', 'headers: "Origin" is none', '--header: "Origin" is none'],
    ['maxRequests', 'maxRequests: 0 is none', '--max-requests: 0 is none'],
    ['webSocket', 'webSocket: 0 is none', '--websocket: 0 is none'],
    [undefined, '"allow" is no URL', '"allow" is no URL']
  ] as const) t.equal(flagMessage({ option, message }), said)
  t.end()
})

t.test('addresses that are none are refused', async t => {
  for (const url of ['', 'api.example.com', 'ftp://api.example.com', 'file:///etc', 'https://user:secret@api.example.com']) {
    t.type(await checkEndpoint(url).catch((error: unknown) => error), CheckOptionError, url)
  }
  const { message } = await checkEndpoint('https://user:secret@api.example.com').catch((error: unknown) => error) as Error
  t.match(message, 'user name')
  t.notMatch(message, 'secret')
})

t.test('an origin that the parser of URLs refuses in some versions of Node is checked like others', async t => {
  const server = createServer((_, response) => response.setHeader('set-cookie', 'a=b; Secure; HttpOnly; SameSite=Lax').end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { findings } = await checkEndpoint(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { allowedOrigins: ['https://xn--a.example.com'], credentials: true })
  t.strictSame(findings.filter(({ id }) => id === 'cookie-not-sent-cross-site').length, 1)
  const origins = planRequests(URL_, { allowedOrigins: ['https://xn--.example.com:8443', 'app://.'] }).flatMap(({ headers }) => headers.filter(([name]) => name === 'Origin').map(([, value]) => value))
  for (const origin of ['https://evil-xn--.example.com:8443', 'HTTPS://XN--.EXAMPLE.COM:8443', 'https://xn--.example.com', 'https://xn--.example.com.:8443']) t.ok(origins.includes(origin), origin)
})

t.test('methods and headers are asked for as browsers write them, each once', async t => {
  const asked = planRequests(URL_, { allowedOrigins: [APP, APP], methods: ['put', 'PUT', 'patch'], requestHeaders: ['X-B', 'x-a', 'x-b'] })
  const preflights = asked.filter(({ headers }) => headers.some(([, value]) => value === 'x-a,x-b')).map(({ headers }) => headers.find(([name]) => name === 'Access-Control-Request-Method')?.[1])
  t.strictSame([...new Set(preflights)].sort(), ['GET', 'PUT', 'patch'])
})

t.test('a policy says who calls and how, that of a route where one is named', async t => {
  const originsOf = (options: CheckOptions) => new Set(planRequests(URL_, options).flatMap(({ headers }) => headers.filter(([name]) => name === 'Origin').map(([, value]) => value)))
  const other = 'https://other.example.org'
  const policy = { origins: [APP], policies: { others: { origins: [other] } }, routes: { '/orders': 'others' } }
  t.ok(originsOf({ policy }).has(APP))
  t.notOk(originsOf({ policy }).has(other))
  t.ok(originsOf({ policy, route: '/orders' }).has(other))
  t.ok(originsOf({ policy, route: '/others' }).has(APP))
  t.ok(originsOf({ policy: { origins: [APP] }, route: '/orders' }).has(APP))
  t.ok(originsOf({ policy: { privateSuffixes: ['internal.example'], origins: [APP], routes: { '/orders': { origins: [other] } } }, route: '/orders' }).has(other))
  t.ok(originsOf({ policy: { origins: [APP], allowedHeaders: '*', methods: [] } }).has(APP))
})

t.test('a policy with many origins is asked for a hundred of them, which the most requests are enough for', async t => {
  const planned = (count: number) => planRequests(URL_, { policy: { origins: Array.from({ length: count }, (_, i) => `https://app${i}.example`), methods: ['PUT', 'PATCH', 'DELETE'] } })
  const origins = (count: number) => new Set(planned(count).flatMap(({ headers }) => headers.filter(([, value]) => /^https:\/\/app\d+\.example$/.test(value)).map(([, value]) => value)))
  t.equal(origins(99).size, 99)
  t.equal(origins(100).size, 100)
  t.equal(origins(1000).size, 100)
  t.ok(planned(1000).length < 270, `${planned(1000).length} requests, and some that depend on answers`)
})

t.test('a command line leads the host to the address', async t => {
  const line = (url: string) => curlOf({ method: 'GET', url, headers: [] }, { resolve: '127.0.0.1' })
  t.match(line('https://api.example.com/'), '--resolve api.example.com:443:127.0.0.1')
  t.match(line('http://api.example.com/'), '--resolve api.example.com:80:127.0.0.1')
  t.match(line('http://api.example.com:8080/'), '--resolve api.example.com:8080:127.0.0.1')
})

t.test('one seed makes the same requests, and another others', async t => {
  const planned = (seed?: number) => planRequests(URL_, { allowedOrigins: [APP], ...seed !== undefined && { seed } })
  t.strictSame(planned(), planned(1))
  t.strictSame(planned(7), planned(7))
  t.notSame(planned(7), planned(8))
  t.ok(planned().every(({ method, url }) => ['GET', 'HEAD', 'OPTIONS'].includes(method) && new URL(url).host === 'api.example.com'))
})

/** Requests in a second, where no option says otherwise. */
const DEFAULT_RATE = 100

t.test('with the defaults one endpoint has so few requests that they take less than five seconds; each answer is told, and the same is sent again', async t => {
  const sent: string[] = []
  const server = createServer((request, response) => {
    sent.push(`${request.method} ${request.url} ${request.rawHeaders.join('\n')}`)
    const { origin } = request.headers
    response.writeHead(200, origin === APP ? { 'access-control-allow-origin': APP, 'access-control-allow-methods': 'PUT', vary: 'Origin' } : { vary: 'Origin' }).end('{}')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`
  const progress: Array<[number, number]> = []
  const start = performance.now()
  const { requests } = await checkEndpoint(url, { allowedOrigins: [APP], methods: ['PUT'], onProgress: (...told) => { progress.push(told) } })
  const took = performance.now() - start
  t.ok(requests < 5 * DEFAULT_RATE, `${requests} requests`)
  t.ok(took > (requests - 2) * 1000 / DEFAULT_RATE, `${requests} requests take ${Math.round(took)} ms, and no less`)
  t.equal(requests, sent.length)
  t.strictSame(progress.map(([done]) => done), sent.map((_, i) => i + 1))
  t.ok(progress.every(([done, planned]) => done <= planned))
  t.strictSame(progress.at(-1), [sent.length, sent.length])
  const first = sent.splice(0).sort()
  await checkEndpoint(url, { allowedOrigins: [APP], methods: ['PUT'], rate: 100_000 })
  t.strictSame(sent.sort(), first)
})
