/** Tests near misses: each row has a policy, a blocked request and the expected near misses. */
import t from 'tap'
import { NearbyPatterns } from '../../../lib/explain/nearby-patterns.ts'
import { originMisses } from '../../../lib/explain/origin-misses.ts'
import { explain } from '../../../lib/tools.ts'
import type { Difference } from '../../../types/explanation.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsPageQuestion } from '../../../types/question.ts'
import { assertLinear } from '../../growth.ts'
import { isLong } from '../properties/seed.ts'

/** Origins, patterns, and the expected near misses with their differences, the nearest first. */
const origins: [origin: string, patterns: string[], misses: [near: string | null, ...differs: Difference[]][]][] = [
  ['https://example.com', ['https://*.example.com'], [['https://*.example.com', 'apex']]],
  ['http://example.com:8080', ['https://*.example.com'], [['https://*.example.com', 'apex', 'scheme', 'port']]],
  ['http://a.test', ['https://a.test'], [['https://a.test', 'scheme']]],
  ['https://a.test:8443', ['https://a.test'], [['https://a.test', 'port']]],
  ['http://a.test:8080', ['https://a.test'], [['https://a.test', 'scheme', 'port']]],
  ['http://a.test', ['https://a.test:*'], [['https://a.test:*', 'scheme']]],
  ['https://x.a.test:8443', ['https://*.a.test'], [['https://*.a.test', 'port']]],
  ['http://x.y.a.test', ['https://*.a.test'], [['https://*.a.test', 'scheme']]],
  ['https://x.app.example.com', ['https://app.example.com'], [['https://app.example.com', 'subdomain']]],
  ['https://example.com', ['https://www.example.com'], [['https://www.example.com', 'parent']]],
  ['https://example.com.', ['https://example.com'], [['https://example.com', 'trailing-dot']]],
  ['https://example.com', ['https://example.com.'], [['https://example.com.', 'trailing-dot']]],
  ['https://a.example.com.', ['https://*.example.com'], [['https://*.example.com', 'trailing-dot']]],
  ['http://127.0.0.1:3000', ['http://localhost:3000'], [['http://localhost:3000', 'loopback']]],
  ['http://localhost:3000', ['http://127.0.0.1:*'], [['http://127.0.0.1:*', 'loopback']]],
  ['http://192.168.1.5:3000', ['http://localhost:3000'], [['http://localhost:3000', 'network']]],
  ['http://pc.local:5173', ['http://127.0.0.1:3000'], [['http://127.0.0.1:3000', 'network', 'port']]],
  ['https://192.0.2.5', ['http://localhost:3000'], []],
  ['https://other-shop.test', ['https://bank.test'], []],
  ['http://10.0.0.201', ['http://10.0.0.1'], []],
  ['https://exmaple.com', ['https://example.com'], [['https://example.com', 'slip']]],
  ['https://exampl.com', ['https://example.com'], [['https://example.com', 'slip']]],
  ['https://a.test.evil.test', ['https://a.test'], [['https://a.test', 'same-beginning']]],
  ['https://evilexample.com', ['https://*.example.com'], [['https://*.example.com', 'same-ending']]],
  ['https://evila.test', ['https://a.test'], [['https://a.test', 'same-ending']]],
  ['chrome-extension://abc', ['chrome-extension://abd'], [['chrome-extension://abd', 'slip']]],
  ['chrome-extension://abc', ['moz-extension://*'], [['moz-extension://*', 'scheme']]],
  ['https://a.test', ['moz-extension://*'], []],
  ['https://shop-.a.test', ['https://shop-*.a.test'], [['https://shop-*.a.test', 'label']]],
  ['https://bank-1.a.test', ['https://shop-*.a.test'], [['https://shop-*.a.test', 'label']]],
  ['http://shop-1.a.test', ['https://shop-*.a.test'], [['https://shop-*.a.test', 'scheme']]],
  ['https://x.shop-1.a.test', ['https://shop-*.a.test'], [['https://shop-*.a.test', 'subdomain']]],
  ['https://a.test', ['https://shop-*.a.test'], []],
  ['https://shop-1.b.test', ['https://shop-*.a.test'], []],
  ['https://A.test', ['https://a.test'], [['https://a.test', 'spelling']]],
  ['https://a.test/', ['https://a.test'], [['https://a.test', 'spelling']]],
  ['https://a.test:0443', ['https://a.test'], [['https://a.test', 'spelling']]],
  ['https://a.test:443', ['https://a.test'], [['https://a.test', 'spelling']]],
  ['\thttps://a.test', ['https://a.test'], [['https://a.test', 'spelling']]],
  ['https://a.test ', ['https://*.test'], [['https://a.test', 'spelling']]],
  ['https://b%C3%BCcher.test', ['https://xn--bcher-kva.test'], [['https://xn--bcher-kva.test', 'spelling']]],
  ['https://a.test, https://a.test', ['https://a.test'], [['https://a.test', 'several']]],
  ['https://b.test, https://a.test', ['https://a.test'], [['https://a.test', 'several']]],
  ['https://b.test, https://c.test', ['https://a.test'], [[null, 'several']]],
  ["https://a'b.test", ['https://*.test'], [[null, 'characters']]],
  ["https://xn--a'b.test", ['https://*.test'], [[null, 'characters']]],
  ['https://xn--A.test', ['https://xn--a.test'], [['https://xn--a.test', 'spelling']]],
  ['null', ['https://a.test'], [[null, 'opaque']]],
  ['https://evil.example', ['https://a.test', 'https://*.b.test'], []],
  ['https://evil.example/', ['https://a.test'], []],
  ['no origin', ['https://a.test'], [[null, 'several']]],
  ['constructor', ['https://a.test'], []],
  ['a.test', ['https://a.test'], [['https://a.test', 'spelling']]],
  ['app.example.com', ['https://a.test'], [[null, 'spelling']]],
  ['localhost:3000', ['http://localhost:*'], [['http://localhost:3000', 'spelling']]],
  ['intranet', ['https://intranet'], [['https://intranet', 'spelling']]],
  ['*.a.test', ['https://*.a.test'], []],
  [`https://${'a'.repeat(320)}`, ['https://a.test'], []],
  ['http://example.com', ['https://example.org', 'http://example.com:81', 'https://*.example.com', 'https://example.com', 'http://x.example.com'],
    [['http://example.com:81', 'port'], ['https://example.com', 'scheme'], ['http://x.example.com', 'parent']]]
]

