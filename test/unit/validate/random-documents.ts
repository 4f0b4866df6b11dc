/** Random documents that are right or nearly so. */
import fc from 'fast-check'
import { APP } from './issues.ts'

const some = fc.constantFrom(null, true, false, 0, 1.5, -1, 86400, 86401, '', 'x', '*', 'null', [], {}, [''], ['*'], [null], { a: 1 }, 'x'.repeat(327), ['x'.repeat(327)])
const nearly = <T> (arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 60, arbitrary }, { weight: 1, arbitrary: some as fc.Arbitrary<any> })
const originTexts = fc.constantFrom(APP, 'https://*.example.com', 'http://localhost:*', 'app://a', 'https://a.test:8443', 'http://a.test', 'https://*.com')
const tokens = fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', '*')
const fields = {
  origins: nearly(fc.oneof(fc.constant('*'), fc.array(nearly(originTexts), { minLength: 1, maxLength: 3 }))),
  credentials: nearly(fc.boolean()),
  methods: nearly(fc.array(nearly(tokens), { maxLength: 3 })),
  allowedHeaders: nearly(fc.oneof(fc.constant('*'), fc.array(nearly(tokens), { maxLength: 3 }))),
  exposedHeaders: nearly(fc.oneof(fc.constant('*'), fc.array(nearly(tokens), { maxLength: 3 }))),
  maxAge: nearly(fc.integer({ min: 0, max: 86400 })),
  dangerouslyAllow: nearly(fc.uniqueArray(nearly(fc.constantFrom('insecure-origins', 'public-suffix-wildcards', 'null-origin')))),
  description: nearly(fc.string()),
  orgins: some
}
const { origins, orgins, ...optional } = fields
const override = fc.oneof(
  { weight: 30, arbitrary: fc.record({ origins, ...optional }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) }
)
const complete = fc.record({ origins, ...optional }, { requiredKeys: ['origins'] })
const name = fc.constantFrom('a', 'b', '', 'line\nbreak', 'constructor')
export const choice = nearly(fc.oneof<fc.Arbitrary<unknown>[]>(override, name, fc.constant(false)))
export const documents = fc.record({
  $schema: nearly(fc.constant('./policy.schema.json')),
  origins,
  ...optional,
  policies: nearly(fc.dictionary(name, nearly(complete), { maxKeys: 3 })),
  routes: nearly(fc.dictionary(fc.constantFrom('/a', '/b/*', '/*', 'c', '/line\nbreak'), choice, { maxKeys: 3 })),
  notFound: choice,
  privateSuffixes: nearly(fc.array(nearly(fc.constantFrom('a.test', '*.b')), { maxLength: 2 }))
}, { requiredKeys: [], noNullPrototype: true })
