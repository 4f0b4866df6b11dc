/** Tests the interpreter of JSON Schema, which agrees with TypeBox. */
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import t from 'tap'
import { findFailures } from '../../../lib/validate/schema-errors.ts'
import { accepts, readSchema } from '../../../lib/validate/json-schema.ts'
import { schemaOfChoices, schemaOfDocuments } from '../../../lib/validate/schema-issues.ts'
import { CorsPolicyOverrideSchema, CorsPolicyDocumentSchema } from '../../../types/policy.ts'
import { rounds } from '../properties/seed.ts'
import { choice, documents } from './random-documents.ts'

/** What TypeBox reads of a schema, less the patterns, which the interpreter leaves to code. */
function withoutPatterns<T> (schema: T): T {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(withoutPatterns) as T
  const keys = Reflect.ownKeys(schema).filter(key => key !== 'pattern')
  return Object.fromEntries(keys.map(key => [key, withoutPatterns(schema[key as keyof typeof schema])])) as T
}

t.test('the schema interpreter accepts exactly what TypeBox accepts without patterns, and finds a failure in all other values', async t => {
  const [shape, overrideShape] = [withoutPatterns(CorsPolicyDocumentSchema), withoutPatterns(CorsPolicyOverrideSchema)]
  const counts = { accepted: 0, refused: 0 }
  const property = fc.property(documents, choice, (document, choice) => {
    const expected = Value.Check(shape, document)
    counts[expected ? 'accepted' : 'refused']++
    return accepts(schemaOfDocuments(), document) === expected &&
      (findFailures(schemaOfDocuments(), document, '').length === 0) === expected &&
      (typeof choice !== 'object' || accepts(schemaOfChoices(), choice) === Value.Check(overrideShape, choice))
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 13, numRuns: rounds(4000) }))
  t.ok(counts.accepted > rounds(500) && counts.refused > rounds(500), JSON.stringify(counts))
})

t.test('the interpreter agrees with TypeBox on every keyword by itself', async t => {
  const schemas = [
    Type.Object({ a: Type.Number({ minimum: 1, maximum: 2 }) }, { additionalProperties: Type.Boolean() }),
    Type.Object({ a: Type.Optional(Type.Literal(1)) }),
    Type.Array(Type.String({ minLength: 1, maxLength: 2 }), { minItems: 1 }),
    Type.Record(Type.String({ pattern: '^x' }), Type.Integer()),
    Type.Union([Type.Boolean(), Type.Array(Type.Boolean())])
  ]
  const property = fc.property(fc.constantFrom(...schemas), fc.jsonValue({ maxDepth: 2 }), fc.boolean(), (schema, json, wrap) => {
    const value = wrap ? { a: json } : json
    const read = readSchema(schema)
    return accepts(read, value) === Value.Check(schema, value) && accepts(read, value) === (findFailures(read, value, '').length === 0)
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 14, numRuns: rounds(5000) }))
})

t.test('a schema accepts values that it does not restrict', async t => {
  const schema = readSchema({ type: 'object', required: ['a'], properties: { a: { type: 'array' } } })
  t.ok(accepts(schema, { a: [1, { b: null }], c: [] }))
  t.match(findFailures(schema, { a: 1, c: [] }, ''), [{ keyword: 'type', path: '/a', field: 'a' }])
  const failures = (json: object, value: unknown) => findFailures(readSchema(json), value, '').map(({ keyword, path }) => [keyword, path])
  t.strictSame(failures({ required: ['a', 'b', 'c'] }, { b: 1 }), [['required', '/a'], ['required', '/c']], 'what is there is not missing')
  t.strictSame(failures({ anyOf: [{ type: 'object' }], properties: { a: { type: 'boolean' } } }, { a: 1 }), [['type', '/a']], 'a matching union does not hide other failures')
  t.match(findFailures(readSchema({ type: 'array', minItems: 1, anyOf: [{ items: { type: 'boolean' } }] }), [true, 1], ''), [{ keyword: 'type', path: '/1' }])
})

t.test('readSchema throws for an unsupported keyword or type', async t => {
  t.throws(() => readSchema({ properties: { a: { type: 'number', multipleOf: 2 } } }), { message: /unsupported keyword: multipleOf/ })
  t.throws(() => readSchema({ anyOf: [{ type: 'null' }] }), { message: /unsupported type: null/ })
})

t.test('readSchema resolves references', async t => {
  const schema = readSchema({ items: { $ref: '#/$defs/list' }, $defs: { list: { items: { $ref: '#/$defs/flag' } }, flag: { type: 'boolean' } } })
  t.ok(accepts(schema, [[true], []]))
  t.match(findFailures(schema, [[true, 1]], ''), [{ keyword: 'type', path: '/0/1' }])
})

t.test('keywords of the schema that other code checks reject nothing here', async t => {
  const schema = readSchema({
    type: 'object', pattern: '^a', enum: [1], propertyNames: { pattern: '^b' }, dependentRequired: { c: ['d'] }, allOf: [{ required: ['e'] }]
  })
  t.ok(accepts(schema, { c: 1 }))
})

t.test('a value fails a limit that it exceeds, but not one that it equals', async t => {
  const rows: ReadonlyArray<readonly [json: object, met: unknown, failed: unknown]> = [
    [{ type: 'boolean' }, true, 1],
    [{ const: 1 }, 1, 2],
    [{ anyOf: [{ const: 1 }, { const: 2 }] }, 2, 3],
    [{ required: ['a', 'b'] }, { a: 1, b: 2 }, { a: 1 }],
    [{ minItems: 2 }, [1, 2], [1]],
    [{ minLength: 2 }, 'ab', 'a'],
    [{ maxLength: 2 }, 'ab', 'abc'],
    [{ minimum: 2 }, 2, 1],
    [{ maximum: 2 }, 2, 3]
  ]
  for (const [json, met, failed] of rows) {
    const [keyword] = Object.keys(json)
    t.strictSame(findFailures(readSchema(json), met, ''), [], String(keyword))
    t.equal(findFailures(readSchema(json), failed, '')[0]?.keyword, keyword)
  }
})

t.test('additionalProperties applies to other members, and patterns match whole characters', async t => {
  const others = readSchema({ additionalProperties: { type: 'boolean' } })
  t.strictSame([accepts(others, { a: true }), accepts(others, { a: 1 })], [true, false])
  const characters = readSchema({ patternProperties: { '^.$': { type: 'boolean' } } })
  t.strictSame([accepts(characters, { 𝒳: true }), accepts(characters, { 𝒳: 1 }), accepts(characters, { ab: 1 })], [true, false, true])
})