t.test('hosts below a domain that one owner has are siblings', t => {
  const rows: readonly (readonly [origin: string, pattern: string, ...differs: Difference[]])[] = [
    ['https://admin.example.com', 'https://app.example.com', 'sibling'],
    ['http://admin.example.co.uk', 'https://app.example.co.uk', 'sibling', 'scheme'],
    ['https://admin.example.com', 'https://*.app.example.com'],
    ['https://other.example.org', 'https://app.example.com'],
    ['https://stranger.github.io', 'https://me-and-you.github.io'],
    ['https://example.co.uk', 'https://other.co.uk'],
    ['https://other.com', 'https://example.com'],
    ['https://10.0.0.201', 'https://99.0.0.1']
  ]
  for (const [origin, pattern, ...differs] of rows) {
    const misses = originMisses(origin, [pattern], () => false, undefined, domain => ['com', 'co.uk', 'github.io'].includes(domain))
    t.strictSame(misses.flatMap(miss => miss.differs), differs, origin)
    t.strictSame(originMisses(origin, [pattern], () => false), [], 'without the list of suffixes')
  }
  t.end()
})

t.test('previews of an application, and copies of an extension, have other hosts', t => {
  const extension = (letter: string): string => `chrome-extension://${letter.repeat(32)}`
  const rows: readonly (readonly [origin: string, pattern: string, ...differs: Difference[]])[] = [
    ['https://pr-12--shop.netlify.app', 'https://shop.netlify.app', 'preview'],
    ['https://shop-git-main-acme.vercel.app', 'https://shop.vercel.app', 'preview'],
    ['http://a-shop-b.pages.dev', 'https://shop.pages.dev', 'preview', 'scheme'],
    ['https://myshop.netlify.app', 'https://shop.netlify.app', 'same-ending'],
    ['https://shopping.netlify.app', 'https://shop.netlify.app'],
    ['https://a-go.netlify.app', 'https://go.netlify.app', 'same-ending'],
    ['https://pr-1-shop.netlify.app', 'https://shop.vercel.app'],
    ['https://pr-1-shop', 'https://shop', 'same-ending'],
    ['https://10.0.0.201', 'https://99.0.0.1'],
    [extension('a'), extension('b'), 'id'],
    [extension('a'), `moz-${extension('b').slice(7)}`],
    ['tauri://other', 'tauri://localhost'],
    ['http://0.0.0.0:3000', 'http://localhost:3000', 'loopback'],
    ['http://0.0.0.0:3000', 'http://a.example:3000']
  ]
  for (const [origin, pattern, ...differs] of rows) {
    t.strictSame(originMisses(origin, [pattern], () => false).flatMap(miss => miss.differs), differs, `${origin} ${pattern}`)
    const isNear = differs.length > 0 && differs[0] !== 'same-ending'
    if (isNear) t.strictSame(new NearbyPatterns([pattern]).near(origin), [pattern], `${pattern} is found in a long list`)
  }
  t.end()
})

