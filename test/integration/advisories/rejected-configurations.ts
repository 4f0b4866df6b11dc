/** Configurations that allowed untrusted origins in other libraries, or did something else than they seem to mean: all are rejected here. */
import { A, LIST, type Inapplicable, type RejectionVector } from './vector.ts'

/** With an origin pattern in place of a listed one. */
const origin = (pattern: unknown, id: string, more: object = {}) =>
  [{ origins: [pattern], ...more }, `/origins/0 ${id}`] as const

/** With one entry in a list. */
const entry = (field: string, value: unknown, id: string) =>
  [{ origins: [A], [field]: [value] }, `/${field}/0 ${id}`] as const

const credentials = { credentials: true }

export const rejections: readonly RejectionVector[] = [
  {
    id: 'C01',
    name: 'any origin with credentials is rejected',
    rejected: [
      [{ origins: '*', ...credentials }, '/origins wildcard-with-credentials'],
      [{ policies: { a: { origins: '*', ...credentials } } }, '/policies/a/origins wildcard-with-credentials'],
      [{ origins: '*', routes: { '/a': credentials } }, '/routes/~1a/credentials wildcard-with-credentials'],
      [{ ...LIST, routes: { '/a': { origins: '*' } } }, '/routes/~1a/origins wildcard-with-credentials'],
      [{ origins: '*', ...credentials, dangerouslyAllow: ['insecure-origins', 'public-suffix-wildcards', 'null-origin'] },
        '/origins wildcard-with-credentials']
    ],
    accepted: [{ origins: '*' }, { origins: [A], ...credentials }]
  },
  {
    id: 'C02',
    name: 'a policy without origins is rejected, so no default can allow an origin',
    rejected: [
      [credentials, '/origins missing-field'],
      [{ maxAge: 5 }, '/origins missing-field'],
      [{}, ' document-has-no-policy'],
      [undefined, ' document-has-no-policy'],
      [{ policies: { a: credentials } }, '/policies/a/origins missing-field']
    ]
  },
  {
    id: 'C03',
    name: 'a star in a list of origins is rejected',
    rejected: [
      [{ origins: ['*', A] }, '/origins/0 every-origin-in-list'],
      [{ origins: [A, '*'] }, '/origins/1 every-origin-in-list'],
      [{ origins: ['*'] }, '/origins/0 every-origin-in-list']
    ]
  },
  {
    id: 'C04',
    name: 'an empty list of origins is rejected',
    rejected: [[{ origins: [] }, '/origins origins-are-empty']]
  },
  {
    id: 'C05',
    name: 'undefined origins are rejected',
    rejected: [
      [{ origins: undefined }, '/origins value-is-missing'],
      [{ origins: null }, '/origins value-is-missing'],
      [{ origins: '' }, '/origins value-is-missing'],
      [{ origins: [undefined] }, '/origins/0 value-is-missing'],
      [{ origins: [''] }, '/origins/0 origin-is-empty'],
      [{ origins: A }, '/origins wrong-type']
    ]
  },
  {
    id: 'C06',
    name: 'the opaque origin is rejected without its flag, and always with credentials',
    rejected: [
      origin('null', 'null-origin'),
      origin('null', 'null-origin-with-credentials', { ...credentials, dangerouslyAllow: ['null-origin'] })
    ],
    accepted: [{ origins: ['null'], dangerouslyAllow: ['null-origin'] }]
  },
  {
    id: 'C07',
    name: 'an origin with a trailing slash is rejected',
    rejected: [origin('https://example.com/', 'origin-has-path')]
  },
  {
    id: 'C08',
    name: 'a host without a scheme is rejected',
    rejected: [origin('example.com', 'origin-missing-scheme'), origin('//example.com', 'origin-missing-scheme')]
  },
  {
    id: 'C09',
    name: 'a default port, which browsers never send, is rejected',
    rejected: [
      origin('https://example.com:443', 'origin-has-default-port'), origin('http://example.com:80', 'origin-has-default-port')
    ],
    accepted: [{ origins: ['https://example.com:80', 'http://example.com:443'] }]
  },
  {
    id: 'C10',
    name: 'upper case, which browsers never send, is rejected',
    rejected: [
      origin('https://EXAMPLE.com', 'origin-has-upper-case'), origin('HTTPS://example.com', 'origin-has-upper-case')
    ]
  },
  {
    id: 'C11',
    name: 'a non-ASCII host, which browsers never send, is rejected',
    rejected: [origin('https://résumé.com', 'origin-has-non-ascii-host')],
    accepted: [{ origins: ['https://xn--rsum-bpad.com'] }]
  },
  {
    id: 'C12',
    name: 'a star is rejected unless it is the leftmost label, inside it, or the port',
    rejected: [
      origin('https://*', 'wildcard-without-domain'),
      origin('*://example.com', 'wildcard-in-scheme'),
      origin('https://*example.com', 'shared-host-pattern-with-credentials', { credentials: true }),
      origin('https://a*b*.example.com', 'wildcard-is-misplaced'),
      origin('https://example.*', 'wildcard-is-misplaced'),
      origin('https://a.*.example.com', 'wildcard-is-misplaced'),
      origin('https://api.*.com', 'wildcard-is-misplaced'),
      origin('https://**.example.com', 'wildcard-is-misplaced'),
      origin('https://example.com*', 'wildcard-is-misplaced'),
      origin('https://example.com/*', 'origin-has-path'),
      origin('http://localhost/*', 'origin-has-path'),
      origin('https://*.127.0.0.1', 'wildcard-on-ip-address')
    ],
    accepted: [{ origins: ['https://*.example.com:*', 'https://shop-*.example.com:*', 'https://*-shop.example.com'], credentials: true }]
  },
  {
    id: 'C13',
    name: 'a wildcard on a public suffix with credentials is rejected without its flag',
    rejected: ['com', 'co.uk', 'github.io', 'vercel.app', 'netlify.app'].map((suffix) =>
      origin(`https://*.${suffix}`, 'public-suffix-wildcard-with-credentials', credentials)),
    accepted: [
      { origins: ['https://*.github.io'], ...credentials, dangerouslyAllow: ['public-suffix-wildcards'] },
      { origins: ['https://*.mine.github.io'], ...credentials }
    ]
  },
  {
    id: 'C14',
    name: 'an insecure origin with credentials is rejected without its flag, unless it is a loopback origin',
    rejected: [
      origin('http://example.com', 'insecure-origin-with-credentials', credentials),
      origin('http://*.example.com', 'insecure-origin-with-credentials', credentials)
    ],
    accepted: [
      { origins: ['http://example.com'], ...credentials, dangerouslyAllow: ['insecure-origins'] },
      { origins: ['http://localhost:*', 'http://127.0.0.1', 'http://[::1]:3000'], ...credentials }
    ]
  },
  {
    id: 'C15',
    name: 'a file: origin is rejected, because it does not identify a page',
    rejected: [origin('file://', 'origin-scheme-never-sent'), origin('file:///x', 'origin-scheme-never-sent')]
  },
  {
    id: 'C16',
    name: 'an origin with a path, query, fragment or user info is rejected',
    rejected: [
      origin('https://u@example.com', 'origin-has-userinfo'),
      origin('https://example.com/p', 'origin-has-path'),
      origin('https://example.com?q', 'origin-has-query'),
      origin('https://example.com#f', 'origin-has-fragment'),
      origin(' https://example.com', 'origin-has-white-space')
    ]
  },
  {
    id: 'C17',
    name: 'an invalid port is rejected',
    rejected: ['', '0', '65536', 'abc', '06060', '-1'].map((port) =>
      origin(`https://example.com:${port}`, 'origin-has-invalid-port')),
    accepted: [{ origins: ['https://example.com:6060'] }]
  },
  {
    id: 'C18',
    name: 'a non-canonical IP address is rejected',
    rejected: ['127.1', '0xFF000000', '[0:0:0:0:0:0:0:1]', '[fe80::1%eth0]'].map((host) =>
      origin(`http://${host}`, 'origin-has-non-canonical-ip')),
    accepted: [{ origins: ['http://127.0.0.1', 'http://[::1]', 'http://[::ffff:7f7f:7f7f]'] }]
  },
  {
    id: 'C19',
    name: 'a method that browsers never send or that Node does not support is rejected',
    rejected: [
      entry('methods', 'put', 'method-has-lower-case'),
      entry('methods', 'patch', 'method-has-lower-case'),
      entry('methods', 'TRACE', 'method-is-forbidden'),
      entry('methods', 'CONNECT', 'method-is-forbidden'),
      entry('methods', 'TRACK', 'method-is-forbidden'),
      entry('methods', 'GE T', 'method-is-a-list'),
      entry('methods', '', 'value-is-missing')
    ],
    accepted: [{ origins: [A], methods: ['PUT', 'PATCH'] }]
  },
  {
    id: 'C20',
    name: 'an invalid or forbidden request-header name is rejected',
    rejected: [
      entry('allowedHeaders', 'x y', 'header-is-a-list'),
      entry('allowedHeaders', 'x:y', 'header-is-not-a-token'),
      entry('allowedHeaders', '', 'value-is-missing'),
      ...['Cookie', 'Origin', 'Host', 'Sec-Fetch-Mode', 'Proxy-X'].map((name) => entry('allowedHeaders', name, 'header-is-forbidden')),
      entry('allowedHeaders', 'Access-Control-Allow-Origin', 'header-belongs-to-responses')
    ]
  },
  {
    id: 'C21',
    name: 'a response header that pages cannot read or do not need is rejected',
    rejected: [
      entry('exposedHeaders', 'Set-Cookie', 'exposed-header-is-forbidden'),
      entry('exposedHeaders', 'Set-Cookie2', 'exposed-header-is-forbidden'),
      entry('exposedHeaders', 'Origin', 'exposed-header-belongs-to-requests'),
      entry('exposedHeaders', 'Access-Control-Request-Method', 'exposed-header-belongs-to-requests')
    ]
  },
  {
    id: 'C22',
    name: 'a star for headers is rejected with credentials, and a star for methods always',
    rejected: [
      [{ ...LIST, exposedHeaders: ['*'] }, '/exposedHeaders/0 exposed-wildcard-in-list'],
      [{ ...LIST, exposedHeaders: '*' }, '/exposedHeaders exposed-wildcard-with-credentials'],
      [{ ...LIST, allowedHeaders: ['*'] }, '/allowedHeaders/0 header-wildcard-with-credentials'],
      [{ ...LIST, allowedHeaders: '*' }, '/allowedHeaders header-wildcard-with-credentials'],
      [{ ...LIST, methods: ['*'] }, '/methods/0 method-wildcard']
    ],
    accepted: [{ origins: [A], allowedHeaders: '*', exposedHeaders: '*' }]
  },
  {
    id: 'C23',
    name: 'CR, LF and NUL are rejected in every value that is sent in a header',
    rejected: ['\r\n', '\n', '\r', '\0'].flatMap((bytes) => [
      origin(`https://a.test${bytes}X: y`, 'origin-has-white-space'),
      entry('methods', `PUT${bytes}X`, bytes === '\0' ? 'method-is-not-a-token' : 'method-is-a-list'),
      entry('allowedHeaders', `x-h${bytes}x`, bytes === '\0' ? 'header-is-not-a-token' : 'header-is-a-list'),
      entry('exposedHeaders', `x-e${bytes}x`, bytes === '\0' ? 'exposed-header-is-not-a-token' : 'exposed-header-is-a-list')
    ])
  },
  {
    id: 'C24',
    name: 'a max age other than a whole number of seconds up to one day is rejected',
    rejected: [
      [{ origins: [A], maxAge: -2 }, '/maxAge max-age-out-of-range'],
      [{ origins: [A], maxAge: 1.5 }, '/maxAge max-age-out-of-range'],
      [{ origins: [A], maxAge: NaN }, '/maxAge value-is-not-data'],
      [{ origins: [A], maxAge: '600' }, '/maxAge wrong-type'],
      [{ origins: [A], maxAge: 1e9 }, '/maxAge max-age-out-of-range'],
      [{ origins: [A], maxAge: 86401 }, '/maxAge max-age-out-of-range']
    ],
    accepted: [{ origins: [A], maxAge: 0 }, { origins: [A], maxAge: 86400 }]
  },
  {
    id: 'C25',
    name: 'an unknown key is rejected',
    rejected: [
      [{ origins: [A], allowedOrigin: 'x' }, '/allowedOrigin foreign-option'],
      [{ origins: [A], credential: true }, '/credential unknown-field'],
      [{ orgins: [A] }, '/orgins unknown-field']
    ]
  },
  {
    id: 'C26',
    name: 'an unknown policy name is rejected',
    rejected: [
      [{ origins: [A], routes: { '/a': 'nobody' } }, '/routes/~1a unknown-policy-name'],
      [{ origins: [A], notFound: 'nobody' }, '/notFound unknown-policy-name'],
      [{ origins: [A], policies: { some: { origins: '*' } }, routes: { '/a': 'constructor' } }, '/routes/~1a unknown-policy-name']
    ]
  },
  {
    id: 'C32',
    name: 'one invalid value rejects the whole policy, and no default replaces it',
    rejected: [
      [{ ...LIST, origins: [A, 'https://b.test/'] }, '/origins/1 origin-has-path'],
      [{ ...LIST, credentials: 'false' }, '/credentials wrong-type'],
      [{ ...LIST, methods: null }, '/methods value-is-missing'],
      [{ ...LIST, routes: { '/a': { origins: 'https://a.test' } } }, '/routes/~1a/origins wrong-type']
    ]
  }
]

