/** Tests the description and the fields of policies. */
import t from 'tap'
import { documentPolicies } from '../../../lib/tools.ts'
import type { Phrase } from '../../../types/documentation.ts'
import type { CorsPolicy } from '../../../types/policy.ts'

const A = 'https://a.test'
const text = (phrase: Phrase): string => phrase.map(part => typeof part === 'string' ? part : `\`${part.code}\``).join('')
const documented = (policy: CorsPolicy) => documentPolicies(policy).policies[0]!

/** Policies, and a sentence of their description. */
const rows: [policy: CorsPolicy, sentence: string][] = [
  [{ origins: '*' }, 'Pages of any origin can read the responses.'],
  [{ origins: [A] }, 'Only pages of `https://a.test` can read the responses.'],
  [{ origins: ['https://*.a.test'] }, 'Only pages of `https://*.a.test` (any subdomain) can read the responses.'],
  [{ origins: ['http://localhost:*'] }, 'Only pages of `http://localhost:*` (any port) can read the responses.'],
  [{ origins: ['https://*.a.test:*'] }, 'Only pages of `https://*.a.test:*` (any subdomain and any port) can read the responses.'],
  [{ origins: ['https://shop-*.a.test:*'] },
    'Only pages of `https://shop-*.a.test:*` ("*" is one or more letters, digits and hyphens and any port) can read the responses.'],
  [{ origins: ['moz-extension://*'] }, 'Only pages of `moz-extension://*` (any extension of this kind) can read the responses.'],
  [{ origins: ['null'], dangerouslyAllow: ['null-origin'] },
    'Only pages of `null` (sandboxed frames and local files, which any page can be) can read the responses.'],
  [{ origins: [A, 'https://b.test'] }, 'Only pages of these 2 origins can read the responses: `https://a.test` and `https://b.test`.'],
  [{ origins: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => `https://${name}.test`) },
    'Only pages of these 7 origins can read the responses: `https://a.test`, `https://b.test`, `https://c.test`, `https://d.test`, `https://e.test` and 2 more.'],
  [{ origins: [{ source: 'tenants' }] }, 'Only pages of the origins in the source `tenants` can read the responses.'],
  [{ origins: [{ source: 'tenants', key: 'host' }] }, 'Only pages of the origins in the source `tenants` for the host of the request can read the responses.'],
  [{ origins: [A, { source: 'tenants', key: { param: 'realm' } }] },
    'Only pages of these 2 entries can read the responses: `https://a.test` and the origins in the source `tenants` for the parameter `realm` of the route.'],
  [{ origins: [...['a', 'b', 'c', 'd', 'e'].map(name => `https://${name}.test`), { source: 'tenants' }] },
    'Only pages of these 6 entries can read the responses: the origins in the source `tenants`, `https://a.test`, `https://b.test`, `https://c.test`, `https://d.test` and 1 more.'],
  [{ origins: [A], credentials: true }, 'They can send credentials (cookies, HTTP authentication and client certificates), and so act as the user.'],
  [{ origins: [A], credentials: false }, 'They cannot send credentials (cookies, HTTP authentication and client certificates).'],
  [{ origins: [A] }, 'They can use any method that has a route at the URL.'],
  [{ origins: [A], methods: [] }, 'They can use only `GET`, `HEAD` and `POST`, which need no approval.'],
  [{ origins: [A], methods: ['GET', 'POST'] }, 'They can use only `GET`, `HEAD` and `POST`, which need no approval.'],
  [{ origins: [A], methods: ['PUT', 'GET', 'DELETE', 'PUT'] },
    'They can use `GET`, `HEAD` and `POST`, which need no approval, and `PUT` and `DELETE` if the URL has such a route.'],
  [{ origins: [A] }, 'They can set only CORS-safelisted request headers.'],
  [{ origins: [A], allowedHeaders: [] }, 'They can set only CORS-safelisted request headers.'],
  [{ origins: [A], allowedHeaders: ['Content-Type', 'X-A', 'X-B'] }, 'They can set `Content-Type`, `X-A` and `X-B` in addition to the CORS-safelisted request headers.'],
  [{ origins: [A], allowedHeaders: '*' }, 'They can set any request header except `Authorization`.'],
  [{ origins: [A], allowedHeaders: ['*', 'AUTHORIZATION'] }, 'They can set any request header, including `Authorization`.'],
  [{ origins: [A] }, 'They can read only CORS-safelisted response headers.'],
  [{ origins: [A], exposedHeaders: ['ETag'] }, 'They can read `ETag` in addition to the CORS-safelisted response headers.'],
  [{ origins: [A], exposedHeaders: '*' }, 'They can read any response header except `Set-Cookie`.'],
  [{ origins: [A] }, 'Browsers cache a preflight for 5 seconds.'],
  [{ origins: [A], maxAge: 0 }, 'Browsers do not cache preflights.'],
  [{ origins: [A], maxAge: 1 }, 'Browsers cache a preflight for 1 second.'],
  [{ origins: [A], maxAge: 600 }, 'Browsers cache a preflight for 600 seconds.'],
  [{ origins: [A], maxAge: 601 }, 'Browsers cache a preflight for 601 seconds (Safari for 600).'],
  [{ origins: [A], maxAge: 7201 }, 'Browsers cache a preflight for 7201 seconds (Safari for 600, Chromium for 7200).'],
  [{ origins: ['http://a.test'], credentials: true, dangerouslyAllow: ['insecure-origins', 'insecure-origins'] },
    'The flag `insecure-origins` is set: origins with plain http can have credentials, although an attacker on the network can inject scripts into their pages.']
]

