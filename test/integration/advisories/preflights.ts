/** How preflights are answered. */
import {
  A, APPROVED, EVIL, LIST, NONE, REFUSED, SMALL, allowLines, requesting, ask, from, preflight, preflightOf, small,
  type ExchangeVector, type Expected
} from './vector.ts'

const approved: Expected = { status: 204, lines: APPROVED, body: '' }
const refused: Expected = { status: 403, lines: REFUSED, body: '' }

/** Approved as far as the server is concerned; a browser that requested this stops or goes on. */
const judged = (isApproved: boolean, method: string, ...names: readonly string[]): Expected =>
  ({ ...approved, page: [method, names, isApproved] })

const requestMethod = (value: string) => ['Access-Control-Request-Method', value] as const
const PRIVATE = ['Access-Control-Request-Private-Network', 'true'] as const
const STRICT = 'https://strict.test'

/** The same hook before the plugin and after it. */
const authorize = async (request: { headers: { authorization?: string | undefined } }) => {
  if (request.headers.authorization === undefined) throw Object.assign(new Error('who?'), { statusCode: 401 })
}

export const preflights: readonly ExchangeVector[] = [
  {
    id: 'P01',
    name: 'a preflight from another origin is rejected without CORS headers, and runs no handler',
    asks: [[preflight(EVIL, 'PUT'), refused]]
  },
  {
    id: 'P02',
    name: 'the response to a preflight from a listed origin has all CORS headers except exposed headers, without a body and Content-Length',
    wire: true,
    asks: [[preflight(A, 'PUT', requesting('x-h')), { ...judged(true, 'PUT', 'x-h'), without: ['content-length', 'content-type'] }]]
  },
  {
    id: 'P03',
    name: 'a method with a route that the policy does not list is not approved',
    asks: [[preflight(A, 'DELETE'), judged(false, 'DELETE')]]
  },
  {
    id: 'P04',
    name: 'a method in another letter case is not approved',
    asks: [[preflight(A, 'put'), judged(false, 'put')], [preflight(A, 'Put'), judged(false, 'Put')]]
  },
  {
    id: 'P05',
    name: 'neither a part of a listed method nor a list of methods is approved',
    asks: ['U', 'PU', ', ', 'PUT,DELETE', 'PUT, DELETE', ''].map((method) => [preflight(A, method), judged(false, method)])
  },
  {
    id: 'P06',
    name: 'OPTIONS without a requested method is not a preflight, and reaches the application',
    routes: (app) => { app.options('/', async () => 'mine') },
    asks: [
      [ask('OPTIONS', '/', from(A)), { status: 200, lines: allowLines(), ran: 'OPTIONS /', body: 'mine' }],
      [ask('OPTIONS', '/nowhere', from(A)), { status: 404, lines: allowLines() }]
    ]
  },
  {
    id: 'P07',
    name: 'OPTIONS without Origin is not a preflight, and gets no CORS header',
    routes: (app) => { app.options('/own', async () => 'mine'); app.put('/', async () => 'done') },
    asks: [
      [ask('OPTIONS', '/', requestMethod('PUT')), { status: 404, lines: REFUSED }],
      [ask('OPTIONS', '/own', requestMethod('PUT')), { status: 200, lines: REFUSED, ran: 'OPTIONS /own' }]
    ]
  },
  {
    id: 'P08',
    name: 'a header that is not listed is not approved, alone or with listed headers',
    asks: [
      [preflight(A, 'PUT', requesting('x-h,x-evil')), judged(false, 'PUT', 'x-evil', 'x-h')],
      [preflight(A, 'PUT', requesting('x-evil')), judged(false, 'PUT', 'x-evil')]
    ]
  },
  {
    id: 'P09',
    name: 'header names are case-insensitive',
    document: { ...LIST, allowedHeaders: ['X-H'] },
    asks: [[preflight(A, 'PUT', requesting('X-H')), judged(true, 'PUT', 'x-h')], [preflight(A, 'PUT', requesting('x-h')), judged(true, 'PUT', 'x-h')]]
  },
  {
    id: 'P10',
    name: 'white space, repeated names, empty elements and several lines do not prevent the approval of a listed header',
    wire: true,
    asks: [
      [preflight(A, 'PUT', requesting('x-h , x-h,,')), judged(true, 'PUT', 'x-h')],
      [preflight(A, 'PUT', requesting('\tx-h\t,\t')), judged(true, 'PUT', 'x-h')],
      [preflight(A, 'PUT', requesting('x-h'), requesting('x-h')), judged(true, 'PUT', 'x-h')],
      [preflight(A, 'PUT', requesting('')), judged(true, 'PUT')]
    ]
  },
  {
    id: 'P11',
    name: '200,000 spaces in the requested headers take no extra time',
    likeShort: preflight(A, 'PUT', requesting('x')),
    asks: [[preflight(A, 'PUT', requesting(`x${' '.repeat(200_000)}x`)), judged(false, 'PUT', 'x')]]
  },
  {
    id: 'P11',
    name: '15,000 spaces over a socket take no extra time',
    wire: true,
    likeShort: preflight(A, 'PUT', requesting('x')),
    asks: [[preflight(A, 'PUT', requesting(`x${' '.repeat(15_000)}x`)), judged(false, 'PUT', 'x')]]
  },
  {
    id: 'P12',
    name: '500,000 commas in the requested headers take no extra time',
    likeShort: preflight(A, 'PUT', requesting('x')),
    asks: [[preflight(A, 'PUT', requesting(','.repeat(500_000))), approved]]
  },
  {
    id: 'P12',
    name: '15,000 commas over a socket take no extra time',
    wire: true,
    likeShort: preflight(A, 'PUT', requesting('x')),
    asks: [[preflight(A, 'PUT', requesting(','.repeat(15_000))), approved]]
  },
  {
    id: 'P13',
    name: 'the requested headers are never reflected',
    asks: ['x-evil', '*', 'authorization, *', 'x-h, x-evil', '\x01', '<script>'].flatMap((names) => [
      [preflight(A, 'PUT', requesting(names)), approved], [preflight(EVIL, 'PUT', requesting(names)), refused]
    ] as const)
  },
  {
    id: 'P14',
    name: 'OPTIONS for a route without a policy reaches no other handler, and gets no CORS header',
    document: { policies: { list: LIST } },
    asks: [
      [preflight(A, 'POST'), { status: 404, lines: NONE }], [ask('OPTIONS', '/', requestMethod('POST')), { status: 404, lines: NONE }]
    ]
  },
  {
    id: 'P15',
    name: 'a route with CORS disabled is not approved by the policy of the scope',
    routes: (app) => { app.put('/', { config: { cors: false } }, async () => 'done') },
    asks: [
      [preflight(A, 'PUT'), { status: 404, lines: NONE }],
      [ask('PUT', '/', from(A)), { status: 200, lines: NONE, ran: 'PUT /' }]
    ]
  },
  {
    id: 'P16',
    name: 'a route with its own origins allows only these, for the preflight and the actual request',
    document: SMALL,
    routes: (app) => { app.put('/', { config: { cors: { origins: [STRICT] } } }, async () => 'done') },
    asks: [
      [preflight(A, 'PUT'), refused],
      [ask('PUT', '/', from(A)), { status: 200, lines: REFUSED, ran: 'PUT /' }],
      [preflight(STRICT, 'PUT'), { status: 204, lines: ['access-control-allow-methods: PUT', ...small(STRICT)] }],
      [ask('PUT', '/', from(STRICT)), { status: 200, lines: small(STRICT), ran: 'PUT /' }]
    ]
  },
  {
    id: 'P17',
    name: 'a URL without a route has the policy of the not-found handler, for the preflight and the 404',
    asks: [
      [preflightOf('/nowhere', EVIL, 'PUT'), refused],
      [preflightOf('/nowhere', A, 'PUT'), judged(true, 'PUT')],
      [ask('PUT', '/nowhere', from(A)), { status: 404, lines: allowLines() }]
    ]
  },
  {
    id: 'P17',
    name: 'a URL without a route has no policy if the not-found handler has CORS disabled',
    document: { ...LIST, notFound: false },
    asks: [[preflightOf('/nowhere', A, 'PUT'), { status: 404, lines: NONE }], [ask('PUT', '/nowhere', from(A)), { status: 404, lines: NONE }]]
  },
  {
    id: 'P18',
    name: 'a method without a route at the URL is not approved',
    document: SMALL,
    routes: (app) => { app.get('/', async () => ''); app.put('/other', async () => '') },
    asks: [
      [preflight(EVIL, 'PUT'), refused],
      [preflight(A, 'PUT'), {
        status: 204, lines: ['access-control-allow-methods: GET, HEAD', ...small(A)], page: ['PUT', [], false]
      }]
    ]
  },
  {
    id: 'P19',
    name: 'routes of a URL with different hosts get their own policies',
    document: { origins: [A], policies: { strict: { origins: [STRICT], credentials: true } } },
    routes: (app) => {
      app.route({ method: 'PUT', url: '/', constraints: { host: 'one.test' }, handler: async () => '' })
      app.route({ method: 'PUT', url: '/', constraints: { host: 'two.test' }, config: { cors: 'strict' }, handler: async () => '' })
    },
    asks: [
      [preflight(A, 'PUT', ['Host', 'one.test']), { status: 204, lines: ['access-control-allow-methods: PUT', ...small(A)] }],
      [preflight(STRICT, 'PUT', ['Host', 'one.test']), refused],
      [preflight(A, 'PUT', ['Host', 'two.test']), refused],
      [preflight(STRICT, 'PUT', ['Host', 'two.test']), {
        status: 204,
        lines: ['access-control-allow-credentials: true', 'access-control-allow-methods: PUT', ...small(STRICT)]
      }]
    ]
  },
  {
    id: 'P19',
    name: 'methods of a URL with different policies get their own policies',
    document: { origins: [A], policies: { everyone: { origins: '*' } } },
    routes: (app) => {
      app.put('/', async () => '')
      app.delete('/', { config: { cors: 'everyone' } }, async () => '')
    },
    asks: [
      [preflight(EVIL, 'PUT'), { ...refused, lines: ['vary: Origin, Access-Control-Request-Method'] }],
      [preflight(EVIL, 'DELETE'), {
        status: 204,
        lines: [
          'access-control-allow-methods: DELETE', 'access-control-allow-origin: *', 'vary: Access-Control-Request-Method'
        ],
        page: ['DELETE', [], false]
      }]
    ]
  },
  {
    id: 'P20',
    name: 'access to private networks is never allowed',
    routes: (app) => {
      app.get('/', async (_request, reply) => reply.header('access-control-allow-private-network', 'true').send(''))
      app.put('/', async () => '')
    },
    warnings: 1,
    asks: [
      [preflight(A, 'PUT', PRIVATE), approved],
      [preflight(EVIL, 'PUT', PRIVATE), refused],
      [ask('GET', '/', from(A), PRIVATE), { status: 200, lines: allowLines(), ran: 'GET /' }]
    ]
  },
  ...(['before', 'routes'] as const).map((place): ExchangeVector => ({
    id: 'P21',
    name: `a hook that authorizes, registered ${place === 'before' ? 'before' : 'after'} the plugin, does not block preflights, ` +
      'and pages can read its 401',
    [place]: (app: Parameters<NonNullable<ExchangeVector['routes']>>[0]) => {
      app.addHook('onRequest', authorize)
      if (place === 'routes') for (const method of ['GET', 'PUT']) app.route({ method, url: '/', handler: async () => '' })
    },
    asks: [
      [preflight(A, 'PUT', requesting('x-h')), judged(true, 'PUT', 'x-h')],
      [ask('GET', '/', from(A)), { status: 401, lines: allowLines() }],
      [ask('GET', '/', from(A), ['Authorization', 'Bearer x']), { status: 200, lines: allowLines(), ran: 'GET /' }]
    ]
  }))
]