/** A policy for each way to decide by a function; none can be registered. */
const RESOLVERS = [{ origins: () => true }, { origins: [() => true] }, { origin: () => true }, () => LIST]

export const inapplicable: readonly Inapplicable[] = [
  {
    id: 'C28',
    what: 'a regular expression without anchors',
    why: 'A policy cannot contain regular expressions. Origins are compared part by part.',
    rejected: [{ origins: [/a\.test/] }, { origins: ['/a\\.test/'] }, { origins: /a\.test/ }]
  },
  {
    id: 'C29',
    what: 'a stateful regular expression',
    why: 'A policy cannot contain regular expressions or other state that a request could change.',
    rejected: [{ origins: [/a\.test/g] }, { origins: [/a\.test/y] }]
  },
  {
    id: 'C30',
    what: 'a regular expression that takes exponential time',
    why: 'A policy cannot contain regular expressions, and the plugin does not apply its own to headers.',
    rejected: [{ origins: [/^(a+)+$/] }, { origins: [A], allowedHeaders: [/^(x-)+$/] }]
  },
  {
    id: 'C31',
    what: 'private network access for any origin',
    why: 'A policy cannot allow access to private networks.',
    rejected: [
      { origins: '*', privateNetwork: true }, { origins: '*', allowPrivateNetwork: true },
      { origins: '*', preflight: { privateNetwork: true } }
    ]
  },
  {
    id: 'P20, its enabled half',
    what: 'enabled private network access applies only to allowed origins',
    why: 'It cannot be enabled, because browsers have dropped the header. A test checks that the header is never sent.',
    rejected: [{ origins: [A], privateNetwork: true }, { origins: [A], allowPrivateNetwork: true }]
  },
  {
    id: 'S03',
    what: 'a function that decides, whose result is kept for the next request',
    why: 'A policy is data and cannot contain functions.',
    rejected: RESOLVERS
  },
  {
    id: 'S04',
    what: 'a function that decides, and throws, rejects or never returns',
    why: 'A policy is data and cannot contain functions, and decisions are synchronous.',
    rejected: RESOLVERS
  },
  {
    id: 'S05',
    what: 'a function that decides, and returns something other than a boolean',
    why: 'A policy is data and cannot contain functions.',
    rejected: RESOLVERS
  },
  {
    id: 'S06',
    what: 'a function that decides, and allows a value that is not an origin',
    why: 'A policy is data and cannot contain functions.',
    rejected: RESOLVERS
  },
  {
    id: 'S07',
    what: 'a change to an invalid policy at run time',
    why: '`app.cors.replace` and `app.cors.shadow` validate a document as the start does. A rejected one changes nothing.'
  },
  {
    id: 'S08',
    what: 'a change of the policy during requests',
    why: '`app.cors.replace` puts a document in place in one turn. Each request has the policies from before or from after.'
  }
]
