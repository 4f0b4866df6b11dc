/** A policy in words, and its fields. */
import t from 'tap'
import { documentPolicies } from '../../../lib/tools.ts'
import type { Phrase } from '../../../types/documentation.ts'
import type { CorsPolicy } from '../../../types/policy.ts'

const A = 'https://a.test'
const text = (phrase: Phrase): string => phrase.map(part => typeof part === 'string' ? part : `\`${part.code}\``).join('')
const documented = (policy: CorsPolicy) => documentPolicies(policy).policies[0]!

/** A sentence that the words of the policy hold. */
const rows: [policy: CorsPolicy, sentence: string][] = [
  [{ origins: '*' }, 'Pages of every origin may read the answers.'],
  [{ origins: [A] }, 'Pages of `https://a.test` may read the answers, and those of no other origin.'],
  [{ origins: ['https://*.a.test'] }, 'Pages of `https://*.a.test` (every subdomain) may read the answers, and those of no other origin.'],
  [{ origins: ['http://localhost:*'] }, 'Pages of `http://localhost:*` (every port) may read the answers, and those of no other origin.'],
  [{ origins: ['https://*.a.test:*'] }, 'Pages of `https://*.a.test:*` (every subdomain and every port) may read the answers, and those of no other origin.'],
  [{ origins: ['null'], dangerouslyAllow: ['null-origin'] },
    'Pages of `null` (sandboxed frames and files, of whatever site) may read the answers, and those of no other origin.'],
  [{ origins: [A, 'https://b.test'] }, 'Pages of these 2 may read the answers, and those of no other origin: `https://a.test` and `https://b.test`.'],
  [{ origins: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => `https://${name}.test`) },
    'Pages of these 7 may read the answers, and those of no other origin: `https://a.test`, `https://b.test`, `https://c.test`, `https://d.test`, `https://e.test` and 2 more.'],
  [{ origins: [A], credentials: true }, 'They may send cookies, HTTP authentication and client certificates along, and so act as the user.'],
  [{ origins: [A], credentials: false }, 'They may not send cookies, HTTP authentication or client certificates along.'],
  [{ origins: [A] }, 'They may use every method that is routed at the URL.'],
  [{ origins: [A], methods: [] }, 'They may use `GET`, `HEAD` and `POST` only, which need no approval.'],
  [{ origins: [A], methods: ['GET', 'POST'] }, 'They may use `GET`, `HEAD` and `POST` only, which need no approval.'],
  [{ origins: [A], methods: ['PUT', 'GET', 'DELETE', 'PUT'] },
    'They may use `GET`, `HEAD` and `POST`, which need no approval, and where the URL has it `PUT` or `DELETE`.'],
  [{ origins: [A] }, 'They may set the CORS-safelisted request headers only.'],
  [{ origins: [A], allowedHeaders: [] }, 'They may set the CORS-safelisted request headers only.'],
  [{ origins: [A], allowedHeaders: ['Content-Type', 'X-A', 'X-B'] }, 'They may set `Content-Type`, `X-A` and `X-B` beyond the CORS-safelisted request headers.'],
  [{ origins: [A], allowedHeaders: '*' }, 'They may set every request header but `Authorization`.'],
  [{ origins: [A], allowedHeaders: ['*', 'AUTHORIZATION'] }, 'They may set every request header, `Authorization` included.'],
  [{ origins: [A] }, 'They may read the CORS-safelisted response headers only.'],
  [{ origins: [A], exposedHeaders: ['ETag'] }, 'They may read `ETag` beyond the CORS-safelisted response headers.'],
  [{ origins: [A], exposedHeaders: '*' }, 'They may read every response header but `Set-Cookie`.'],
  [{ origins: [A] }, 'Browsers remember a preflight for 5 seconds.'],
  [{ origins: [A], maxAge: 0 }, 'Browsers remember no preflight.'],
  [{ origins: [A], maxAge: 1 }, 'Browsers remember a preflight for 1 second.'],
  [{ origins: [A], maxAge: 600 }, 'Browsers remember a preflight for 600 seconds.'],
  [{ origins: [A], maxAge: 601 }, 'Browsers remember a preflight for 601 seconds, Safari for 600.'],
  [{ origins: [A], maxAge: 7201 }, 'Browsers remember a preflight for 7201 seconds, Safari for 600 and Chromium for 7200.'],
  [{ origins: ['http://a.test'], credentials: true, dangerouslyAllow: ['insecure-origins', 'insecure-origins'] },
    'A prohibition is lifted by `insecure-origins`: insecure origins may have credentials, for which anyone on the network can speak.']
]

for (const [policy, sentence] of rows) {
  t.test(`${JSON.stringify(policy).slice(0, 80)}: ${sentence}`, async t => {
    const { words } = documented(policy)
    t.equal(words.filter(words => text(words) === sentence).length, 1, words.map(text).join('\n'))
  })
}

t.test('who may call is said in a few words', async t => {
  t.equal(text(documented({ origins: '*' }).allowedOrigins), 'every origin')
  t.equal(text(documented({ origins: [A], credentials: true }).allowedOrigins), '`https://a.test`, with credentials')
  const many = Array.from({ length: 9 }, (_, i) => `https://a${i}.test`)
  t.match(text(documented({ origins: many }).allowedOrigins), /`https:\/\/a4\.test` and 4 more$/)
})

t.test('every field but the description has a row, with its value or what its absence means', async t => {
  const rowsOf = (policy: CorsPolicy) => documented(policy).fields.map(({ field, value, isDefault }) => `${field} ${isDefault ? '-' : '='} ${text(value)}`)
  t.strictSame(rowsOf({ origins: '*', description: 'x' }), [
    'origins = `*`', 'credentials - `false`', 'methods - every method that is routed at the URL', 'allowedHeaders - none beyond the CORS-safelisted ones',
    'exposedHeaders - none beyond the CORS-safelisted ones', 'maxAge - 5 seconds', 'dangerouslyAllow - none'
  ])
  t.strictSame(rowsOf({
    origins: [A, 'http://b.test'], credentials: true, methods: [], allowedHeaders: ['X-A'], exposedHeaders: ['ETag', 'Link'], maxAge: 0, dangerouslyAllow: ['insecure-origins']
  }), [
    'origins = `https://a.test`, `http://b.test`', 'credentials = `true`', 'methods = none', 'allowedHeaders = `X-A`', 'exposedHeaders = `ETag`, `Link`', 'maxAge = `0`',
    'dangerouslyAllow = `insecure-origins`'
  ])
})
