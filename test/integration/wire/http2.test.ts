/** The main exchanges over HTTP/2, where the host is a pseudo-header and names are in lower case on the wire. */
import Fastify from 'fastify'
import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { corsHeadersOf } from '../../decision-headers.ts'
import { listening } from '../../listening.ts'

const A = 'https://a.test'
const ran: string[] = []
const app = Fastify({ http2: true, forceCloseConnections: true })
app.register(corsPlugin, {
  origins: [A, 'https://*.a.test'], credentials: true, allowedHeaders: ['X-H'], exposedHeaders: ['X-E'], maxAge: 600
})
const note = async (request: { method: string }) => { ran.push(request.method); return 'body' }
app.get('/', note)
app.put('/', note)
app.get('/own-vary', async (_request, reply) => reply.header('vary', 'Accept').send(''))
app.get('/open', { config: { cors: { origins: '*', credentials: false } } }, note)
app.put('/off', { config: { cors: false } }, note)
app.get('/thrown', async () => { throw new Error('thrown') })
for (const [host, maxAge] of [['one.test', 1], ['two.test', 2]] as const) {
  app.route({ method: 'PUT', url: '/host', constraints: { host }, config: { cors: { maxAge } }, handler: note })
}
const session = connect((await listening(app, { t })).origin)
t.teardown(() => { session.destroy() })

interface Http2Response {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A list is sent as so many fields. */
type Fields = Readonly<Record<string, string | string[]>>

function exchange (headers: Fields): Promise<Http2Response> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':authority': 'api.test', ':path': '/', ...headers } as OutgoingHttpHeaders)
    let answer: IncomingHttpHeaders = {}
    let body = ''
    stream.setEncoding('utf8')
    stream.on('response', (headers) => { answer = headers })
    stream.on('data', (chunk) => { body += chunk })
    stream.on('error', reject)
    stream.on('end', () => { resolve({ status: Number(answer[':status']), headers: answer, body }) })
    stream.end()
  })
}

const PREFLIGHT = { ':method': 'OPTIONS', 'access-control-request-method': 'PUT' }
const VARY = { vary: 'Origin' }
const allowHeaders = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'x-e',
  vary: 'Origin'
})
const approved = (origin: string, methods: string, maxAge = '600') => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': methods,
  'access-control-allow-headers': 'x-h',
  'access-control-max-age': maxAge,
  vary: 'Origin'
})

type Row = readonly [what: string, headers: Fields, status: number, expected: Record<string, string>]

const ORIGINS: ReadonlyArray<readonly [what: string, origin: string | string[], isAllowed: boolean]> = [
  ['an allowed origin', A, true],
  ['another origin', 'https://evil.test', false],
  ['an empty Origin', '', false],
  ['two fields, an allowed one and another', [A, 'https://evil.test'], false],
  ['two fields with the same allowed value', [A, A], false],
  ['a tab inside', 'https://x\t.a.test', false],
  ['null', 'null', false],
  ['8 KB', `https://${'a'.repeat(8192)}.a.test`, false]
]

const ROWS: readonly Row[] = [
  ...ORIGINS.flatMap(([what, origin, isAllowed]): Row[] => [
    [`a request with ${what}`, { origin }, 200, isAllowed ? allowHeaders(A) : VARY],
    [`a preflight with ${what}`, { ...PREFLIGHT, origin }, isAllowed ? 204 : 403,
      isAllowed ? approved(A, 'GET, HEAD, PUT') : VARY]
  ]),
  ['a wildcard', { origin: 'https://x.y.a.test' }, 200, allowHeaders('https://x.y.a.test')],
  ['a request without Origin', {}, 200, VARY],
  ['HEAD', { ':method': 'HEAD', origin: A }, 200, allowHeaders(A)],
  ['a route for every origin', { ':path': '/open', origin: 'https://evil.test' }, 200, {
    'access-control-allow-origin': '*', 'access-control-expose-headers': 'x-e'
  }],
  ['Vary of a handler', { ':path': '/own-vary', origin: A }, 200, { ...allowHeaders(A), vary: 'Accept, Origin' }],
  ['an error', { ':path': '/thrown', origin: A }, 500, allowHeaders(A)],
  ['an unknown URL', { ':path': '/nowhere', origin: A }, 404, allowHeaders(A)],
  ['a preflight for an unknown URL', { ...PREFLIGHT, ':path': '/nowhere', origin: A }, 204,
    approved(A, 'GET, HEAD, PUT')],
  ['a preflight for a route with CORS off', { ...PREFLIGHT, ':path': '/off', origin: A }, 404, {}],
  ['OPTIONS without a requested method', { ':method': 'OPTIONS', origin: A }, 404, allowHeaders(A)],
  ['OPTIONS without Origin', PREFLIGHT, 404, VARY],
  ['junk in the requested headers', { ...PREFLIGHT, origin: A, 'access-control-request-headers': ','.repeat(8192) }, 204,
    approved(A, 'GET, HEAD, PUT')],
  ['the host that one route is for', { ...PREFLIGHT, ':path': '/host', ':authority': 'one.test', origin: A }, 204,
    approved(A, 'PUT', '1')],
  ['the host that another route is for', { ...PREFLIGHT, ':path': '/host', ':authority': 'two.test', origin: A }, 204,
    approved(A, 'PUT', '2')],
  ['a host for which there is no route', { ...PREFLIGHT, ':path': '/host', origin: A }, 204,
    approved(A, 'GET, HEAD, PUT')]
]

t.test('every exchange over HTTP/2 gets the expected response', async (t) => {
  for (const [what, headers, status, expected] of ROWS) {
    ran.length = 0
    const response = await exchange(headers)
    t.same([response.status, corsHeadersOf(response.headers)], [status, expected], what)
    if (status === 204 || status === 403) t.same([response.body, ...ran], [''], `${what}: nobody but the plugin answers`)
  }
})

t.test('concurrent streams of one session do not affect each other', async (t) => {
  const origins = Array.from({ length: 200 }, (_, i) => i % 3 === 0 ? 'https://evil.test' : `https://x${i}.a.test`)
  const responses = await Promise.all(
    origins.map((origin) => exchange(origin.length % 2 ? { origin } : { ...PREFLIGHT, origin }))
  )
  t.same(
    responses.map(({ headers }) => headers['access-control-allow-origin']),
    origins.map((origin) => origin === 'https://evil.test' ? undefined : origin)
  )
})
