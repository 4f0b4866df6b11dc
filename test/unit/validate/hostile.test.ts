/** Invalid, malicious and random documents. */
import { runInNewContext } from 'node:vm'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import t from 'tap'
import { CorsPolicyError } from '../../../lib/errors.ts'
import { parseOrigins } from '../../../lib/parse-origins.ts'
import { validateOverride, validatePolicy } from '../../../lib/validate.ts'
import { findFailures } from '../../../lib/validate/schema-errors.ts'
import { MAX_ISSUES } from '../../../lib/validate/issue.ts'
import { accepts, readSchema } from '../../../lib/validate/json-schema.ts'
import { schemaOfChoices, schemaOfDocuments } from '../../../lib/validate/schema-issues.ts'
import { CorsPolicyOverrideSchema, CorsPolicyDocumentSchema } from '../../../types/policy.ts'
import { assertLinear } from '../../growth.ts'
import { isLong, rounds, sample } from '../properties/seed.ts'

const APP = 'https://app.example.com'

/** The ids of the issues; undefined where the document is accepted. Anything else thrown is thrown on. */
function idsOf (input: unknown): string[] | undefined {
  try {
    validatePolicy(input)
    return undefined
  } catch (error) {
    if (!(error instanceof CorsPolicyError)) throw error
    return error.issues.map(({ id }) => id)
  }
}

const { proxy: revoked, revoke } = Proxy.revocable([], {})
revoke()
function throwing (trap: string, target: object = { origins: [APP] }): object {
  return new Proxy(target, { [trap]: () => { throw new Error(trap) } })
}

