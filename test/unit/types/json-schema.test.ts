/** The JSON Schema of policy documents in a validator of JSON Schema: it accepts whatever this package's validation accepts. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { CorsPolicyError } from '../../../lib/errors.ts'
import { isForbiddenMethod, NODE_METHODS } from '../../../lib/standard/methods.ts'
import { policyJsonSchema } from '../../../lib/json-schema.ts'
import { readSchema } from '../../../lib/validate/json-schema.ts'
import { schemaOfDocuments } from '../../../lib/validate/schema-issues.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import { isJson } from '../../is-json.ts'
import { patternsOf } from '../properties/random-origins.ts'
import { rounds, SEED } from '../properties/seed.ts'
import { validDocument } from '../properties/valid-policy.ts'
import { rejectedPolicies } from '../../rejected-policies.ts'
import { random } from '../properties/seeded-random.ts'
import { schemaText, shapeText } from '../../schema-file.ts'

const file = new URL('../../../types/policy.schema.json', import.meta.url)

t.test('the published schema equals the TypeBox schema; `npm run schema` updates it', async t => {
  // What is imported is the file as it was.
  if (t.writeSnapshot) return writeFileSync(file, schemaText())
  t.equal(readFileSync(file, 'utf8'), schemaText())
  t.equal(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`, readFileSync(file, 'utf8'), 'and is what the tools give')
})

t.test('the validation reads a shape that equals the published schema', async t => {
  const shape = new URL('../../../types/policy.shape.json', import.meta.url)
  if (t.writeSnapshot) return writeFileSync(shape, shapeText())
  t.equal(readFileSync(shape, 'utf8'), shapeText())
  t.strictSame(schemaOfDocuments(), readSchema(policyJsonSchema()))
})

const complaints: unknown[] = []
const complain = (...words: unknown[]) => { complaints.push(words) }
const ajv = new Ajv2020({ strict: true, logger: { log: complain, warn: complain, error: complain } })
const schema = policyJsonSchema() as { readonly [keyword: string]: any }
const check = ajv.compile(schema)

/** The errors of the schema about a document. */
function errorsOf (document: unknown): string[] {
  return check(document) ? [] : check.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
}

function isValid (document: unknown): boolean {
  try {
    validatePolicy(document)
    return true
  } catch (error) {
    if (error instanceof CorsPolicyError) return false
    throw error
  }
}

t.test('the schema is valid by its meta-schema and in the strictest mode of Ajv', async t => {
  t.equal(schema['$schema'], 'https://json-schema.org/draft/2020-12/schema')
  t.equal(schema['$id'], 'https://unpkg.com/fastify-cors-policy/types/policy.schema.json')
  t.ok(ajv.validateSchema(schema), JSON.stringify(ajv.errors))
  t.same(complaints, [])
  t.doesNotThrow(() => new Ajv2020().compile(schema), 'nor has one with the settings that it comes with')
})

t.test('policyJsonSchema returns a new copy at each call', async t => {
  const changed = policyJsonSchema() as Record<string, unknown>
  changed['properties'] = {}
  t.strictSame(policyJsonSchema(), schema)
})

for (const { name, document, near, shape } of rejectedPolicies) {
  t.test(`the JSON Schema ${shape ? 'rejects' : 'cannot reject'} ${name}, and accepts a similar valid document`, async t => {
    if (shape) {
      t.strictSame(JSON.parse(JSON.stringify(document)), document, 'it is JSON')
      t.not(errorsOf(document).length, 0)
    } else if (isJson(document)) {
      t.strictSame(errorsOf(document), [], 'the schema rejects it, so the row must not set `shape: false`')
    }
    t.strictSame(errorsOf(JSON.parse(JSON.stringify(near))), [])
  })
}

const METHODS = [...NODE_METHODS].filter(method => !isForbiddenMethod(method))

t.test('the schema has all methods that Node supports and browsers send', async t => {
  t.same([...schema['$defs'].methodName.enum].sort(), [...METHODS].sort())
})

t.test('the schema accepts the published examples', async t => {
  for (const file of ['examples/policy.json', 'test/types/policy.json']) {
    t.strictSame(errorsOf(JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'))), [], file)
  }
  for (const example of schema['examples']) t.ok(isValid(example) && check(example), JSON.stringify(example))
})

/** Texts that are right, and some that are not: a letter more, one less, one other. */
function nearly (...texts: readonly string[]): fc.Arbitrary<string> {
  const text = fc.constantFrom(...texts)
  const letter = fc.constantFrom(...'aZ0-_.*:/,()[] \n"é')
  const changed = fc.tuple(text, fc.nat(40), fc.nat(2), letter).map(([text, at, length, letter]) =>
    `${text.slice(0, at)}${length === 2 ? '' : letter}${text.slice(at + Math.min(length, 1))}`)
  return fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: changed })
}

/** Header names, many of them similar to a rejected one. */
const HEADERS = [
  'Content-Type', 'authorization', 'X-Request-Id', 'x', 'Access-Control', 'Access-Control-Max', 'Access-Control-Max-Ages', 'Proxy',
  'Secret', 'Cookie3', 'Host2', 'Origin-Agent', 'X-Origin', 'TE2', 'te_', 'Set-Cookie3', 'Datex', 'Viaduct', 'Expected', "!#$%&'+-.^_`|~0", 'cOOKIES', 'dntx'
]
const ROUTES = ['/', '/*', '/+', '/a', '/a/*', '/a/+', '/a+b', '/users/:id(^\\d*$)/*', '/files/:name(.*)', '/a)/*', '/a)b*c(d', '/a::b', '/:a-:b?', '/%2a', '/é']
const SUFFIXES = ['customers.example.com', 'com', '_a', 'a.b-', '0x', 'xn--a.test', '1.a', 'a.1b', `${'a.'.repeat(126)}a`, `${'a.'.repeat(126)}ab`]
const origins = fc.nat().map(seed => patternsOf(random(seed)))
const list = <T>(entry: fc.Arbitrary<T>) => fc.array(entry, { maxLength: 3 })

/** Documents of texts of every kind, most of them valid but for one text or another. */
const documents = fc.record({
  origins: fc.oneof(origins, list(nearly('https://a.test', 'http://127.0.0.1:*', 'ftp://a.test:443', 'a+b://c.d:80', 'https://*.a.test.:8443'))),
  methods: list(nearly(...METHODS)),
  allowedHeaders: list(nearly('*', ...HEADERS)),
  exposedHeaders: list(nearly(...HEADERS)),
  dangerouslyAllow: fc.constant(['null-origin']),
  policies: fc.dictionary(nearly('public', 'scoped', 'nones', ' ', 'é'), fc.constant({ origins: '*' }), { maxKeys: 2, noNullPrototype: true }),
  routes: fc.dictionary(nearly(...ROUTES), fc.constantFrom(false, {}, { credentials: false }), { maxKeys: 2, noNullPrototype: true }),
  privateSuffixes: list(nearly(...SUFFIXES))
}, { requiredKeys: ['origins', 'dangerouslyAllow'], noNullPrototype: true })

t.test('the schema accepts every document that the validation accepts', async t => {
  let accepted = 0
  const property = fc.property(fc.oneof({ weight: 1, arbitrary: validDocument }, { weight: 3, arbitrary: documents }), document => {
    if (!isValid(document)) return true
    accepted++
    const errors = errorsOf(JSON.parse(JSON.stringify(document)))
    if (errors.length > 0) throw new Error(errors.join('; '))
    return true
  })
  fc.assert(property, { seed: SEED, numRuns: rounds(4000) })
  t.ok(accepted > rounds(4000) / 4, `${accepted} were accepted`)
})
