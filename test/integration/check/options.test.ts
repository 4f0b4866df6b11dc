/** The options of `checkEndpoint`: validation, effect on the requests, and defaults. */
import { createServer } from 'node:http'
import t from 'tap'
import { CheckOptionError, checkEndpoint, planRequests } from '../../../lib/check.ts'
import { curlCommand } from '../../../lib/check/curl.ts'
import { messageWithFlags } from '../../../lib/cli/check/options-as-flags.ts'
import type { CheckOptions } from '../../../types/check.ts'
import { listening } from '../../listening.ts'

const URL_ = 'https://api.example.com/orders'
const APP = 'https://app.example.com'

t.test('invalid options throw a CheckOptionError that names the option and the reason', async t => {
  const rows: Array<[options: CheckOptions, message: string]> = [
    ...(['timeout', 'maxRequests', 'maxTime', 'rate', 'seed'] as const).flatMap(name => [NaN, -1, Infinity, '5' as unknown as number, null as unknown as number]
      .map((value): [CheckOptions, string] => [{ [name]: value }, `${name}: ${typeof value === 'number' ? value : JSON.stringify(value)} is invalid. Use `])),
    [{ timeout: 0 }, 'timeout: 0 is invalid. Use a number from 1 to 2147483647.'],
    [{ maxRequests: 0 }, 'maxRequests: 0 is invalid. Use an integer from 1 to 100000.'],
    [{ maxRequests: 1.5 }, 'maxRequests: 1.5 is invalid. Use an integer'],
    [{ rate: 0 }, 'rate: 0 is invalid. Use a number from 0.01'],
    [{ seed: 0.5 }, 'seed: 0.5 is invalid. Use an integer from 0'],
    [{ allowedOrigins: [`${APP}/`] }, 'allowedOrigins: "https://app.example.com/" is not a serialized origin. Use an origin such as https://app.example.com.'],
    [{ allowedOrigins: ['null'] }, 'allowedOrigins: "null" is not a serialized origin'],
    [{ allowedOrigins: ['*'] }, 'allowedOrigins: "*" is not a serialized origin. For a public endpoint, use a `policy` with "origins": "*".'],
    [{ allowedOrigins: APP as never }, 'allowedOrigins: "https://app.example.com" is not an array of strings.'],
    [{ allowedOrigins: [5 as never] }, 'allowedOrigins: [5] is not an array of strings'],
    [{ allowedOrigins: null as never }, 'allowedOrigins: null is not an array of strings'],
    [{ methods: 'PUT' as never }, 'methods: "PUT" is not an array of strings'],
    [{ methods: ['GE T'] }, 'methods: "GE T" is not the name of a method. Use a name such as GET or PUT.'],
    [{ allowedOrigins: [APP], methods: ['trace'] }, 'methods: "trace" is a method that pages cannot send: browsers forbid it. Remove it.'],
    [{ allowedOrigins: [APP], methods: ['PUT', 'CONNECT'] }, 'methods: "CONNECT" is a method that pages cannot send: browsers forbid it. Remove it.'],
    [{ allowedOrigins: [APP], methods: ['TRACK'] }, 'methods: "TRACK" is a method that pages cannot send: browsers forbid it. Remove it.'],
    [{ requestHeaders: new Set(['x-a']) as never }, 'requestHeaders: {} is not an array of strings'],
    [{ requestHeaders: ['cookie'] }, 'requestHeaders: "cookie" is not the name of a header that a page can set. Use a name such as X-Api-Key.'],
    [{ requestHeaders: ['a b'] }, 'requestHeaders: "a b" is not the name of a header that a page can set. Use a name such as X-Api-Key.'],
    [{ headers: { Origin: APP } }, 'headers: "Origin" is not allowed. The check or the HTTP client sets this header.'],
    [{ headers: { 'Content-Length': '5' } }, 'headers: "Content-Length" is not allowed. The check or the HTTP client sets this header.'],
    [{ headers: { 'a b': 'x' } }, 'headers: "a b" is not the name of a header, such as X-Api-Key, or its value has characters that a header cannot have.'],
    [{ headers: { Cookie: 'a\r\nb: c' } }, 'headers: "Cookie" is not the name of a header, such as X-Api-Key, or its value has characters that a header cannot have.'],
    [{ headers: { Cookie: 5 as unknown as string } }, 'headers: "Cookie" is not the name of a header, such as X-Api-Key, or its value has characters that a header cannot have.'],
    [{ errorPath: 'fail' }, 'errorPath: "fail" is not a path. Use a path that begins with one "/".'],
    [{ errorPath: '//example.net/' }, 'errorPath: "//example.net/" is not a path'],
    [{ errorPath: '/\\example.net/' }, 'errorPath: "/\\\\example.net/" is not a path'],
    [{ errorPath: 5 as never }, 'errorPath: 5 is not a string'],
    [{ credentials: 'true' as never }, 'credentials: "true" is not true or false.'],
    [{ insecure: 0 as never }, 'insecure: 0 is not true or false.'],
    [{ headers: 'b: c' as never }, 'headers: The value is not an object.'],
    [{ headers: ['b: c'] as never }, 'headers: The value is not an object.'],
    [{ headers: null as never }, 'headers: The value is not an object.'],
    [{ onProgress: true as never }, 'onProgress: true is not a function.'],
    [{ signal: {} as never }, 'signal: {} is not an AbortSignal.'],
    [{ resolve: 'localhost' }, 'resolve: "localhost" is not an IP address. Use an address such as 127.0.0.1 or ::1.'],
    [{ route: '/orders' }, 'route: This option needs a policy document. Use `policy` to add one.'],
    [{ policy: { origins: '*' }, route: 'orders/:id' }, 'route: "orders/:id" is not a route. Use a path that begins with "/", or use "*".'],
    [{ policy: { origins: '*' }, route: '*/orders' }, 'route: "*/orders" is not a route'],
    [{ policy: { origins: '*' }, route: '' }, 'route: "" is not a route']
  ]
  for (const [options, message] of rows) {
    const error = await checkEndpoint(URL_, options).catch((error: unknown) => error)
    t.type(error, CheckOptionError, message)
    t.ok((error as Error).message.startsWith(message), (error as Error).message)
    t.match(error, { name: 'CheckOptionError', code: 'FST_CORS_CHECK_OPTIONS_INVALID' })
    t.notMatch((error as Error).message, /b: c/, 'the message does not contain header values')
    t.equal((error as CheckOptionError).option, message.slice(0, message.indexOf(':')))
  }
  for (const url of ['http://127.0.0.1/', 'http://[::1]:8080/']) {
    await t.rejects(checkEndpoint(url, { resolve: '127.0.0.1' }), { message: 'resolve: "127.0.0.1" has no effect, because the host of the URL is an IP address already. Remove it.' })
  }
})