const hostile: [name: string, input: unknown, ids: string[]][] = [
  ['a revoked proxy', revoked, ['value-is-unreadable']],
  ['a revoked proxy among origins', { origins: [revoked] }, ['value-is-unreadable']],
  ['a proxy that throws for its keys', throwing('ownKeys'), ['value-is-unreadable']],
  ['a proxy that throws for its prototype', throwing('getPrototypeOf'), ['value-is-unreadable']],
  ['a proxy that throws for a property descriptor', throwing('getOwnPropertyDescriptor'), ['value-is-unreadable']],
  ['a proxy that does not give its values', throwing('get'), ['value-is-unreadable']],
  ['a list that does not give its entries', {
    origins: new Proxy([APP], { get: (list, key) => { if (key === '0') throw new Error('no'); return Reflect.get(list, key) } })
  }, ['value-is-unreadable']],
  ['a list that lies about its length', { origins: new Proxy([APP], { get: (list, key) => key === 'length' ? -1 : Reflect.get(list, key) }) }, ['value-is-unreadable']],
  ['a list without end', { origins: new Proxy([APP], { get: (list, key) => key === 'length' ? Infinity : APP }) }, ['value-is-unreadable']],
  ['a small document that unfolds into millions', { policies: Array(2000).fill(Array(2001).fill(APP)) }, ['document-is-too-large', 'wrong-type']],
  ['an object behind millions of values', { description: Array(3_999_990).fill(APP), policies: { ...Array(20).fill(APP) } },
    ['document-is-too-large', 'missing-field', 'wrong-type']],
  ['as many members as there may be', { origins: [APP], description: Array(3_999_997) }, ['value-is-missing', 'wrong-type']],
  ['one member more than there may be', { origins: [APP], description: Array(3_999_998) }, ['document-is-too-large']],
  ['as many members as there may be, the last in an object', { description: Array(3_999_997), policies: { p: 0 } }, ['missing-field', 'value-is-missing', 'wrong-type', 'wrong-type']],
  ['keys that nothing describes', new Proxy({ origins: [APP] }, { ownKeys: () => ['origins', 'ghost'] }), []],
  ['a member behind as many as there may be', { description: Array(3_999_998), origins: [APP] }, ['document-is-too-large', 'value-is-missing', 'wrong-type']],
  ['a regular expression inside an object in origins', { origins: [{ a: /x/ }] }, ['missing-field', 'unknown-field', 'value-is-not-data']],
  ['a regular expression behind ten origins', { origins: [...Array(10).fill(APP), /x/] }, ['origin-is-a-regular-expression']],
  ['a list that throws halfway', { origins: [new Proxy([[null], undefined], { getOwnPropertyDescriptor () { throw new Error('no') } })] },
    ['value-is-missing', 'value-is-unreadable']],
  ['a value whose toString throws', { origins: [{ toString () { throw new Error('no') } }] }, ['missing-field', 'unknown-field', 'value-is-not-data']],
  ['a boxed text', { origins: [Object(APP)] }, ['value-is-not-data']],
  ['a boxed boolean', { origins: [APP], credentials: Object(false) }, ['value-is-not-data']],
  ['a boxed bigint and a boxed symbol', { origins: [Object(1n), Object(Symbol('x'))] }, ['value-is-not-data', 'value-is-not-data']],
  ['a regular expression of another realm', { origins: [runInNewContext('/x/')] }, ['origin-is-a-regular-expression']],
  ['a Date and a function of another realm', runInNewContext(`({ origins: ['${APP}'], maxAge: new Date(0), methods: () => 1 })`), ['value-is-not-data', 'value-is-not-data']],
  ['a list of another realm that throws', runInNewContext(`({ origins: new Proxy(['${APP}'], { get () { throw 1 } }) })`), ['value-is-unreadable']],
  ['a value that calls itself a regular expression', { origins: [{ [Symbol.toStringTag]: 'RegExp' }] }, ['missing-field', 'value-is-not-data']],
  ['a class that calls itself a regular expression and throws', { origins: [new (class { get [Symbol.toStringTag] (): string { throw new Error('no') } })()] }, ['value-is-unreadable']],
  ['another word for JSON', { origins: [APP], toJSON: () => ({ origins: '*' }) }, ['unknown-field', 'value-is-not-data']],
  ['a getter that throws undefined', { origins: [APP], get maxAge () { throw undefined } }, ['value-is-unreadable']], // oxlint-disable-line no-throw-literal
  ['a getter that throws a proxy', { get origins () { throw revoked } }, ['value-is-unreadable']],
  ['a list with more than its entries', { origins: Object.assign([APP], { credentials: true, [Symbol('x')]: 1 }) }, []],
  ['a list of bytes', { origins: new Uint8Array(4) }, ['value-is-not-data']],
  ['a list that is nearly all holes', { origins: Object.assign([], { 3_000_000: APP }) }, ['value-is-missing']],
  ['arguments', { origins: (function () { return arguments })() }, ['value-is-not-data', 'wrong-type']],
  ['a promise and a weak map', { origins: Promise.resolve('*'), policies: new WeakMap() }, ['value-is-not-data', 'value-is-not-data']],
  ['a module', { origins: [APP], policies: Object.freeze(Object.create(null, { a: { enumerable: true, value: 1 } })) }, ['wrong-type']],
  ['keys that every object has', JSON.parse('{ "origins": ["https://a.test"], "policies": { "hasOwnProperty": { "origins": "*" }, "valueOf": { "origins": "*" } }, "notFound": "hasOwnProperty" }'), []],
  ['an instance of a class', new (class Policy { origins = [APP] })(), ['value-is-not-data']],
  ['inherited fields', Object.create({ origins: [APP] }), ['value-is-not-data']],
  ['fields that are not enumerable', Object.defineProperty({}, 'origins', { value: [APP] }), ['document-has-no-policy']],
  ['a prototype in a constructor', JSON.parse('{ "constructor": { "prototype": { "polluted": true } } }'), ['unknown-field']],
  ['a prototype in every place', JSON.parse('{ "__proto__": { "polluted": true }, "origins": ["a"], "routes": { "__proto__": { "polluted": true } } }'),
    ['key-is-unsafe', 'origin-missing-scheme', 'key-is-unsafe']]
]

for (const [name, input, ids] of hostile) {
  t.test(`validatePolicy rejects ${name} without another error`, async t => {
    t.strictSame((idsOf(input) ?? []).sort(), [...ids].sort())
    t.equal(({} as { polluted?: unknown }).polluted, undefined)
  })
}

t.test('validatePolicy reads every property once', async t => {
  const reads = new Map<string, number>()
  const watch = (value: object): object => new Proxy(value, {
    get (target, key) {
      reads.set(String(key), (reads.get(String(key)) ?? 0) + 1)
      const member: unknown = Reflect.get(target, key)
      return typeof member === 'object' && member !== null ? watch(member) : member
    }
  })
  validatePolicy(watch({ origins: [APP], credentials: true, maxAge: 5 }))
  t.strictSame([...reads].sort(), [['0', 1], ['credentials', 1], ['length', 1], ['maxAge', 1], ['origins', 1]])
})

