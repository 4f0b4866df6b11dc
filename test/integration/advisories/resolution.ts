/** Which policy a request has: that of the route that runs, however the URL is spelt. */
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import {
  A, APPROVED, EVIL, LIST, NONE, REFUSED, SMALL, allowLines, ask, from, preflight, preflightOf, small, type Asked,
  type ExchangeVector, type Expected
} from './vector.ts'

/** Policies that each allow one origin, by which an answer shows whose it is. */
const policies = {
  wide: { origins: ['https://wide.test'] },
  narrow: { origins: ['https://narrow.test'] },
  other: { origins: ['https://other.test'] }
} satisfies CorsPolicyDocument['policies']
type Name = keyof typeof policies

const get = (app: FastifyInstance, ...urls: readonly string[]) => { for (const url of urls) app.get(url, async () => '') }

/**
 * A URL is under one policy and no other: asked for from the origin of each. `ran` is the route, or undefined for a 404;
 * `off` stands for no policy.
 */
function isUnder (url: string, name: Name | 'off', ran?: string): ReadonlyArray<readonly [Asked, Expected]> {
  return Object.entries(policies).map(([other, { origins: [origin = ''] }]) => [
    ask('GET', url, from(origin)),
    {
      status: ran === undefined ? 404 : 200,
      lines: name === 'off' ? NONE : other === name ? small(origin) : REFUSED,
      ...(ran === undefined ? {} : { ran: `GET ${ran}` })
    }
  ])
}

/** The same rules in both orders. */
function inBothOrders (rules: Readonly<Record<string, Name>>): CorsPolicyDocument[] {
  const entries = Object.entries(rules)
  return [entries, entries.toReversed()].map((entries) => ({ policies, routes: Object.fromEntries(entries) }))
}

/** Everything at the scope is `wide`, with these rules beside it. */
const beside = (routes: Readonly<Record<string, Name>>): CorsPolicyDocument => ({ ...policies.wide, policies, routes })

/** Spellings of "/item" that some options of the router take for it. */
const SPELLINGS: ReadonlyArray<readonly [option: string, url: string]> = [
  ['ignoreTrailingSlash', '/item/'], ['ignoreDuplicateSlashes', '//item'], ['useSemicolonDelimiter', '/item;x']
]

