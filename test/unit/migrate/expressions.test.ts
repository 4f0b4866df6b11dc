/** Regular expressions → origin patterns, by proof. */
import fc from 'fast-check'
import t from 'tap'
import { compileOrigins } from '../../../lib/compile/origin-set.ts'
import { Automaton, findText } from '../../../lib/migrate/origins/automaton.ts'
import { expressionOf, samplesOf } from '../../../lib/migrate/origins/candidates.ts'
import { automatonOf } from '../../../lib/migrate/origins/expression.ts'
import { coverExpression } from '../../../lib/migrate/origins/expression-rule.ts'
import { isSerializedOrigin } from '../../../lib/standard/origin.ts'
import { rounds, SEED } from '../properties/seed.ts'

interface Row {
  readonly expression: RegExp
  readonly patterns: readonly string[]
  /** Whether the patterns have all origins of the expression. */
  readonly isWhole: boolean
  readonly wider?: readonly string[]
}

const ROWS: readonly Row[] = [
  { expression: /^https:\/\/app\.example\.com$/, patterns: ['https://app.example.com'], isWhole: true },
  { expression: /^https?:\/\/app\.example\.com$/, patterns: ['https://app.example.com', 'http://app.example.com'], isWhole: true },
  { expression: /\.example\.com$/, patterns: ['https://*.example.com'], isWhole: false },
  { expression: /example\.com$/i, patterns: ['https://*.example.com', 'https://example.com'], isWhole: false },
  { expression: /^https:\/\/app\.example\.com/, patterns: ['https://app.example.com'], isWhole: false },
  { expression: /^https:\/\/([a-z0-9-]+\.)*example\.com$/, patterns: ['https://*.example.com', 'https://example.com'], isWhole: true },
  { expression: /^https:\/\/[a-z0-9-]+\.example\.com$/, patterns: [], isWhole: false, wider: ['https://*.example.com'] },
  { expression: /https?:\/\/(\w+\.)*example\.(com)(:\d+)?$/, patterns: ['https://example.com:*', 'http://example.com:*'], isWhole: false, wider: ['https://*.example.com:*', 'http://*.example.com:*'] },
  { expression: /^http:\/\/localhost:\d+$/, patterns: ['http://localhost:*'], isWhole: true },
  { expression: /^http:\/\/localhost:(3000|5173)$/, patterns: ['http://localhost:3000', 'http://localhost:5173'], isWhole: true },
  { expression: /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/, patterns: ['https://localhost:*', 'https://127.0.0.1:*', 'http://localhost:*', 'http://127.0.0.1:*'], isWhole: true },
  { expression: /localhost/, patterns: ['https://*.localhost', 'https://localhost:*', 'http://localhost:*'], isWhole: false },
  { expression: /^https:\/\/.*\.vercel\.app$/, patterns: ['https://*.vercel.app'], isWhole: true },
  { expression: /^https:\/\/myapp-[\w-]+\.vercel\.app$/i, patterns: ['https://myapp-*.vercel.app'], isWhole: true },
  { expression: /^https:\/\/(a|b|c)\.example\.com$/, patterns: ['https://a.example.com', 'https://b.example.com', 'https://c.example.com'], isWhole: true },
  { expression: /^https:\/\/x{2,3}\.test$/, patterns: ['https://xx.test', 'https://xxx.test'], isWhole: true },
  { expression: /^http:\/\/192\.168\.\d+\.\d+:3000$/, patterns: [], isWhole: false },
  { expression: /^https:\/\/example\.com(:\d{1,5})?$/, patterns: ['https://example.com:*'], isWhole: true },
  { expression: /^localhost$/, patterns: [], isWhole: true },
  { expression: /a^b/, patterns: [], isWhole: true },
  // Origins of other schemes, and null.
  { expression: /^null$/, patterns: ['null'], isWhole: true },
  { expression: /^(null|https:\/\/app\.example\.com)$/, patterns: ['https://app.example.com', 'null'], isWhole: true },
  { expression: /^(capacitor|ionic):\/\/localhost$/, patterns: ['capacitor://localhost', 'ionic://localhost'], isWhole: true },
  { expression: /^chrome-extension:\/\//, patterns: [], isWhole: false },
  { expression: /^(https:\/\/app\.example\.com|chrome-extension:\/\/.*)$/, patterns: ['https://app.example.com'], isWhole: false }
]

const covers = new Map(ROWS.map(({ expression }) => [expression, coverExpression({ source: expression.source, flags: expression.flags, whole: false })!.cover]))

t.test('an expression becomes the patterns that have its origins', async t => {
  for (const { expression, patterns, isWhole, wider = [] } of ROWS) {
    const found = covers.get(expression)!
    t.strictSame([...found.patterns].sort(), [...patterns].sort(), String(expression))
    t.equal(found.missing.length === 0, isWhole, `${expression} is whole`)
    t.strictSame(found.wider.map(({ pattern }) => pattern), wider, `${expression} has wider patterns`)
    for (const { pattern, opens } of found.wider) {
      t.notMatch(opens, expression, `${pattern} opens it`)
      t.ok(compileOrigins([pattern]).has(opens), `${pattern} has it`)
    }
    for (const origin of found.missing) t.match(origin, expression)
  }
})

t.test('patterns have no other origins than their expression, except those that the cover names', async t => {
  for (const { expression } of ROWS) {
    const { patterns, loopback } = covers.get(expression)!
    for (const origin of patterns.flatMap(samplesOf)) if (!loopback.includes(origin)) t.match(origin, expression)
  }
})

t.test('an expression can accept every origin', async t => {
  const scopes: Array<readonly [expression: RegExp, accepts: string]> = [
    [/^(.*)/, 'everything'], [/.*/, 'everything'], [/^https?:\/\/.+$/, 'every http and https origin'], [/^https:/, 'every https origin'], [/a/, 'some']
  ]
  for (const [{ source, flags }, accepts] of scopes) t.equal(coverExpression({ source, flags, whole: false })!.scope, accepts, source)
})

t.test('an expression that must match the whole text allows other origins than the same one that can match a part', async t => {
  t.strictSame(coverExpression({ source: String.raw`https://.*\.example\.com`, flags: '', whole: true })!.cover, { patterns: ['https://*.example.com'], missing: [], wider: [], loopback: [] })
})

t.test('what cannot be compared has no rule', async t => {
  for (const source of ['(?!a)b', '(?<=a)b', '(a)\\1', '\\bexample', 'a{400}', 'a{0,400}', '(?:[ab]{250}){30}']) t.equal(coverExpression({ source, flags: '', whole: false }), undefined, source)
  t.equal(coverExpression({ source: 'a.{16}-.*b.{16}$', flags: '', whole: false }), undefined)
  t.throws(() => coverExpression({ source: '(', flags: '', whole: false }), SyntaxError)
})

t.test('a comparison ends when it needs too many states', async t => {
  const counting = automatonOf({ source: `a.{${16}}`, flags: '', whole: false })
  const other = automatonOf({ source: `.*b.{${16}}$`, flags: '', whole: true })
  t.throws(() => findText(counting, [other], [false]), /too many states/)
})

t.test('an automaton matches the texts that the engine matches', async t => {
  const part = fc.oneof(
    fc.constantFrom('a', 'b', '.', '\\.', '[ab]', '[^a]', '\\d', '\\w', '-', ':', '^', '$', '\\/', 'A'),
    fc.constantFrom('(?:a|b)', '(ab)', '(?:a|)', '(?:^a|b$)')
  )
  const quantified = fc.tuple(part, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}')).map(([text, quantifier]) => /[$^]$/.test(text) ? text : text + quantifier)
  const source = fc.array(fc.array(quantified, { maxLength: 5 }).map(parts => parts.join('')), { minLength: 1, maxLength: 3 }).map(parts => parts.join('|'))
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', ':', '/', '1', 'A'), maxLength: 8 })
  fc.assert(fc.property(source, fc.constantFrom('', 'i', 'u'), fc.boolean(), fc.array(text, { minLength: 5, maxLength: 5 }), (source, flags, whole, texts) => {
    const automaton = automatonOf({ source, flags, whole })
    const expression = new RegExp(whole ? `^(?:${source})$` : source, flags)
    // Only in an empty text, which no origin is, can an end precede a start.
    const comparable = /\$.*\^/.test(source) ? texts.filter(text => text !== '') : texts
    return comparable.every(text => automaton.has(text) === expression.test(text))
  }), { seed: SEED, numRuns: rounds(400) })
  t.ok(new Automaton().start === 0)
})

t.test('the expression of a pattern has the origins of the pattern', async t => {
  const pattern = fc.constantFrom('https://example.com', 'http://localhost:*', 'https://*.example.com', 'https://*.example.com:*', 'https://a-*.example.com', 'http://[::1]:3000', 'http://127.0.0.1:*')
  const origin = fc.tuple(
    fc.constantFrom('http', 'https'), fc.constantFrom('', 'a.', 'a-b.', 'x.y.', 'a-'), fc.constantFrom('example.com', 'localhost', '[::1]', '127.0.0.1', 'example.com.test'), fc.constantFrom('', ':1', ':3000', ':9999')
  ).map(([scheme, labels, host, port]) => `${scheme}://${labels}${host}${port}`).filter(isSerializedOrigin)
  fc.assert(fc.property(pattern, origin, (pattern, origin) =>
    new RegExp(`^(?:${expressionOf(pattern)})$`).test(origin) === compileOrigins([pattern]).has(origin)
  ), { seed: SEED, numRuns: rounds(2000) })
})
