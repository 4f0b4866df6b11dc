/** What any response may carry. */
import type { HeaderLine } from '../../../types/browser.ts'
import {
  A, B, EVERYONE, EVIL, OPEN, REFUSED, SMALL, allowLines, ask, from, small, type ExchangeVector, type Expected
} from './vector.ts'

const ran = 'GET /'
const refused: Expected = { status: 200, lines: REFUSED, ran }
const allowed: Expected = { status: 200, lines: allowLines(), ran }

const get = (...headers: readonly HeaderLine[]) => ask('GET', '/', ...headers)

/** Headers with credentials, which no verdict depends on. */
const NOT_READ: ReadonlyArray<readonly HeaderLine[]> = [[], [['Cookie', 'session=1']], [['Authorization', 'Bearer x']]]

/** Statuses that an application ends with, and how it comes to them. */
const failure = (statusCode: number) => Object.assign(new Error('failed'), { statusCode })

export const responses: readonly ExchangeVector[] = [
  {
    id: 'V01',
    name: 'an origin that is not listed gets no CORS header',
    asks: [
      [get(from(EVIL)), refused],
      [get(from('https://a.test.evil.test')), refused],
      [get(from(B)), { ...allowed, lines: allowLines(B) }]
    ]
  },
  {
    id: 'V02',
    name: 'the response to a request without Origin has no CORS header, but varies by Origin',
    asks: [[get(), refused]]
  },
  {
    id: 'V03',
    name: 'responses of a policy with one origin always vary by Origin, and do not depend on earlier requests',
    document: SMALL,
    asks: [
      [get(from(A)), { ...allowed, lines: small(A) }],
      [get(from(EVIL)), refused],
      [get(), refused],
      [get(from(A)), { ...allowed, lines: small(A) }]
    ]
  },
  {
    id: 'V04',
    name: 'a policy for any origin sends the same headers to every origin, without credentials and Vary',
    document: EVERYONE,
    asks: [EVIL, 'null', ''].map(from).map((header) => [get(header), { status: 200, lines: OPEN, ran }] as const)
      .concat([[get(), { status: 200, lines: OPEN, ran }]])
  },
  {
    id: 'V05',
    name: 'the Vary of a handler is kept, and Origin is added',
    routes: (app) => { app.get('/', async (_request, reply) => reply.header('vary', 'Accept-Encoding').send('')) },
    asks: [[get(from(A)), { ...allowed, lines: [...allowLines().slice(0, -1), 'vary: Accept-Encoding, Origin'] }]]
  },
  {
    id: 'V06',
    name: 'a Vary with "*" or Origin stays unchanged, without duplicates',
    routes: (app) => {
      app.get('/', async (_request, reply) => reply.header('vary', '*').send(''))
      app.get('/spaced', async (_request, reply) => reply.header('vary', 'Origin , Accept').send(''))
      app.get('/lower', async (_request, reply) => reply.header('vary', 'accept,origin').send(''))
    },
    asks: ([['/', '*'], ['/spaced', 'Origin, Accept'], ['/lower', 'accept, origin']] as const).map(([url, vary]) => [
      ask('GET', url, from(A)), { ...allowed, lines: [...allowLines().slice(0, -1), `vary: ${vary}`], ran: `GET ${url}` }
    ])
  },
  {
    id: 'V07',
    name: 'the Vary of the request is not copied',
    asks: [[get(from(A), ['Vary', 'X-Evil']), allowed], [get(['Vary', '*']), refused]]
  },
  {
    id: 'V08',
    name: 'errors, rejections and redirects have the same CORS headers as other responses',
    options: { bodyLimit: 8 },
    routes: (app) => {
      app.get('/500', async () => { throw failure(500) })
      app.get('/404', async (_request, reply) => reply.callNotFound())
      app.get('/401', { onRequest: async () => { throw failure(401) } }, async () => '')
      app.post('/413', async () => '')
      app.get('/304', async (_request, reply) => reply.code(304).send())
      app.get('/302', async (_request, reply) => reply.redirect('https://other.test/'))
    },
    asks: [
      [ask('GET', '/500', from(A)), { status: 500, lines: allowLines(), ran: 'GET /500' }],
      [ask('GET', '/404', from(A)), { status: 404, lines: allowLines(), ran: 'GET /404' }],
      [ask('GET', '/nowhere', from(A)), { status: 404, lines: allowLines() }],
      [ask('GET', '/401', from(A)), { status: 401, lines: allowLines() }],
      [{ ...ask('POST', '/413', from(A), ['Content-Type', 'text/plain']), body: '0123456789' }, { status: 413, lines: allowLines() }],
      [ask('GET', '/304', from(A)), { status: 304, lines: allowLines(), ran: 'GET /304' }],
      [ask('GET', '/302', from(A)), { status: 302, lines: allowLines(), ran: 'GET /302' }],
      [ask('GET', '/500', from(EVIL)), { status: 500, lines: REFUSED, ran: 'GET /500' }],
      [ask('GET', '/nowhere', from(EVIL)), { status: 404, lines: REFUSED }],
      [ask('GET', '/401', from(EVIL)), { status: 401, lines: REFUSED }]
    ]
  },
  {
    id: 'V09',
    name: 'two lines of Origin are not allowed, in any order',
    wire: true,
    asks: [
      [get(from(A), from(EVIL)), refused], [get(from(EVIL), from(A)), refused], [get(from(A), from(A)), refused], [get(from(A)), allowed]
    ]
  },
  {
    id: 'V10',
    name: 'CORS headers of a handler are replaced by one line with the value of the policy, and reported once',
    wire: true,
    warnings: 1,
    routes: (app) => {
      app.get('/', async (_request, reply) => reply.header('access-control-allow-origin', '*').send(''))
    },
    asks: [[get(from(A)), allowed], [get(from(EVIL)), refused], [get(), refused]]
  },
  {
    id: 'V11',
    name: 'the opaque origin is not allowed',
    asks: [[get(from('null')), refused]]
  },
  {
    id: 'V12',
    name: 'cookies and authorization do not change a decision',
    asks: NOT_READ.flatMap((headers) => [[get(from(EVIL), ...headers), refused], [get(from(A), ...headers), allowed]] as const)
  },
  {
    id: 'V13',
    name: 'no other header and no part of the URL replaces Origin',
    asks: [
      [get(['X-Origin', A]), refused],
      [get(['Referer', `${A}/`]), refused],
      [ask('GET', `/?origin=${A}`), refused],
      [ask('GET', '/?domain=a.test', from(EVIL)), refused]
    ]
  },
  {
    id: 'V14',
    name: 'an origin that equals a forged Host is still cross-origin',
    options: { trustProxy: true },
    asks: [
      [get(from(EVIL), ['Host', 'evil.test'], ['X-Forwarded-Host', 'evil.test'], ['X-Forwarded-Proto', 'https']), refused],
      [get(from(EVIL), ['Host', 'a.test'], ['X-Forwarded-Host', 'a.test']), refused]
    ]
  },
  {
    id: 'V15',
    name: 'originGuard rejects every request of another origin, including requests without a preflight',
    routes: (app) => {
      const onRequest = app.cors.originGuard()
      for (const method of ['GET', 'POST']) app.route({ method, url: '/', onRequest, handler: async () => 'done' })
    },
    asks: [
      [get(from(EVIL)), { status: 403, lines: REFUSED }],
      [{ ...ask('POST', '/', from(EVIL), ['Content-Type', 'text/plain']), body: '{}' }, { status: 403, lines: REFUSED }],
      [{ ...ask('POST', '/', from(A), ['Content-Type', 'text/plain']), body: '{}' }, {
        status: 200, lines: allowLines(), ran: 'POST /', body: 'done'
      }]
    ]
  },
  {
    id: 'V16',
    name: 'originGuard rejects a malformed origin without another error',
    routes: (app) => { app.get('/', { onRequest: app.cors.originGuard() }, async () => 'done') },
    asks: ['https://[', 'https://[::1', '', 'null', '://', 'https://%', `${A}:`, `${A}, ${A}`].map((origin) =>
      [get(from(origin)), { status: 403, lines: REFUSED }] as const)
  },
  {
    id: 'V18',
    name: 'a later hook that removes Origin does not change the response',
    routes: (app) => {
      app.addHook('onRequest', async (request) => { delete request.raw.headers.origin })
      app.addHook('onSend', async (request) => { delete request.raw.headers.origin })
      app.get('/', async () => '')
    },
    asks: [[get(from(A)), allowed], [get(from(EVIL)), refused]]
  },
  {
    id: 'V18',
    name: 'a request whose Origin an earlier hook removes is treated as a request without Origin',
    before: (app) => { app.addHook('onRequest', async (request) => { delete request.raw.headers.origin }) },
    asks: [[get(from(A)), refused], [ask('GET', '/nowhere', from(A)), { status: 404, lines: REFUSED }]]
  }
]