t.test('validatePolicy uses the first value of a getter', async t => {
  let turn = 0
  const document = validatePolicy({ get origins () { return turn++ === 0 ? [APP] : '*' } })
  t.strictSame(document, { origins: [APP] })
})

t.test('a value that occurs twice is not a cycle', async t => {
  const shared = { origins: [APP] }
  t.strictSame(validatePolicy({ policies: { a: shared, b: shared } }), { policies: { a: shared, b: shared } })
})

t.test('validatePolicy limits the number of issues', async t => {
  t.equal(idsOf({ origins: Array.from({ length: MAX_ISSUES + 5 }, () => null) })?.length, MAX_ISSUES)
})

/** Texts of one character, again and again: alone, and around what an origin has. */
const REPETITIVE: ReadonlyArray<(text: string) => string> = [text => text, text => `https://${text}`, text => `https://*.${text}:`]

t.test('the time to diagnose a long repetitive string grows linearly', async t => {
  for (const char of sample([...'/*.:()[]@ ,|\\a0-_é'], 3)) {
    for (const [i, around] of REPETITIVE.entries()) {
      const diagnose = (text: string) => {
        idsOf({ origins: [text], methods: [text], allowedHeaders: [text], privateSuffixes: [text], [text]: 1, maxAge: text, routes: { [text]: text } })
        idsOf({ origins: text, methods: text })
      }
      diagnose(around(char.repeat(300)))
      await assertLinear(t, `${JSON.stringify(char)}, ${i}`, {
        size: isLong ? 1e5 : 8e3, prepare: length => { const text = around(char.repeat(length)); return () => diagnose(text) }
      })
    }
  }
})

t.test('the time to validate many origins grows linearly', async t => {
  await assertLinear(t, 'validation', {
    size: isLong ? 200_000 : 20_000,
    prepare: count => {
      // Strings as they come from a file, which are not flattened yet.
      const origins: string[] = JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => `https://tenant-${i}.example.com`)))
      return () => validatePolicy({ origins, credentials: true })
    }
  })
})

const keysOf = <T>(count: number, value: (i: number) => T): Record<string, T> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`/${i}`, value(i)]))
const originsOf = (count: number, scheme = 'https'): string[] => Array.from({ length: count }, (_, i) => `${scheme}://tenant-${i}.example.com`)

/** Documents of which two parts can be long. */
const PRODUCTS: Readonly<Record<string, (count: number) => object>> = {
  'overrides of a long list': (count) => ({ origins: originsOf(count), routes: keysOf(count, () => ({ credentials: true })) }),
  'overrides that conflict with a long list': (count) => ({ origins: originsOf(count, 'http'), routes: keysOf(count, () => ({ credentials: true })) }),
  'unknown names among many': (count) => ({ policies: keysOf(count, () => ({ origins: '*' })), routes: keysOf(count, (i) => `~${i}`) })
}

t.test('the time for many choices and many origins or names grows with their sum, not with their product', async t => {
  for (const [what, make] of Object.entries(PRODUCTS)) {
    await assertLinear(t, what, { size: isLong ? 9_000 : 2_000, prepare: (count) => { const document = make(count); return () => idsOf(document) } })
  }
})

t.test('a conflict with an inherited list is reported once for each override and kind, with the rules of that override', async t => {
  const document = {
    origins: ['http://a.example.com', 'http://b.example.com', 'https://*.com'],
    routes: { '/a': { credentials: true }, '/b': { credentials: true }, '/c': { credentials: true, dangerouslyAllow: ['insecure-origins'] }, '/d': { maxAge: 1 } }
  }
  const both = ['insecure-origin-with-credentials', 'public-suffix-wildcard-with-credentials']
  t.strictSame(idsOf(document), [...both, ...both, both[1]])
  t.strictSame(idsOf({ ...document, privateSuffixes: ['example.com'] }), [...both, ...both, both[1]])
})

t.test('validatePolicy throws only CorsPolicyError for any input', async t => {
  const anything = fc.anything({
    withBigInt: true, withBoxedValues: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, withSet: true,
    withSparseArray: true, withTypedArray: true,
    key: fc.constantFrom('origins', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'policies', 'routes', 'notFound', '__proto__', 'a', '')
  })
  const property = fc.property(anything, value => {
    idsOf(value)
    validateOverride(value, undefined, { names: new Map(), privateSuffixes: [] }, '')
    validateOverride(value, { origins: [APP], credentials: true }, { names: new Map([['a', { origins: '*' }]]), privateSuffixes: ['a'] }, '/a')
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 11, numRuns: rounds(2000) }))
})

