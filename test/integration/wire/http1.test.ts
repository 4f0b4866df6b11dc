/** Exact bytes over HTTP/1.1: what Node's parser makes of them, and what becomes of that. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { listening } from '../../listening.ts'
import { corsLinesOf, exchange, responsesIn } from './raw-exchange.ts'

const A = 'https://a.test'
const ran: string[] = []
const app = Fastify({ forceCloseConnections: true })
app.register(corsPlugin, {
  origins: [A, 'https://*.a.test'], credentials: true, allowedHeaders: ['X-H'], exposedHeaders: ['X-E'], maxAge: 600
})
app.get('/', async (request) => { ran.push(request.method); return 'body' })
app.put('/', async (request) => { ran.push(request.method); return 'body' })
app.get('/own-vary', async (_request, reply) => {
  reply.raw.setHeader('Vary', 'Cookie')
  return reply.header('vary', 'Accept').send('')
})
app.get('/open', { config: { cors: { origins: '*', credentials: false } } }, async () => 'body')
const { port } = await listening(app, { t })

/** A request that asks the server to close; `head` is its header lines, each with its CRLF. */
const request = (start: string, head: string) => `${start} HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n${head}\r\n`
const get = (head: string) => request('GET /', head)
const preflight = (head: string) => request('OPTIONS /', head)

const ADMITTED = [
  'access-control-allow-credentials: true',
  `access-control-allow-origin: ${A}`,
  'access-control-expose-headers: x-e',
  'vary: Origin'
]
const APPROVED = [
  'access-control-allow-credentials: true',
  'access-control-allow-headers: x-h',
  'access-control-allow-methods: GET, HEAD, PUT',
  `access-control-allow-origin: ${A}`,
  'access-control-max-age: 600',
  'vary: Origin'
]
const REFUSED = ['vary: Origin']
const NONE: string[] = []
const ACRM = 'Access-Control-Request-Method: PUT\r\n'

/** A preflight from the allowed origin, with these lines for what it requests. */
const requesting = (head: string) => preflight(`Origin: ${A}\r\n${head}`)

type Row = readonly [what: string, bytes: string, status: number, lines: string[]]

/** The header line Origin in every shape: the lines, and whether the value that arrives is the allowed one. */
const ORIGINS: ReadonlyArray<readonly [what: string, head: string, isAllowed: boolean]> = [
  ['an allowed origin', `Origin: ${A}\r\n`, true],
  ['a name in lower case', `origin: ${A}\r\n`, true],
  ['a name in upper case', `ORIGIN: ${A}\r\n`, true],
  ['no space after the colon', `Origin:${A}\r\n`, true],
  ['spaces and tabs around the value, which are not part of it', `Origin: \t  ${A} \t \r\n`, true],
  ['another origin', 'Origin: https://evil.test\r\n', false],
  ['an empty value', 'Origin:\r\n', false],
  ['nothing but white space', 'Origin: \t \r\n', false],
  ['two lines, an allowed one and another', `Origin: ${A}\r\nOrigin: https://evil.test\r\n`, false],
  ['two lines the other way round', `Origin: https://evil.test\r\nOrigin: ${A}\r\n`, false],
  ['two lines with the same allowed value', `Origin: ${A}\r\nOrigin: ${A}\r\n`, false],
  ['an allowed line and an empty one', `Origin: ${A}\r\nOrigin:\r\n`, false],
  ['two values in one line', `Origin: ${A} https://evil.test\r\n`, false],
  ['a tab inside', 'Origin: https://a\t.test\r\n', false],
  ['a tab before a wildcard\'s suffix', 'Origin: https://x\t.a.test\r\n', false],
  ['bytes above ASCII', 'Origin: https://\xe4.a.test\r\n', false],
  ['bytes that are UTF-8', `Origin: ${Buffer.from('https://ä.a.test').toString('latin1')}\r\n`, false],
  ['8 KB', `Origin: https://${'a'.repeat(8192)}.a.test\r\n`, false],
  ['15 KB of dots', `Origin: https://${'.'.repeat(15_000)}a.test\r\n`, false],
  ['null', 'Origin: null\r\n', false]
]

/** The parser of Node 20.19 takes it as a part of the name: it is another field, and later ones refuse it. */
const SPACE_BEFORE_COLON = ['a space before the colon', get(`Origin : ${A}\r\n`)] as const
const refusesSpaceBeforeColon = !process.versions['llhttp']!.startsWith('8.')

