/** How preflights are answered. */
import {
  A, APPROVED, EVIL, LIST, NONE, REFUSED, SMALL, admitted, announcing, ask, from, preflight, preflightOf, small,
  type ExchangeVector, type Expected
} from './vector.ts'

const approved: Expected = { status: 204, lines: APPROVED, body: '' }
const refused: Expected = { status: 403, lines: REFUSED, body: '' }

/** Approved as far as the server is concerned; a browser that announced this stops or goes on. */
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
    name: 'a preflight of another origin is refused without a field of the protocol, and runs no handler',
    asks: [[preflight(EVIL, 'PUT'), refused]]
  },
  {
    id: 'P02',
    name: 'a preflight of a listed origin is answered with everything but exposed headers, without a body and its length',
    wire: true,
    asks: [[preflight(A, 'PUT', announcing('x-h')), { ...judged(true, 'PUT', 'x-h'), without: ['content-length', 'content-type'] }]]
  },
  {
    id: 'P03',
    name: 'a method that is routed but not listed is not approved',
    asks: [[preflight(A, 'DELETE'), judged(false, 'DELETE')]]
  },
  {
    id: 'P04',
    name: 'a method in other case is not approved',
    asks: [[preflight(A, 'put'), judged(false, 'put')], [preflight(A, 'Put'), judged(false, 'Put')]]
  },
  {
    id: 'P05',
    name: 'neither a part of a listed method nor a list of methods is approved',
    asks: ['U', 'PU', ', ', 'PUT,DELETE', 'PUT, DELETE', ''].map((method) => [preflight(A, method), judged(false, method)])
  },
  {
    id: 'P06',
    name: 'OPTIONS without a requested method is no preflight, and is the application\'s own',
    routes: (app) => { app.options('/', async () => 'mine') },
    asks: [
      [ask('OPTIONS', '/', from(A)), { status: 200, lines: admitted(), ran: 'OPTIONS /', body: 'mine' }],
      [ask('OPTIONS', '/nowhere', from(A)), { status: 404, lines: admitted() }]
    ]
  },
  {
    id: 'P07',
    name: 'OPTIONS without Origin is no preflight, and gets no field of the protocol',
    routes: (app) => { app.options('/own', async () => 'mine'); app.put('/', async () => 'done') },
    asks: [
      [ask('OPTIONS', '/', requestMethod('PUT')), { status: 404, lines: REFUSED }],
      [ask('OPTIONS', '/own', requestMethod('PUT')), { status: 200, lines: REFUSED, ran: 'OPTIONS /own' }]
    ]
  },
  {
    id: 'P08',
    name: 'a header that is not listed is not approved, in whatever company',
    asks: [
      [preflight(A, 'PUT', announcing('x-h,x-evil')), judged(false, 'PUT', 'x-evil', 'x-h')],
      [preflight(A, 'PUT', announcing('x-evil')), judged(false, 'PUT', 'x-evil')]
    ]
  },
  {
    id: 'P09',
    name: 'header names are compared without regard to case',
    document: { ...LIST, allowedHeaders: ['X-H'] },
    asks: [[preflight(A, 'PUT', announcing('X-H')), judged(true, 'PUT', 'x-h')], [preflight(A, 'PUT', announcing('x-h')), judged(true, 'PUT', 'x-h')]]
  },
  {
    id: 'P10',
    name: 'white space, doubled names, empty elements and several lines approve a listed header as one name does',
    wire: true,
    asks: [
      [preflight(A, 'PUT', announcing('x-h , x-h,,')), judged(true, 'PUT', 'x-h')],
      [preflight(A, 'PUT', announcing('\tx-h\t,\t')), judged(true, 'PUT', 'x-h')],
      [preflight(A, 'PUT', announcing('x-h'), announcing('x-h')), judged(true, 'PUT', 'x-h')],
      [preflight(A, 'PUT', announcing('')), judged(true, 'PUT')]
    ]
  },
  {
    id: 'P11',
    name: '200,000 spaces in the announced headers cost nothing',
    likeShort: preflight(A, 'PUT', announcing('x')),
    asks: [[preflight(A, 'PUT', announcing(`x${' '.repeat(200_000)}x`)), judged(false, 'PUT', 'x')]]
  },
  {
    id: 'P11',
    name: '15,000 spaces over a socket cost nothing',
    wire: true,
    likeShort: preflight(A, 'PUT', announcing('x')),
    asks: [[preflight(A, 'PUT', announcing(`x${' '.repeat(15_000)}x`)), judged(false, 'PUT', 'x')]]
  },
  {
    id: 'P12',
    name: '500,000 commas in the announced headers cost nothing',
    likeShort: preflight(A, 'PUT', announcing('x')),
    asks: [[preflight(A, 'PUT', announcing(','.repeat(500_000))), approved]]
  },
  {
    id: 'P12',
    name: '15,000 commas over a socket cost nothing',
    wire: true,
    likeShort: preflight(A, 'PUT', announcing('x')),
    asks: [[preflight(A, 'PUT', announcing(','.repeat(15_000))), approved]]
  },
  {
    id: 'P13',
    name: 'nothing of the announced headers comes back',
    asks: ['x-evil', '*', 'authorization, *', 'x-h, x-evil', '\x01', '<script>'].flatMap((names) => [
      [preflight(A, 'PUT', announcing(names)), approved], [preflight(EVIL, 'PUT', announcing(names)), refused]
    ] as const)
  },
  {
    id: 'P14',
    name: 'OPTIONS for a route without a policy reaches no other handler, and gets no field of the protocol',
    document: { policies: { list: LIST } },
    asks: [
      [preflight(A, 'POST'), { status: 404, lines: NONE }], [ask('OPTIONS', '/', requestMethod('POST')), { status: 404, lines: NONE }]
    ]
  },
  {
    id: 'P15',
    name: 'a route that has CORS off is not approved by the policy of the scope',
    routes: (app) => { app.put('/', { config: { cors: false } }, async () => 'done') },
    asks: [
      [preflight(A, 'PUT'), { status: 404, lines: NONE }],
      [ask('PUT', '/', from(A)), { status: 200, lines: NONE, ran: 'PUT /' }]
    ]
  },
  {
    id: 'P16',
    name: 'a route with origins of its own admits these, in the preflight as in the actual request, and none of the scope\'s',
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
    name: 'a URL without a route has the policy of the not-found handler, in the preflight as in the 404',
    asks: [
      [preflightOf('/nowhere', EVIL, 'PUT'), refused],
      [preflightOf('/nowhere', A, 'PUT'), judged(true, 'PUT')],
      [ask('PUT', '/nowhere', from(A)), { status: 404, lines: admitted() }]
    ]
  },
  {
    id: 'P17',
    name: 'and none where the not-found handler has CORS off',
    document: { ...LIST, notFound: false },
    asks: [[preflightOf('/nowhere', A, 'PUT'), { status: 404, lines: NONE }], [ask('PUT', '/nowhere', from(A)), { status: 404, lines: NONE }]]
  },
  {
    id: 'P18',
    name: 'a method that the URL does not have is not approved',
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
    name: 'routes of one URL that the host tells apart are answered each by its own policy',
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
    name: 'methods of one URL with different policies are answered each by its own',
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
    name: 'a private network is never opened, whoever asks',
    routes: (app) => {
      app.get('/', async (_request, reply) => reply.header('access-control-allow-private-network', 'true').send(''))
      app.put('/', async () => '')
    },
    warnings: 1,
    asks: [
      [preflight(A, 'PUT', PRIVATE), approved],
      [preflight(EVIL, 'PUT', PRIVATE), refused],
      [ask('GET', '/', from(A), PRIVATE), { status: 200, lines: admitted(), ran: 'GET /' }]
    ]
  },
  ...(['before', 'routes'] as const).map((place): ExchangeVector => ({
    id: 'P21',
    name: `a hook that authorizes, registered ${place === 'before' ? 'before' : 'after'} the plugin, refuses no preflight, ` +
      'and its 401 can be read',
    [place]: (app: Parameters<NonNullable<ExchangeVector['routes']>>[0]) => {
      app.addHook('onRequest', authorize)
      if (place === 'routes') for (const method of ['GET', 'PUT']) app.route({ method, url: '/', handler: async () => '' })
    },
    asks: [
      [preflight(A, 'PUT', announcing('x-h')), judged(true, 'PUT', 'x-h')],
      [ask('GET', '/', from(A)), { status: 401, lines: admitted() }],
      [ask('GET', '/', from(A), ['Authorization', 'Bearer x']), { status: 200, lines: admitted(), ran: 'GET /' }]
    ]
  }))
]