export const resolution: readonly ExchangeVector[] = [
  ...inBothOrders({ '/api/*': 'wide', '/api/v1/public': 'narrow' }).map((document): ExchangeVector => ({
    id: 'R01',
    name: `a long general pattern does not replace a short exact one, ${Object.keys(document.routes!).join(' before ')}`,
    document,
    routes: (app) => { get(app, '/api/v1/public', '/api/v1/other') },
    asks: [
      ...isUnder('/api/v1/public', 'narrow', '/api/v1/public'),
      ...isUnder('/api/v1/other', 'wide', '/api/v1/other'),
      [preflightOf('/api/v1/public', 'https://wide.test', 'GET'), { status: 403, lines: REFUSED }]
    ]
  })),
  {
    id: 'R01',
    name: 'a longer pattern that does not cover the route is ignored',
    document: beside({ '/a': 'narrow', '/a/*': 'other', '/abcdefghijklmnop/+': 'other' }),
    routes: (app) => { get(app, '/a', '/a/b', '/abcdefghijklmnop') },
    asks: [
      ...isUnder('/a', 'narrow', '/a'), ...isUnder('/a/b', 'other', '/a/b'), ...isUnder('/abcdefghijklmnop', 'wide', '/abcdefghijklmnop')
    ]
  },
  ...inBothOrders({ '/api/*': 'wide', '/api/v1/*': 'narrow', '/api/v1/x': 'other' }).map((document): ExchangeVector => ({
    id: 'C27',
    name: `of two patterns that cover a route, the longer one has priority, ${Object.keys(document.routes!).join(' before ')}`,
    document,
    routes: (app) => { get(app, '/api/a', '/api/v1/a', '/api/v1/x') },
    asks: [
      ...isUnder('/api/a', 'wide', '/api/a'), ...isUnder('/api/v1/a', 'narrow', '/api/v1/a'), ...isUnder('/api/v1/x', 'other', '/api/v1/x')
    ]
  })),
  {
    id: 'R02',
    name: 'with a case-sensitive router, paths in different letter case have different policies',
    document: beside({ '/Admin': 'narrow', '/Admin/*': 'narrow', '/user/*': 'narrow' }),
    routes: (app) => { get(app, '/Admin', '/admin', '/Admin/x', '/admin/x', '/User/x') },
    asks: [
      ...isUnder('/Admin', 'narrow', '/Admin'), ...isUnder('/admin', 'wide', '/admin'), ...isUnder('/ADMIN', 'wide'),
      ...isUnder('/Admin/x', 'narrow', '/Admin/x'), ...isUnder('/admin/x', 'wide', '/admin/x'), ...isUnder('/User/x', 'wide', '/User/x')
    ]
  },
  {
    id: 'R02',
    name: 'with a case-insensitive router, paths in any letter case have the policy of the route',
    document: beside({ '/Admin': 'narrow' }),
    options: { routerOptions: { caseSensitive: false } },
    routes: (app) => { get(app, '/Admin') },
    asks: ['/Admin', '/admin', '/ADMIN'].flatMap((url) => isUnder(url, 'narrow', '/Admin'))
  },
  {
    id: 'R03',
    name: 'a plus in a path is not a space',
    document: beside({ '/service+path': 'narrow', '/service path': 'other' }),
    wire: true,
    routes: (app) => { get(app, '/service+path', '/service path') },
    asks: [
      ...isUnder('/service+path', 'narrow', '/service+path'),
      ...isUnder('/service%20path', 'other', '/service path'),
      // The router leaves what is reserved in a path encoded, and so finds no route.
      ...isUnder('/service%2Bpath', 'wide')
    ]
  },
  {
    id: 'R03',
    name: 'a path with a plus, encoded or not, has the policy of the route whose parameter contains it',
    document: beside({ '/service/:name': 'narrow' }),
    wire: true,
    routes: (app) => { get(app, '/service/:name') },
    asks: ['/service/a+b', '/service/a%2Bb', '/service/a%20b'].flatMap((url) => isUnder(url, 'narrow', '/service/:name'))
  },
  {
    id: 'R04',
    name: 'paths with dots and double slashes have the policy of the route that runs',
    document: beside({ '/public/*': 'other', '/private': 'narrow' }),
    wire: true,
    routes: (app) => { get(app, '/public/*', '/private') },
    asks: [
      ...isUnder('/private', 'narrow', '/private'),
      ...['/public/../private', '/public/%2e%2e/private', '/public/..%2fprivate'].flatMap((url) => isUnder(url, 'other', '/public/*')),
      ...isUnder('//private', 'wide'),
      [preflightOf('/public/../private', 'https://narrow.test', 'GET'), { status: 403, lines: REFUSED }],
      [preflightOf('/public/../private', 'https://other.test', 'GET'), {
        status: 204, lines: ['access-control-allow-methods: GET, HEAD', ...small('https://other.test')]
      }]
    ]
  },
  {
    id: 'R05',
    name: 'a pattern does not cover a path whose last segment only starts with its text',
    document: { policies, routes: { '/api/*': 'narrow' } },
    routes: (app) => { get(app, '/api', '/api/x', '/apiary', '/api-internal') },
    asks: [
      ...['/api', '/api/x'].flatMap((url) => isUnder(url, 'narrow', url)),
      ...['/apiary', '/api-internal'].flatMap((url) => isUnder(url, 'off', url))
    ]
  },
  {
    id: 'R05',
    name: 'a registration with a prefix does not cover a path that only starts with its text',
    document: { policies },
    routes: (app) => {
      app.register(async (app) => {
        app.register(corsPlugin, policies.narrow)
        get(app, '/x')
      }, { prefix: '/api' })
      get(app, '/apiary', '/api-internal')
    },
    asks: [
      ...isUnder('/api/x', 'narrow', '/api/x'), ...['/apiary', '/api-internal'].flatMap((url) => isUnder(url, 'off', url))
    ]
  },
  {
    id: 'R06',
    name: 'a path is decoded once',
    document: beside({ '/service+path': 'narrow', '/service path': 'other', '/p/:name': 'other' }),
    wire: true,
    routes: (app) => { get(app, '/service+path', '/service path', '/p/:name') },
    asks: [
      ...isUnder('/service%252Bpath', 'wide'),
      ...isUnder('/service%2520path', 'wide'),
      ...isUnder('/p/%252e%252e%252fprivate', 'other', '/p/:name')
    ]
  },
  ...SPELLINGS.flatMap(([option, url]) => [true, false].map((isOn): ExchangeVector => ({
    id: 'R07',
    name: `with ${option} ${isOn ? 'on' : 'off'}, ${url} has the policy of ${isOn ? 'the route' : 'the not-found handler'}`,
    document: beside({ '/item': 'narrow' }),
    options: { routerOptions: { [option]: isOn } } as FastifyServerOptions,
    wire: true,
    routes: (app) => { get(app, '/item') },
    asks: isUnder(url, isOn ? 'narrow' : 'wide', isOn ? '/item' : undefined)
  }))),
  ...(['C33', 'R08'] as const).map((id): ExchangeVector => ({
    id,
    name: `a route ${id === 'C33' ? 'whose pattern' : 'that'} sets only credentials keeps the origins of the scope`,
    document: id === 'C33' ? { ...SMALL, routes: { '/': { credentials: true } } } : SMALL,
    routes: (app) => {
      const route = { method: 'GET', url: '/', handler: async () => '' }
      app.route(id === 'C33' ? route : { ...route, config: { cors: { credentials: true } } })
    },
    asks: [
      [ask('GET', '/', from(EVIL)), { status: 200, lines: REFUSED, ran: 'GET /' }],
      [ask('GET', '/', from(A)), { status: 200, lines: ['access-control-allow-credentials: true', ...small(A)], ran: 'GET /' }],
      [preflight(EVIL, 'GET'), { status: 403, lines: REFUSED }]
    ]
  })),
  {
    id: 'R09',
    name: 'request targets that are not paths cause no error, and allow no other origin',
    document: LIST,
    wire: true,
    asks: [
      [ask('OPTIONS', '*'), { status: 404, lines: REFUSED }],
      [ask('OPTIONS', '*', from(EVIL)), { status: 404, lines: REFUSED }],
      [preflightOf('*', EVIL, 'PUT'), { status: 403, lines: REFUSED }],
      [preflightOf('http://a.test/', EVIL, 'PUT'), { status: 403, lines: REFUSED }],
      [preflightOf('http://api.test/', A, 'PUT'), { status: 204, lines: APPROVED }],
      [ask('GET', 'http://a.test/', from(EVIL)), { status: 200, lines: REFUSED, ran: 'GET /' }],
      [ask('GET', 'http://api.test/', from(A)), { status: 200, lines: allowLines(), ran: 'GET /' }]
    ]
  }
]
