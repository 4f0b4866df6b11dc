/** What the configuration of a proxy says, and what is rejected. test/integration/proxies runs them. */
import t from 'tap'
import { CorsPolicyError } from '../../lib/index.ts'
import { placesOf } from '../../lib/proxy/places.ts'
import { PROXIES, renderProxyConfiguration, type CorsProxy } from '../../lib/proxy.ts'

const A = 'https://a.test'

t.test('stronger keys come later', async t => {
  const keys = ['/a/b', '/a/*', '/*', '/a/+', '/a/b/*', '/:x/c']
  const document = { origins: [A], routes: Object.fromEntries(keys.map(key => [key, { maxAge: 60 + key.length }])) }
  t.strictSame(placesOf(document).map(({ title }) => title),
    ['all other paths', 'the routes "/*"', 'the routes "/a/*"', 'the routes "/a/+"', 'the routes "/a/b/*"', 'the routes "/a/b"', 'the routes "/:x/c"'])
})

/** A key of `routes`, paths that it covers, and paths that it does not cover. */
const KEYS: readonly (readonly [key: string, covered: readonly string[], others: readonly string[]])[] = [
  ['/*', ['/', '/a', '/?q'], []],
  ['/a/*', ['/a', '/a/', '/a/b', '/a?q'], ['/', '/ab', '/b/a']],
  ['/a/+', ['/a/b', '/a/b/c'], ['/a', '/a/', '/a/?q']],
  ['/a', ['/a', '/a/', '/a?q=/b'], ['/a/b', '/ab']],
  ['/a/', ['/a', '/a/'], ['/a/b']],
  ['/', ['/', '/?q'], ['/a']],
  ['/a/:id', ['/a/7', '/a/7/', '/a/7?q'], ['/a', '/a/', '/a/7/b']],
  ['/a/:id.json', ['/a/7.json'], ['/a/7/b']],
  ['/v1.0/~me', ['/v1.0/~me'], ['/v1x0/~me']],
  ['/ä"$(x)`;#{/b', ['/%C3%A4/b'], ['/b']]
]

for (const [key, covered, others] of KEYS) {
  t.test(`the expression for ${JSON.stringify(key)} covers the paths of its routes`, async t => {
    const { path } = placesOf({ origins: [A], routes: { [key]: false } })[1]!
    t.match(path, /^[\w^$/?[\]()|.~+-]+$/, 'characters that every configuration reads in the same way')
    const expression = new RegExp(path!)
    for (const text of covered) t.match(text, expression)
    for (const text of others) t.notMatch(text, expression)
  })
}

/** A pattern, origins that its expression covers, and others. */
const PATTERNS: readonly (readonly [pattern: string, covered: readonly string[], others: readonly string[]])[] = [
  ['https://*.a.test', ['https://x.a.test', 'https://x.y.a.test'], ['https://a.test', 'https://xa.test', 'https://x.a.test:1', 'https://x.a.test.b']],
  ['https://pr-*-b.a.test', ['https://pr-7-b.a.test'], ['https://pr--b.a.test.c', 'https://pr-7.b.a.test', 'https://pr-7-b.xa.test']],
  ['https://a.test:*', ['https://a.test', 'https://a.test:8443'], ['https://a.test:', 'https://axtest']],
  ['https://*.a.test:8443', ['https://x.a.test:8443'], ['https://x.a.test']],
  ['moz-extension://*', ['moz-extension://0b1c-2d'], ['https://0b1c-2d', 'moz-extension://a/b']]
]

for (const [pattern, covered, others] of PATTERNS) {
  t.test(`the expression for ${pattern} covers its origins`, async t => {
    const { expression, exact } = placesOf({ origins: [pattern] })[0]!.readers!
    t.strictSame(exact, [])
    for (const origin of covered) t.match(origin, new RegExp(`^${expression!}$`))
    for (const origin of others) t.notMatch(origin, new RegExp(`^(?:${expression!})$`))
  })
}

t.test('credentials are allowed where the policy has them', async t => {
  for (const proxy of PROXIES) {
    const text = renderProxyConfiguration({ origins: [A, `https://${'long-'.repeat(8)}name.test`, 'https://*.a.test'], credentials: true }, proxy)
    t.match(text, proxy === 'nginx' ? '0 "true";' : 'Access-Control-Allow-Credentials')
  }
})

t.test('sources are named, once each', async t => {
  const document = { origins: [A, { source: 'tenants' }], policies: { p: { origins: [{ source: 'tenants', key: 'host' }, { source: 'regions' }] } }, routes: { '/a': 'p', '/b': { origins: '*' } } } as const
  for (const proxy of PROXIES) {
    const text = renderProxyConfiguration(document, proxy)
    t.strictSame(text.match(/in the source "\w+" cannot/g), ['in the source "tenants" cannot', 'in the source "regions" cannot'])
    t.match(text, 'Vary')
  }
})

t.test('a policy with nothing but sources has readers that no proxy knows', async t => {
  for (const proxy of PROXIES) {
    const text = renderProxyConfiguration({ origins: [{ source: 'tenants' }], credentials: true }, proxy)
    t.match(text, 'Origin')
    t.notMatch(text, proxy === 'nginx' ? '$http_origin;' : 'Access-Control-Allow-Origin')
  }
})

t.test('a document without routes, and one without a policy of the scope, have a configuration', async t => {
  for (const proxy of PROXIES) {
    t.match(renderProxyConfiguration({ origins: '*' }, proxy), /\*/)
    t.notMatch(renderProxyConfiguration({ policies: { p: { origins: [A] } } }, proxy), A)
  }
})

t.test('invalid documents and unknown proxies are rejected', async t => {
  t.throws(() => renderProxyConfiguration({ origins: [`${A}/`] }, 'nginx'), CorsPolicyError)
  t.throws(() => renderProxyConfiguration({ origins: [A] }, 'iis' as CorsProxy), { message: 'The proxy "iis" is unknown. Use nginx, haproxy, httpd, caddy, varnish.' })
})