for (const [origin, patterns, expected] of origins) {
  t.test(`${origin.slice(0, 60)} is not covered by ${patterns.join(', ')}`, async t => {
    const { nearMisses } = explain({ origins: patterns }, { origin })
    t.strictSame(nearMisses.map(({ near, differs }) => [near, ...differs]), expected)
    for (const { field, given, message } of nearMisses) {
      t.strictSame([field, given], ['origins', origin])
      t.match(message, /^(?:`|The host of `).*[.?]$/)
    }
  })
}

t.test('the run time of explain is linear in the number of patterns', async t => {
  const nearest: unknown[] = []
  await assertLinear(t, 'explanation', {
    size: isLong ? 200_000 : 5_000,
    prepare: count => {
      const origins = Array.from({ length: count }, (_, i) => `https://host-${i}.example`)
      return () => { nearest.push(explain({ origins }, { origin: 'https://host-7.example:8443' }).nearMisses[0]?.near) }
    }
  })
  t.ok(nearest.every(near => near === 'https://host-7.example'))
})

/** The exact messages of some near misses. */
const messages: [policy: CorsPolicy, question: CorsPageQuestion, messages: string[]][] = [
  [{ origins: ['https://*.example.com'] }, { origin: 'https://example.com' },
    ['`https://example.com` is not covered by `https://*.example.com`: a subdomain pattern does not cover the domain itself.']],
  [{ origins: ['https://a.test'] }, { origin: 'http://a.test:81' },
    ['`http://a.test:81` is not covered by `https://a.test`: the scheme differs, and the port differs.']],
  [{ origins: ['https://a.test'] }, { origin: 'HTTPS://A.TEST' },
    ['`https://a.test` is allowed, but `HTTPS://A.TEST` is not. It has upper-case letters, and browsers never send it.']],
  [{ origins: ['https://a.test'] }, { origin: 'app.example.com' },
    ['`app.example.com` is not an origin, and browsers never send it. Did you mean `https://app.example.com`?']],
  [{ origins: ['https://a.test'], methods: ['PATCH'] }, { origin: 'https://a.test', method: 'patch' },
    ['`patch` is not `PATCH`. Methods are case-sensitive, and browsers do not change the case of this method.']],
  [{ origins: ['https://a.test'], methods: ['PROPFIND'] }, { origin: 'https://a.test', method: 'PROFIND' },
    ['`PROFIND` is not listed, but the similar `PROPFIND` is.']],
  [{ origins: ['https://a.test'], methods: ['PATCH'] }, { origin: 'https://a.test', method: 'DELETE' }, []],
  [{ origins: ['https://a.test'], allowedHeaders: ['X-Requested-With'] },
    { origin: 'https://a.test', headers: { 'X-Reqested-With': '1' } },
    ['`x-reqested-with` is not allowed, but the similar `X-Requested-With` is.']],
  [{ origins: ['https://a.test'] }, { origin: 'https://a.test', headers: { 'X-A': '1' } }, []],
  [{ origins: '*', allowedHeaders: '*' }, { origin: 'https://a.test', headers: { Authorization: '1' } },
    ['`*` covers every header name except `authorization`.']],
  [{ origins: '*', allowedHeaders: ['*'] }, { origin: 'https://a.test', headers: { Authorization: '1' } },
    ['`*` covers every header name except `authorization`.']],
  [{ origins: '*' }, { origin: 'https://a.test', credentials: 'include' }, []],
  [{ origins: ['null', 'https://a.test'], dangerouslyAllow: ['null-origin'] }, { origin: 'http://a.test' },
    ['`http://a.test` is not covered by `https://a.test`: the scheme differs.']]
]