t.test('options that are not an object, and unknown options, throw a CheckOptionError', async t => {
  const rows: Array<[options: unknown, message: string]> = [
    [null, 'The options are null, which is not an object.'],
    ['allow', 'The options are "allow", which is not an object.'],
    [[APP], 'The options are ["https://app.example.com"], which is not an object.'],
    [{ origins: [APP] }, '"origins" is not an option.'],
    [{ method: ['PUT'] }, '"method" is not an option. Did you mean "methods"?'],
    [{ allowed: undefined }, '"allowed" is not an option.'],
    [{ toString: 1 }, '"toString" is not an option.']
  ]
  for (const [options, message] of rows) {
    const error = await checkEndpoint(URL_, options as CheckOptions).catch((error: unknown) => error)
    t.type(error, CheckOptionError, message)
    t.match(error, { message, option: undefined })
  }
  t.ok(planRequests(URL_, { allowedOrigins: undefined, http2: undefined, policy: undefined } as never).length > 0, 'undefined is the same as absent')
})

t.test('options about pages need allowedOrigins or policy', async t => {
  const given: CheckOptions = { methods: ['PUT'], requestHeaders: ['x-a'], errorPath: '/fails', errorMethod: 'POST' }
  for (const [option, value] of Object.entries(given)) {
    for (const allow of [undefined, []]) {
      const error = await checkEndpoint(URL_, { [option]: value, ...allow !== undefined && { allowedOrigins: allow } }).catch((error: unknown) => error)
      t.type(error, CheckOptionError, option)
      t.match(error, { option, message: `${option}: This option needs the origins of the pages that should be allowed. Use \`allowedOrigins\` or \`policy\` to list them.` })
    }
    for (const named of [{ allowedOrigins: [APP] }, { policy: { origins: '*' } }] as const) t.ok(planRequests(URL_, { ...named, [option]: value }).length > 0, option)
  }
  t.ok(planRequests(URL_, { methods: [], requestHeaders: [] }).length > 0, 'empty lists are the same as absent')
  t.ok(planRequests(URL_, { policy: { origins: '*' }, route: '*' }).length > 0)
})

