/** What `checkEndpoint` takes and refuses, and that it is quick and the same every time. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { CheckOptionError, checkEndpoint, plannedRequests } from '../../lib/check.ts'
import { curlOf } from '../../lib/check/curl.ts'
import type { CheckOptions } from '../../types/check.ts'

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
    [{ allow: [`${APP}/`] }, 'allow: "https://app.example.com/" is no serialized origin'],
    [{ allow: ['null'] }, 'allow: "null" is no serialized origin'],
    [{ allow: ['*'] }, 'allow: "*" is no serialized origin'],
    [{ methods: ['GE T'] }, 'methods: "GE T" is no method'],
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
    [{ resolve: 'localhost' }, 'resolve: "localhost" is no address, such as 127.0.0.1 or ::1'],
    [{ route: '/orders' }, 'route: names a policy of a document, and there is none']
  ]
  for (const [options, message] of rows) {
    const error = await checkEndpoint(URL_, options).catch((error: unknown) => error)
    t.type(error, CheckOptionError, message)
    t.ok((error as Error).message.startsWith(message), (error as Error).message)
    t.notMatch((error as Error).message, /b: c/, 'no value of a header is shown')
  }
  for (const url of ['http://127.0.0.1/', 'http://[::1]:8080/']) {
    await t.rejects(checkEndpoint(url, { resolve: '127.0.0.1' }), { message: 'resolve: "127.0.0.1" has no effect, as the URL has an address for its host' })
  }
})

t.test('addresses that are none are refused', async t => {
  for (const url of ['', 'api.example.com', 'ftp://api.example.com', 'file:///etc', 'https://user:secret@api.example.com']) {
    t.type(await checkEndpoint(url).catch((error: unknown) => error), CheckOptionError, url)
  }
  const { message } = await checkEndpoint('https://user:secret@api.example.com').catch((error: unknown) => error) as Error
  t.match(message, 'user name')
  t.notMatch(message, 'secret')
})

t.test('methods and headers are asked for as browsers write them, each once', async t => {
  const asked = plannedRequests(URL_, { allow: [APP, APP], methods: ['put', 'PUT', 'patch'], requestHeaders: ['X-B', 'x-a', 'x-b'] })
  const preflights = asked.filter(({ headers }) => headers.some(([, value]) => value === 'x-a,x-b')).map(({ headers }) => headers.find(([name]) => name === 'Access-Control-Request-Method')?.[1])
  t.strictSame([...new Set(preflights)].sort(), ['GET', 'PUT', 'patch'])
})

t.test('a policy says who calls and how, that of a route where one is named', async t => {
  const originsOf = (options: CheckOptions) => new Set(plannedRequests(URL_, options).flatMap(({ headers }) => headers.filter(([name]) => name === 'Origin').map(([, value]) => value)))
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

t.test('a command line leads the host to the address', async t => {
  const line = (url: string) => curlOf({ method: 'GET', url, headers: [] }, { resolve: '127.0.0.1' })
  t.match(line('https://api.example.com/'), '--resolve api.example.com:443:127.0.0.1')
  t.match(line('http://api.example.com/'), '--resolve api.example.com:80:127.0.0.1')
  t.match(line('http://api.example.com:8080/'), '--resolve api.example.com:8080:127.0.0.1')
})

t.test('one seed makes the same requests, and another others', async t => {
  const planned = (seed?: number) => plannedRequests(URL_, { allow: [APP], ...seed !== undefined && { seed } })
  t.strictSame(planned(), planned(1))
  t.strictSame(planned(7), planned(7))
  t.notSame(planned(7), planned(8))
  t.ok(planned().every(({ method, url }) => ['GET', 'HEAD', 'OPTIONS'].includes(method) && new URL(url).host === 'api.example.com'))
})

t.test('with the defaults one endpoint takes less than five seconds, tells of each answer, and sends the same again', async t => {
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
  const { requests } = await checkEndpoint(url, { allow: [APP], methods: ['PUT'], onProgress: (...told) => { progress.push(told) } })
  const took = performance.now() - start
  t.ok(took < 5000, `${requests} requests take ${Math.round(took)} ms`)
  t.equal(requests, sent.length)
  t.strictSame(progress.map(([done]) => done), sent.map((_, i) => i + 1))
  t.ok(progress.every(([done, planned]) => done <= planned))
  t.strictSame(progress.at(-1), [sent.length, sent.length])
  const first = sent.splice(0).sort()
  await checkEndpoint(url, { allow: [APP], methods: ['PUT'], rate: 100_000 })
  t.strictSame(sent.sort(), first)
})
