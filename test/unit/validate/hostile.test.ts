/** Tests that invalid, malicious and random documents cause only CorsPolicyError, and that each property is read once. */
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import t from 'tap'
import { parseOrigins } from '../../../lib/parse-origins.ts'
import { validateOverride, validatePolicy } from '../../../lib/validate.ts'
import { MAX_ISSUES } from '../../../lib/validate/issue.ts'
import { rounds } from '../properties/seed.ts'
import { APP, idsOf, issuesOf } from './issues.ts'

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

t.test('an issue about a member that is not data does not have the value of the copy', async t => {
  const document = { origins: () => true, policies: { '': () => true }, routes: { 'a*b': () => true }, notFound: () => true }
  const issues = issuesOf(() => validatePolicy(document)) ?? []
  t.strictSame(issues.filter(({ value }) => typeof value === 'symbol'), [])
  for (const path of ['/policies/', '/routes/a*b']) t.ok(issues.filter(issue => issue.path === path).length > 1, path)
})

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
    issuesOf(() => parseOrigins(x as string))
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 16, numRuns: rounds(500) }))
})