/** The value, or something that behaves worse. */
function worse (value: unknown, how: number): unknown {
  const target = typeof value === 'object' && value !== null ? value : { value }
  const doNot = () => { throw value }
  switch (how) {
    case 0: return new Proxy(target, { get: doNot })
    case 1: return new Proxy(target, { ownKeys: doNot })
    case 2: return new Proxy(target, { getPrototypeOf: doNot })
    case 3: return new Proxy(target, { get: (_, key) => key === 'length' ? 2 ** 40 : value })
    case 4: return Object.defineProperty({ ...target }, 'origins', { enumerable: true, get: doNot })
    case 5: return Object.assign([value], { length: 2 ** 32 - 1 })
    case 6: { const cycle: Record<string, unknown> = { ...target }; cycle['policies'] = cycle; cycle['origins'] = [cycle]; return cycle }
    case 7: return { ...target, [Symbol('x')]: value, toJSON: doNot, toString: doNot, valueOf: doNot, [Symbol.toPrimitive]: doNot, [Symbol.iterator]: doNot }
    case 8: return revoked
    case 9: return runInNewContext('[{ origins: [/x/] }, new Map(), () => 1]')
    case 10: return Array(9).fill(Array(9).fill(Array(9).fill(value)))
    case 11: return new Proxy(() => value, { apply: doNot, get: doNot })
    default: return value
  }
}

t.test('validatePolicy throws only CorsPolicyError for any value of a field', async t => {
  const values = fc.tuple(fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    maxDepth: 3
  }), fc.nat(18))
  const keys = ['$schema', 'origins', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'dangerouslyAllow', 'description',
    'policies', 'routes', 'notFound', 'privateSuffixes', 'prefix', 'origin', 'toJSON', 'constructor']
  const property = fc.property(fc.constantFrom(...keys), fc.constantFrom(...keys), values, values, (a, b, first, second) => {
    const x = worse(...first)
    const y = worse(...second)
    const inputs = [
      x, { origins: [APP], [a]: x, [b]: y }, { origins: [APP, x], credentials: true, privateSuffixes: [y] }, { routes: { '/a': x, '/b': { [b]: y } } }
    ]
    for (const input of inputs) {
      idsOf(input)
      validateOverride(input, { origins: ['https://*.example.com'], credentials: true }, { names: new Map([['a', { origins: '*' }]]), privateSuffixes: ['example.com'] }, '/a')
    }
    try {
      parseOrigins(x as string)
    } catch (error) {
      if (!(error instanceof CorsPolicyError)) throw error
    }
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 16, numRuns: rounds(500) }))
})

// Documents that are right or nearly so.
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
const choice = nearly(fc.oneof<fc.Arbitrary<unknown>[]>(override, name, fc.constant(false)))
const documents = fc.record({
  $schema: nearly(fc.constant('./policy.schema.json')),
  origins,
  ...optional,
  policies: nearly(fc.dictionary(name, nearly(complete), { maxKeys: 3 })),
  routes: nearly(fc.dictionary(fc.constantFrom('/a', '/b/*', '/*', 'c', '/line\nbreak'), choice, { maxKeys: 3 })),
  notFound: choice,
  privateSuffixes: nearly(fc.array(nearly(fc.constantFrom('a.test', '*.b')), { maxLength: 2 }))
}, { requiredKeys: [], noNullPrototype: true })

t.test('a valid document equals its JSON round trip', async t => {
  let accepted = 0
  const property = fc.property(documents, document => {
    let valid
    try {
      valid = validatePolicy(document)
    } catch (error) {
      if (!(error instanceof CorsPolicyError)) throw error
      return error.issues.length > 0 && error.issues.every(({ message }) => message !== '')
    }
    accepted++
    const text = JSON.stringify(document)
    return JSON.stringify(valid) === text && JSON.stringify(validatePolicy(JSON.parse(text))) === text
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 12, numRuns: rounds(4000) }))
  t.ok(accepted > rounds(50), `${accepted} were accepted`)
})

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