/** Requests that the HTTP parser rejects. */
const REFUSED_BY_NODE: ReadonlyArray<readonly [what: string, bytes: string, status: number]> = [
  ['NUL in Origin', get('Origin: https://a\0.test\r\n'), 400],
  ['a control character in Origin', get('Origin: https://a\x01.test\r\n'), 400],
  ['DEL in Origin', get('Origin: https://a\x7f.test\r\n'), 400],
  ['a bare CR', get(`Origin: ${A}\rX: y\r\n`), 400],
  ...refusesSpaceBeforeColon ? [[...SPACE_BEFORE_COLON, 400] as const] : [],
  ['a folded line', get(`Origin: ${A}\r\n https://evil.test\r\n`), 400],
  ['a method in lower case', request('options /', `Origin: ${A}\r\n${ACRM}`), 400],
  ['a method that Node does not know', request('BREW /', `Origin: ${A}\r\n`), 400],
  ['more than 16 KiB', get(`Origin: https://${'a'.repeat(16_384)}.a.test\r\n`), 431],
  ['1 MB of requested headers', requesting(`${ACRM}Access-Control-Request-Headers: ${','.repeat(1e6)}\r\n`), 431]
]

const ROWS: readonly Row[] = [
  ...ORIGINS.flatMap(([what, head, isAllowed]): Row[] => [
    [`a request with ${what}`, get(head), 200, isAllowed ? ADMITTED : REFUSED],
    [`a preflight with ${what}`, preflight(`${head}${ACRM}`), isAllowed ? 204 : 403, isAllowed ? APPROVED : REFUSED]
  ]),
  ['a request without Origin', get(''), 200, REFUSED],
  ...refusesSpaceBeforeColon ? [] : [[...SPACE_BEFORE_COLON, 200, REFUSED] as const],
  ['a route for every origin, which looks at none', request('GET /open', 'Origin: \xff\xfe\r\nOrigin: x\r\n'), 200, [
    'access-control-allow-origin: *', 'access-control-expose-headers: x-e'
  ]],
  ['Vary from everywhere in one line', request('GET /own-vary', ''), 200, ['vary: Cookie, Accept, Origin']],

  ['two lines of the requested method', requesting(`${ACRM}${ACRM}`), 204, APPROVED],
  ['an empty requested method', requesting('Access-Control-Request-Method:\r\n'), 204, APPROVED],
  ['white space around the requested method', requesting('Access-Control-Request-Method:\t PUT \r\n'), 204, APPROVED],
  ['a requested method with a tab inside', requesting('Access-Control-Request-Method: PU\tT\r\n'), 204, APPROVED],
  ['a requested method in lower case', requesting('Access-Control-Request-Method: put\r\n'), 204, APPROVED],
  ['a requested method above ASCII', requesting('Access-Control-Request-Method: \xc4\r\n'), 204, APPROVED],
  ['a requested method of 8 KB', requesting(
    `Access-Control-Request-Method: ${'PUT'.repeat(2730)}\r\n`
  ), 204, APPROVED],
  ['requested headers of 8 KB', requesting(`${ACRM}Access-Control-Request-Headers: ${'x-h, '.repeat(1638)}\r\n`), 204, APPROVED],
  ['two lines of requested headers', preflight(
    `Origin: ${A}\r\n${ACRM}Access-Control-Request-Headers: x-h\r\nAccess-Control-Request-Headers: x-evil\r\n`
  ), 204, APPROVED],
  ['Origin without a requested method', preflight(`Origin: ${A}\r\n`), 404, ADMITTED],
  ['a requested method without Origin', preflight(ACRM), 404, REFUSED],

  ['OPTIONS *', request('OPTIONS *', ''), 404, REFUSED],
  ['a preflight for *', request('OPTIONS *', `Origin: ${A}\r\n${ACRM}`), 204, APPROVED],
  ['an absolute target', request('GET http://api.test/', `Origin: ${A}\r\n`), 200, ADMITTED],
  ['an absolute target of another host', request('GET http://a.test/', 'Origin: https://evil.test\r\n'), 200, REFUSED],
  ['a preflight for an absolute target', request('OPTIONS http://api.test/', `Origin: ${A}\r\n${ACRM}`), 204, APPROVED],
  ['the query of a preflight', request('OPTIONS /?origin=https://evil.test', `Origin: ${A}\r\n${ACRM}`), 204, APPROVED],
  ['Origin under other names', get(`X-Origin: ${A}\r\nReferer: ${A}/\r\nX-Forwarded-Host: a.test\r\n`), 200, REFUSED],
  ['Vary in the request', get('Vary: X-Evil\r\n'), 200, REFUSED],
  ['HTTP/1.0', `GET / HTTP/1.0\r\nOrigin: ${A}\r\n\r\n`, 200, ADMITTED],
  ['a preflight with a body', `${requesting(`${ACRM}Content-Length: 4\r\n`)}body`, 204, APPROVED]
]