for (const [policy, question, expected] of messages) {
  t.test(`${JSON.stringify(question)} under ${JSON.stringify(policy)}`, async t => {
    t.strictSame(explain(policy, question).nearMisses.map(({ message }) => message), expected)
  })
}

/** Routes, keys of `routes`, and the expected near misses. */
const keys: [route: string, keys: string[], misses: [near: string, differs: Difference][]][] = [
  ['/admin', ['/admin/+'], [['/admin/+', 'index']]],
  ['/admin/', ['/admin/+'], [['/admin/+', 'index']]],
  ['/administrators', ['/admin/*'], [['/admin/*', 'same-beginning']]],
  ['/administrators/:id', ['/admin', '/admin/+'], [['/admin', 'same-beginning'], ['/admin/+', 'same-beginning']]],
  ['/admin/users', ['/admin'], [['/admin', 'below']]],
  ['/admin/users', ['/', '/a', '/other/*'], []],
  ['/Admin/users', ['/admin/*'], [['/admin/*', 'case']]],
  ['/users/:id', ['/users/:userId'], [['/users/:userId', 'parameter']]],
  ['/users/:id/orders', ['/users/:user/*', '/:users/*'], [['/users/:user/*', 'parameter'], ['/:users/*', 'slip']]],
  ['/api/users/:id', ['/users/*', '/users/:id', '/v2/api/*'], [['/users/*', 'prefix'], ['/users/:id', 'prefix']]],
  ['/orders/:id', ['/order/*', '/order/:id', '/oredrs/+'], [['/order/*', 'slip'], ['/order/:id', 'slip'], ['/oredrs/+', 'slip']]],
  ['/a/b', ['/b/*', '/a/c', '/c'], [['/b/*', 'prefix']]],
  ['/abcd', ['/abce'], [['/abce', 'slip']]],
  ['/abc', ['/abd'], []],
  ['/*', ['/internal/*'], []],
  ['/a', ['/a/*', '/*'], []],
  ['/prices', ['/prices/+', '/price/*', '/pricess', '/Prices', '/prise/*'], [['/prices/+', 'index'], ['/Prices', 'case'], ['/price/*', 'slip']]]
]

for (const [route, patterns, expected] of keys) {
  t.test(`${route} is almost covered by ${expected.map(([near]) => near).join(', ') || 'nothing'} of ${patterns.join(', ')}`, async t => {
    const document = { origins: ['https://other.test'], routes: Object.fromEntries(patterns.map(pattern => [pattern, false as const])) }
    const { nearMisses } = explain(document, { origin: 'https://a.example', route })
    t.strictSame(nearMisses.map(({ near, differs }) => [near, ...differs]), expected)
    for (const { field, given, near, message } of nearMisses) {
      t.strictSame([field, given], ['routes', route])
      t.ok(message.startsWith(`\`${near}\` does not cover \`${route}\`: `))
    }
  })
}

t.test('a key is a near miss only if it has a different policy, and comes first if it would allow the request', async t => {
  const document: CorsPolicyDocument = {
    origins: ['https://a.example'],
    policies: { same: { origins: ['https://a.example'] }, public: { origins: '*' }, partners: { origins: ['https://partner.test'] } },
    routes: { '/prices/+': 'same', '/price/*': 'public', '/Prices': 'partners', '/pricess': {} }
  }
  const misses = (origin: string) => explain(document, { origin, route: '/prices' }).nearMisses.map(({ field, near }) => `${field} ${near}`)
  t.strictSame(misses('http://a.example'), ['routes /price/*', 'origins https://a.example', 'routes /Prices'])
  t.strictSame(misses('https://partner.test'), ['routes /Prices', 'routes /price/*'])
  t.strictSame(misses('https://a.example'), [], 'an allowed request has no near misses')
  t.strictSame(explain({ ...document, routes: { '/administrators': false, '/admin/*': 'public' } }, { origin: 'https://b.test', route: '/administrators' })
    .nearMisses.map(({ message }) => message), ['`/admin/*` does not cover `/administrators`: only the beginning of a part is the same.'])
})