for (const [policy, sentence] of rows) {
  t.test(`${JSON.stringify(policy).slice(0, 80)}: ${sentence}`, async t => {
    const { words } = documented(policy)
    t.equal(words.filter(words => text(words) === sentence).length, 1, words.map(text).join('\n'))
  })
}

t.test('allowedOrigins is a short text', async t => {
  t.equal(text(documented({ origins: '*' }).allowedOrigins), 'any origin')
  t.equal(text(documented({ origins: [A], credentials: true }).allowedOrigins), '`https://a.test`, with credentials')
  const many = Array.from({ length: 9 }, (_, i) => `https://a${i}.test`)
  t.match(text(documented({ origins: many }).allowedOrigins), /`https:\/\/a4\.test` and 4 more$/)
  t.equal(text(documented({ origins: [{ source: 'tenants', key: 'host' }], credentials: true }).allowedOrigins),
    'the origins in the source `tenants` for the host of the request, with credentials')
})

t.test('every field except the description has a row, with its value or default', async t => {
  const rowsOf = (policy: CorsPolicy) => documented(policy).fields.map(({ field, value, isDefault }) => `${field} ${isDefault ? '-' : '='} ${text(value)}`)
  t.strictSame(rowsOf({ origins: '*', description: 'x' }), [
    'origins = `*`', 'credentials - `false`', 'methods - any method that has a route at the URL', 'allowedHeaders - only CORS-safelisted headers',
    'exposedHeaders - only CORS-safelisted headers', 'maxAge - 5 seconds', 'preflightStatus - `204`', 'preflightCacheControl - no header', 'dangerouslyAllow - none'
  ])
  t.strictSame(rowsOf({
    origins: [A, 'http://b.test'], credentials: true, methods: [], allowedHeaders: ['X-A'], exposedHeaders: ['ETag', 'Link'], maxAge: 0, preflightStatus: 200,
    preflightCacheControl: 'no-store', dangerouslyAllow: ['insecure-origins']
  }), [
    'origins = `https://a.test`, `http://b.test`', 'credentials = `true`', 'methods = none', 'allowedHeaders = `X-A`', 'exposedHeaders = `ETag`, `Link`', 'maxAge = `0`',
    'preflightStatus = `200`', 'preflightCacheControl = `no-store`', 'dangerouslyAllow = `insecure-origins`'
  ])
  t.equal(rowsOf({ origins: [A, { source: 'tenants' }, { source: 'tenants', key: { param: 'realm' } }] })[0],
    'origins = `https://a.test`, the origins in the source `tenants`, the origins in the source `tenants` for the parameter `realm` of the route')
})