t.test('every shape of an HTTP/1 request gets the expected response, each header in one line', async (t) => {
  for (const [what, bytes, status, lines] of ROWS) {
    const [response, ...others] = responsesIn(await exchange(port, bytes))
    t.same([response!.status, corsLinesOf(response!), others.length], [status, lines, 0], what)
  }
})

t.test('a request that Node rejects gets no CORS header and reaches no handler', async (t) => {
  ran.length = 0
  for (const [what, bytes, status] of REFUSED_BY_NODE) {
    const text = await exchange(port, bytes)
    if (status === 431 && text === '') continue
    const [response] = responsesIn(text)
    t.same([response!.status, corsLinesOf(response!)], [status, NONE], what)
  }
  t.same(ran, [])
  t.match(await exchange(port, get(`Origin: ${A}\r\n`)), /^HTTP\/1.1 200 /, 'and the server goes on')
})

t.test('the response to a preflight is empty, with Content-Length if its status requires it', async (t) => {
  ran.length = 0
  const [approved] = responsesIn(await exchange(port, requesting(ACRM)))
  const [refused] = responsesIn(await exchange(port, preflight(`Origin: null\r\n${ACRM}`)))
  const namesOf = (lines: typeof approved) => lines!.lines.map(([name]) => name.toLowerCase())
  t.notOk(namesOf(approved).some((name) => ['content-length', 'transfer-encoding', 'content-type'].includes(name)))
  t.same(refused!.lines.find(([name]) => name.toLowerCase() === 'content-length')?.[1], '0')
  t.notOk(namesOf(refused).includes('content-type'))
  t.same([approved!.body, refused!.body, ...ran], ['', ''], 'no handler runs')
})

t.test('requests on one connection do not affect each other', async (t) => {
  const open = (start: string, head: string) => request(start, head).replace('Connection: close\r\n', '')
  const exchanges: ReadonlyArray<readonly [string, number, string[]]> = [
    [open('OPTIONS /', `Origin: ${A}\r\n${ACRM}`), 204, APPROVED],
    [open('GET /', 'Origin: https://evil.test\r\n'), 200, REFUSED],
    [open('GET /', `Origin: ${A}\r\n`), 200, ADMITTED],
    [open('OPTIONS /', `Origin: https://evil.test\r\n${ACRM}`), 403, REFUSED],
    [open('GET /', ''), 200, REFUSED],
    [open('OPTIONS /nowhere', `Origin: ${A}\r\n${ACRM}`), 204, APPROVED],
    [get(`Origin: ${A}\r\n`), 200, ADMITTED]
  ]
  const responses = responsesIn(await exchange(port, exchanges.map(([bytes]) => bytes).join('')))
  t.same(responses.map((response) => [response.status, corsLinesOf(response)]), exchanges.map(([, ...rest]) => rest))
})

t.test('no byte of a request except an allowed origin is reflected in a CORS header', async (t) => {
  const marked = `Origin: ${A}\r\n` + ['Access-Control-Request-Method', 'Access-Control-Request-Headers', 'X']
    .map((name) => `${name}: marked\r\n`).join('')
  const [response] = responsesIn(await exchange(port, request('OPTIONS /marked?marked', marked)))
  t.notMatch(corsLinesOf(response!).join(), /marked/)
  const [second] = responsesIn(await exchange(port, preflight(`${marked}Access-Control-Request-Private-Network: true\r\n`)))
  t.same(corsLinesOf(second!), APPROVED, 'Access-Control-Request-Private-Network changes nothing')
})