t.test('messages of the command name flags instead of options, and quoted values stay unchanged', t => {
  for (const [option, message, translated] of [
    ['requestHeaders', 'requestHeaders: "a b" is invalid.', '--request-header: "a b" is invalid.'],
    ['methods', 'methods: "`allowedOrigins`\\"`policy`" is invalid. Use `allowedOrigins`.', '--method: "`allowedOrigins`\\"`policy`" is invalid. Use --allow.'],
    ['errorMethod', 'errorMethod: Use `allowedOrigins`, or a `policy` with "origins": "*".', '--error-method: Use --allow, or a --policy with "origins": "*".'],
    ['headers', 'headers: "Origin" is invalid.', '--header: "Origin" is invalid.'],
    ['maxRequests', 'maxRequests: 0 is invalid.', '--max-requests: 0 is invalid.'],
    ['webSocket', 'webSocket: 0 is invalid.', '--websocket: 0 is invalid.'],
    [undefined, '"allow" is not a URL.', '"allow" is not a URL.']
  ] as const) t.equal(messageWithFlags({ option, message }), translated)
  t.end()
})

t.test('invalid URLs throw a CheckOptionError', async t => {
  for (const url of ['', 'api.example.com', 'ftp://api.example.com', 'file:///etc', 'https://user:secret@api.example.com']) {
    t.type(await checkEndpoint(url).catch((error: unknown) => error), CheckOptionError, url)
  }
  const { message } = await checkEndpoint('https://user:secret@api.example.com').catch((error: unknown) => error) as Error
  t.match(message, 'user name')
  t.notMatch(message, 'secret')
})

t.test('an origin that the URL parser of some Node.js versions rejects is checked like other origins', async t => {
  const server = createServer((_, response) => response.setHeader('set-cookie', 'a=b; Secure; HttpOnly; SameSite=Lax').end())
  const { origin } = await listening(server, { t })
  const { findings } = await checkEndpoint(`${origin}/`, { allowedOrigins: ['https://xn--a.example.com'], credentials: true })
  t.strictSame(findings.filter(({ id }) => id === 'cookie-not-sent-cross-site').length, 1)
  const origins = planRequests(URL_, { allowedOrigins: ['https://xn--.example.com:8443', 'app://.'] }).flatMap(({ headers }) => headers.filter(([name]) => name === 'Origin').map(([, value]) => value))
  for (const origin of ['https://evil-xn--.example.com:8443', 'HTTPS://XN--.EXAMPLE.COM:8443', 'https://xn--.example.com', 'https://xn--.example.com.:8443']) t.ok(origins.includes(origin), origin)
})

t.test('preflights request each method and header once, in the form of browsers', async t => {
  const planned = planRequests(URL_, { allowedOrigins: [APP, APP], methods: ['put', 'PUT', 'patch'], requestHeaders: ['X-B', 'x-a', 'x-b'] })
  const preflights = planned.filter(({ headers }) => headers.some(([, value]) => value === 'x-a,x-b')).map(({ headers }) => headers.find(([name]) => name === 'Access-Control-Request-Method')?.[1])
  t.strictSame([...new Set(preflights)].sort(), ['GET', 'PUT', 'patch'])
})

