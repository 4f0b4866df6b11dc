/** Random policy documents that hold. */
import fc from 'fast-check'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsSourceEntry } from '../../../types/source.ts'

/** Valid with credentials and without flags. */
const SAFE = ['https://a.test', 'https://*.a.test', 'https://b.test:8443', 'http://localhost:*', 'app://host', 'app://.', 'http://[::1]:3000']
/** Legal without, or behind their flags. */
const UNSAFE = ['http://a.test', 'http://*.a.test:*', 'https://*.github.io', 'https://*.com']
const SOURCES: readonly CorsSourceEntry[] = [
  { source: 'tenants' }, { source: 'tenants', key: 'host' }, { source: 'tenants', key: { param: 'realm' } }, { source: 'https://a.test' }
]
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY', 'M-SEARCH']
const REQUEST_HEADERS = ['Content-Type', 'content-type', 'Authorization', 'X-H', 'x-h', 'constructor', '!#$%&\'+-.^_`|~0']
const RESPONSE_HEADERS = ['ETag', 'etag', 'X-E', 'toString', 'Link']
const FLAGS = ['insecure-origins', 'public-suffix-wildcards', 'null-origin'] as const

const some = <T>(values: readonly T[], minLength = 0) =>
  fc.array(fc.constantFrom(...values), { minLength, maxLength: 4 })

const anyway = {
  methods: some(METHODS),
  maxAge: fc.oneof(fc.constantFrom(0, -0, 1, 86400), fc.integer({ min: 0, max: 86400 })),
  description: fc.oneof(fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: 'binary' }), fc.constant('\ud800'))
}
const optional: { requiredKeys: ['origins'], noNullPrototype: true } = { requiredKeys: ['origins'], noNullPrototype: true }

/** A complete policy of each kind that the rules distinguish. */
export const validPolicy: fc.Arbitrary<CorsPolicy> = fc.oneof(
  fc.record({
    origins: some([...SAFE, ...SOURCES], 1),
    credentials: fc.constant(true),
    allowedHeaders: some(REQUEST_HEADERS),
    exposedHeaders: some(RESPONSE_HEADERS),
    ...anyway
  }, optional),
  fc.record({
    origins: some([...SAFE, ...UNSAFE, ...SOURCES], 1),
    credentials: fc.constant(true),
    dangerouslyAllow: fc.constant(FLAGS.slice(0, 2)),
    ...anyway
  }, { ...optional, requiredKeys: ['origins', 'dangerouslyAllow'] }),
  fc.record({
    origins: some([...SAFE, ...UNSAFE, ...SOURCES, 'null'], 1),
    credentials: fc.constant(false),
    allowedHeaders: fc.constantFrom('*' as const, ['*', 'Authorization'], ['X-H']),
    exposedHeaders: fc.oneof(fc.constant('*' as const), some(RESPONSE_HEADERS)),
    dangerouslyAllow: fc.constant(FLAGS),
    ...anyway
  }, { ...optional, requiredKeys: ['origins', 'dangerouslyAllow'] }),
  fc.record({
    origins: fc.constant('*' as const), credentials: fc.constant(false), allowedHeaders: fc.constant('*' as const), ...anyway
  }, optional)
) as fc.Arbitrary<CorsPolicy>

const name = fc.constantFrom('public', 'partners', 'constructor', 'a b', 'é')

/** A scope's policy, and beside it policies by name, which routes choose. */
export const validDocument: fc.Arbitrary<CorsPolicyDocument> = fc.tuple(
  validPolicy, fc.dictionary(name, validPolicy, { maxKeys: 3, noNullPrototype: true }), fc.array(fc.nat(3), { maxLength: 3 })
).map(([scope, policies, choices]) => {
  const named = [...Object.keys(policies), false] as const
  const routes = Object.fromEntries(choices.map((choice, i) => [`/r${i}/*`, named[choice % named.length]!]))
  return { ...scope, policies, routes, notFound: named[0]! }
})