t.test('a policy, or the policy of a route, defines the origins that are tested', async t => {
  const originsOf = (options: CheckOptions) => new Set(planRequests(URL_, options).flatMap(({ headers }) => headers.filter(([name]) => name === 'Origin').map(([, value]) => value)))
  const other = 'https://other.example.org'
  const policy = { origins: [APP], policies: { others: { origins: [other] } }, routes: { '/orders': 'others' } }
  t.ok(originsOf({ policy }).has(other), 'the path of the URL is the route')
  t.ok(originsOf({ policy: { ...policy, routes: { '/:list': 'others' } } }).has(other), 'a route with a parameter')
  t.ok(originsOf({ policy: { ...policy, routes: { '/:list/:id': 'others', '/*': {} } } }).has(APP))
  t.ok(originsOf({ policy, route: '/orders' }).has(other))
  t.ok(originsOf({ policy, route: '/others' }).has(APP))
  t.ok(originsOf({ policy: { origins: [APP] }, route: '/orders' }).has(APP))
  t.ok(originsOf({ policy: { privateSuffixes: ['internal.example'], origins: [APP], routes: { '/orders': { origins: [other] } } }, route: '/orders' }).has(other))
  t.ok(originsOf({ policy: { origins: [APP], allowedHeaders: '*', methods: [] } }).has(APP))
})

t.test('of a policy with many origins 100 are tested, for which the default of maxRequests is enough', async t => {
  const planned = (count: number) => planRequests(URL_, { policy: { origins: Array.from({ length: count }, (_, i) => `https://app${i}.example`), methods: ['PUT', 'PATCH', 'DELETE'] } })
  const origins = (count: number) => new Set(planned(count).flatMap(({ headers }) => headers.filter(([, value]) => /^https:\/\/app\d+\.example$/.test(value)).map(([, value]) => value)))
  t.equal(origins(99).size, 99)
  t.equal(origins(100).size, 100)
  t.equal(origins(1000).size, 100)
  t.ok(planned(1000).length < 270, `${planned(1000).length} requests, and some that depend on responses`)
})

t.test('curl commands have the resolve option', async t => {
  const line = (url: string) => curlCommand({ method: 'GET', url, headers: [] }, { resolve: '127.0.0.1' })
  t.match(line('https://api.example.com/'), '--resolve api.example.com:443:127.0.0.1')
  t.match(line('http://api.example.com/'), '--resolve api.example.com:80:127.0.0.1')
  t.match(line('http://api.example.com:8080/'), '--resolve api.example.com:8080:127.0.0.1')
})

t.test('the same seed makes the same requests, and another seed makes others', async t => {
  const planned = (seed?: number) => planRequests(URL_, { allowedOrigins: [APP], ...seed !== undefined && { seed } })
  t.strictSame(planned(), planned(1))
  t.strictSame(planned(7), planned(7))
  t.notSame(planned(7), planned(8))
  t.ok(planned().every(({ method, url }) => ['GET', 'HEAD', 'OPTIONS'].includes(method) && new URL(url).host === 'api.example.com'))
})

/** Default of the rate option: requests per second. */
const DEFAULT_RATE = 100

t.test('with the defaults a check sends fewer requests than the rate allows in five seconds, reports the progress of each request, and is reproducible', async t => {
  const sent: string[] = []
  const server = createServer((request, response) => {
    sent.push(`${request.method} ${request.url} ${request.rawHeaders.join('\n')}`)
    const { origin } = request.headers
    response.writeHead(200, origin === APP ? { 'access-control-allow-origin': APP, 'access-control-allow-methods': 'PUT', vary: 'Origin' } : { vary: 'Origin' }).end('{}')
  })
  const url = `${(await listening(server, { t })).origin}/orders`
  const progress: Array<[number, number]> = []
  const start = performance.now()
  const { requests } = await checkEndpoint(url, { allowedOrigins: [APP], methods: ['PUT'], onProgress: (...counts) => { progress.push(counts) } })
  const took = performance.now() - start
  t.ok(requests < 5 * DEFAULT_RATE, `${requests} requests`)
  t.ok(took > (requests - 2) * 1000 / DEFAULT_RATE, `${requests} requests take ${Math.round(took)} ms, which is the minimum at the default rate`)
  t.equal(requests, sent.length)
  t.strictSame(progress.map(([done]) => done), sent.map((_, i) => i + 1))
  t.ok(progress.every(([done, planned]) => done <= planned))
  t.strictSame(progress.at(-1), [sent.length, sent.length])
  const first = sent.splice(0).sort()
  await checkEndpoint(url, { allowedOrigins: [APP], methods: ['PUT'], rate: 100_000 })
  t.strictSame(sent.sort(), first)
})
