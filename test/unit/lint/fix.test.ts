/** Tests fixes: they remove redundant parts from the text and change nothing else. */
import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import { compilePolicy, decide } from '../../../lib/index.ts'
import { applyFixes, fixEverything, isFixable } from '../../../lib/lint/fix.ts'
import { edited, editsOf } from '../../../lib/json/edits.ts'
import { locatedJson } from '../../../lib/json/located-json.ts'
import { lintPolicy } from '../../../lib/lint.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import type { CorsPolicy, CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { assertLinear } from '../../growth.ts'
import { isLong, rounds, SEED } from '../properties/seed.ts'
import { validDocument, validPolicy } from '../properties/valid-policy.ts'

type Fix = NonNullable<CorsLintFinding['fix']>

/** A text, the pointers that are removed, and the resulting text. */
const rows: ReadonlyArray<readonly [name: string, text: string, paths: readonly string[], left: string]> = [
  ['the first of a line', '["a","b"]', ['/0'], '["b"]'],
  ['the last of a line', '["a","b"]', ['/1'], '["a"]'],
  ['the only one', '["a"]', ['/0'], '[]'],
  ['all of a line', '[ "a", "b" ]', ['/0', '/1'], '[]'],
  ['one between others', '[ "a", "b", "c" ]', ['/1'], '[ "a", "c" ]'],
  ['the last two of a line', '[ "a", "b", "c" ]', ['/2', '/1'], '[ "a" ]'],
  ['the first and the last', '[ "a", "b", "c" ]', ['/0', '/2'], '[ "b" ]'],
  ['one that is named twice', '[ "a", "b" ]', ['/1', '/1'], '[ "a" ]'],
  ['one that holds a comma', '["a", "b,c", "d"]', ['/1'], '["a", "d"]'],
  ['a line', '[\n  "a",\n  "b",\n  "c"\n]\n', ['/1'], '[\n  "a",\n  "c"\n]\n'],
  ['the last line', '[\n  "a",\n  "b"\n]', ['/1'], '[\n  "a"\n]'],
  ['every line', '{\n  "x": [\n    "a",\n    "b"\n  ]\n}', ['/x/0', '/x/1'], '{\n  "x": []\n}'],
  ['a line with tabs and the line breaks of Windows', '[\r\n\t"a",\r\n\t"b",\r\n\t"c"\r\n]', ['/1'], '[\r\n\t"a",\r\n\t"c"\r\n]'],
  ['a line with the line breaks of old', '[\r "a",\r "b"\r]', ['/1'], '[\r "a"\r]'],
  ['a line with blanks at its end', '[\n  "a",  \n  "b"\t\n]', ['/0'], '[\n  "b"\t\n]'],
  ['one at the end of a line', '[\n  "a", "b",\n  "c"\n]', ['/1'], '[\n  "a",\n  "c"\n]'],
  ['one at the beginning of a line', '[\n  "a", "b",\n  "c"\n]', ['/0'], '[\n  "b",\n  "c"\n]'],
  ['one at the beginning of the text of a list', '[ "a",\n  "b" ]', ['/0'], '[\n  "b" ]'],
  ['two of a line that is gone then', '[\n  "a", "b",\n  "c"\n]', ['/0', '/1'], '[\n  "c"\n]'],
  ['a line, and its comma on the line', '["a"\n, "b"\n]', ['/1'], '["a"\n]'],
  ['a line with a comment before and after it', '[\n  // a\n  "a",\n  // b\n  "b", // c\n  "c"\n]', ['/1'], '[\n  // a\n  "a",\n  // b\n  // c\n  "c"\n]'],
  ['the last line, after a comment', '[\n  "a", // first, of two\n  "b" // second, of two\n]', ['/1'], '[\n  "a" // first, of two\n  // second, of two\n]'],
  ['what has a comment before its comma', '[ "a" /* , */, "b" ]', ['/0'], '[ /* , */ "b" ]'],
  ['the only entry, next to a comment', '[\n  "a" // why\n]', ['/0'], '[\n  // why\n]'],
  ['the last entry, with a trailing comma', '[\n  "a",\n  "b", // b\n]', ['/1'], '[\n  "a",\n  // b\n]'],
  ['all, the last of which has a comma', '[\n  "a",\n  "b",\n]', ['/0', '/1'], '[]'],
  ['a member', '{ "a": 1, "b": [2], "c": 3 }', ['/b'], '{ "a": 1, "c": 3 }'],
  ['a member with lines of its own', '{\n  "a": 1,\n  "b": {\n    "c": 2\n  }\n}', ['/b'], '{\n  "a": 1\n}'],
  ['a member that is written twice', '{"a": 1, "b": 2, "a": 3}', ['/a'], '{"b": 2}'],
  ['an entry of a member that is written twice', '{"a": [1, 2], "a": [1, 3]}', ['/a/1'], '{"a": [1, 2], "a": [1]}'],
  ['a member with a name that needs escapes', '{ "/a~b": 1, "c": 2 }', ['/~1a~0b'], '{ "c": 2 }'],
  ['a list, and what is in it', '{"a": [1, 2], "b": 3}', ['/a', '/a/1'], '{"b": 3}'],
  ['a member with comments inside', '{\n  "a": [ // why\r\n    1, /* x */ 2\n  ],\n  "b": 3\n}', ['/a'], '{\n  // why\r\n/* x */\n  "b": 3\n}'],
  ['what is nested', '{ "a": { "b": [[1], [2]], "c": 3 } }', ['/a/b/0', '/a/c'], '{ "a": { "b": [[2]] } }'],
  ['of everything, the mark', '\ufeff["a", "b"]', ['/0'], '["b"]']
]

for (const [name, text, paths, left] of rows) {
  t.test(`removing entries from a text: ${name}`, async t => {
    const source = locatedJson(text, true)
    t.equal(edited(source.text, editsOf(paths.map(path => ({ op: 'remove', path })), source)), left)
  })
}

t.test('the location of a missing member is that of its parent', async t => {
  const { nodeAt, placeOf } = locatedJson('{\n"a": 1,\r\n "b": [2] }', false)
  const placeAt = (path: string) => placeOf(nodeAt(path).offset)
  t.same(['', '/c', '/a', '/a/x/y', '/b/0', '/b/1', '/b/x'].map(placeAt).map(({ line, column }) => `${line}:${column}`),
    ['1:1', '1:1', '2:6', '2:6', '3:8', '3:7', '3:7'])
})

t.test('a fix replaces a value, unless another fix removes its list', async t => {
  const source = locatedJson('{ "a": [1, "x"], /* b */ "b": 2 }', true)
  const edits = (...operations: Fix[]) => edited(source.text, editsOf(operations, source))
  t.equal(edits({ op: 'replace', path: '/b', value: ['y'] }, { op: 'replace', path: '/a/1', value: 7 }), '{ "a": [1, 7], /* b */ "b": ["y"] }')
  t.equal(edits({ op: 'replace', path: '/a/1', value: 7 }, { op: 'remove', path: '/a' }), '{ /* b */ "b": 2 }')
})

const finding = (path: string, id = 'rule'): CorsLintFinding & { readonly fix: Fix } =>
  ({ id, severity: 'warning', place: null, path, value: null, message: 'is.', fix: { op: 'remove', path } })

t.test('fixes that would make the policy invalid are skipped, and all others are applied', async t => {
  const source = locatedJson('{ "origins": ["https://a.test", "https://b.test"], "maxAge": 5, "methods": [] }', false)
  const findings = ['/maxAge', '/origins/0', '/origins/1', '/methods'].map(path => finding(path))
  const { source: result, applied } = applyFixes(source, findings)
  t.equal(result.text, '{ "origins": ["https://b.test"] }')
  t.same(applied.map(({ path }) => path), ['/maxAge', '/origins/0', '/methods'])
})

t.test('a fix that cannot be applied does not prevent other fixes and does not cause an endless loop', async t => {
  const source = locatedJson('{ "origins": ["https://a.test"], "maxAge": 5 }', false)
  const steps: string[][] = []
  const find = (document: CorsPolicyDocument) => [finding('/origins/0', 'first'), ...document.maxAge === undefined ? [] : [finding('/maxAge', 'second')]]
  const { source: result, count } = fixEverything(source, find, applied => { steps.push(applied.map(({ id }) => id)) })
  t.equal(result.text, '{ "origins": ["https://a.test"] }')
  t.equal(count, 1)
  t.same(steps, [[], ['second']])

  const endless: CorsLintFinding = { ...finding('/maxAge'), fix: { op: 'replace', path: '/maxAge', value: 6 } }
  t.equal(fixEverything(source, () => [endless], () => {}).count, 100)
})

/** Documents with overrides, some of which repeat fields of the scope. */
const documents: fc.Arbitrary<CorsPolicyDocument> = fc.tuple(
  validDocument, validPolicy, fc.subarray(['origins', 'credentials', 'methods', 'allowedHeaders', 'exposedHeaders', 'maxAge', 'dangerouslyAllow']),
  fc.boolean(), fc.array(fc.constantFrom('a.test', 'a.test', 'github.io', 'b.test'), { maxLength: 3 })
).map(([document, other, fields, isScopes, privateSuffixes]) => {
  const from = (isScopes ? document : other) as unknown as Readonly<Record<string, unknown>>
  const override = Object.fromEntries(fields.filter(field => from[field] !== undefined).map(field => [field, from[field]]))
  const whole = { ...other, methods: [...(other.methods ?? []), 'PUT', 'PUT'] }
  return { ...document, privateSuffixes, routes: { ...document.routes, '/o/*': override, '/w/*': whole } } as unknown as CorsPolicyDocument
}).filter(document => {
  try {
    return validatePolicy(document) !== undefined
  } catch {
    return false
  }
})

const options = { production: true }

function fixedText (text: string, hasComments: boolean) {
  const { source, count } = fixEverything(locatedJson(text, hasComments), document => lintPolicy(document, options), () => {})
  return { text: source.mark + source.text, document: JSON.parse(source.plain) as CorsPolicyDocument, count }
}

/** The effective policies of a document: scope, named policies and overrides. */
function policiesIn ({ policies = {}, routes = {}, notFound: _, ...scope }: CorsPolicyDocument): CorsPolicy[] {
  const overrides = Object.values(routes).filter(choice => typeof choice === 'object')
  const { privateSuffixes: __, ...fields } = scope
  return [fields, ...Object.values(policies), ...overrides.map(override => ({ ...fields, ...override as object }))] as CorsPolicy[]
}

const ORIGINS = [
  'https://a.test', 'https://x.a.test', 'https://x.y.a.test:8443', 'https://b.test:8443', 'https://b.test', 'http://localhost:1', 'http://localhost',
  'app://host', 'app://.', 'http://[::1]:3000', 'http://a.test', 'http://x.a.test:9', 'https://x.github.io', 'https://x.com', 'null', 'https://evil.test', undefined
]
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY', 'M-SEARCH', 'put']

/** The decisions about many requests. Duplicate header names are ignored. */
function verdictsOf (document: CorsPolicyDocument): unknown {
  return policiesIn(document).map(policy => {
    const compiled = compilePolicy(policy)
    return ORIGINS.flatMap(origin => [{ method: 'GET', origin }, ...METHODS.map(requestMethod => ({ method: 'OPTIONS', origin, requestMethod }))]
      .map(request => {
        const { exposeHeaders: _, ...decision } = decide(compiled, request)
        return decision
      }))
  })
}

const indents: ReadonlyArray<readonly [name: string, write: (document: unknown) => string]> = [
  ['two spaces', document => JSON.stringify(document, null, 2)],
  ['tabs, line breaks of Windows, and a mark', document => `\ufeff${JSON.stringify(document, null, '\t').replaceAll('\n', '\r\n')}\r\n`],
  ['nothing', document => JSON.stringify(document)],
  ['one line', document => JSON.stringify(document, null, 1).replaceAll(/\n */g, ' ')]
]

for (const [name, write] of indents) {
  t.test(`fixes of random policies change nothing else in a file with ${name}`, async t => {
    let fixes = 0
    fc.assert(fc.property(documents, document => {
      const before = write(document)
      const { text, document: after, count } = fixedText(before, false)
      fixes += count
      assert.equal(text, write(after), 'it is written as one would have written it')
      assert.deepEqual(lintPolicy(after, options).filter(isFixable), [], 'no fix is left')
      assert.deepEqual(verdictsOf(after), verdictsOf(document), 'the same is decided')
    }), { seed: SEED, numRuns: rounds(60) })
    t.ok(fixes > rounds(60), `${fixes} findings were fixed`)
  })
}

const COMMENT = /\/\/c\d+|\/\*c\d+\*\//g

/** JSON with a comment and a comma in every possible position. */
function commented (document: CorsPolicyDocument, random: () => number): string {
  let count = 0
  const comment = (): string => {
    const kind = random()
    if (kind > 0.6) return ''
    return kind < 0.3 ? ` //c${count++}\n` : ` /*c${count++}*/ `
  }
  const write = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    const isList = Array.isArray(value)
    const entries = Object.entries(value).map(([key, member]) =>
      `${comment()}${isList ? '' : `${JSON.stringify(key)}:${comment()}`}${write(member)}${comment()}`)
    const comma = entries.length > 0 && random() < 0.5 ? `,${comment()}` : ''
    return `${isList ? '[' : '{'}${entries.join(',')}${comma}${comment()}${isList ? ']' : '}'}`
  }
  return `${comment()}${write(document)}${comment()}`
}

t.test('fixes of random policies with comments keep every comment, in order, and every decision', async t => {
  const commentless = documents.filter(document => !JSON.stringify(document).includes('c0'))
  fc.assert(fc.property(commentless, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (document, stream) => {
    const before = commented(document, () => stream.next().value)
    const { text, document: after } = fixedText(before, true)
    assert.deepEqual(text.match(COMMENT), before.match(COMMENT))
    assert.deepEqual(lintPolicy(after, options).filter(isFixable), [])
    assert.deepEqual(verdictsOf(after), verdictsOf(document))
  }), { seed: SEED, numRuns: rounds(100) })
})

t.test('the run time of fixes is linear in the size of the file and the number of fixes', async t => {
  const size = isLong ? 100_000 : 8_000
  // One of twenty origins is a duplicate.
  const textOf = (count: number) => JSON.stringify({ origins: Array.from({ length: count }, (_, i) => `https://a${i % Math.ceil(count * 0.95)}.test`) }, null, 2)
  const { count, document } = fixedText(textOf(size), false)
  t.equal(count, size * 0.05)
  t.equal((document.origins as string[]).length, size * 0.95)
  await assertLinear(t, 'fixes', { size, prepare: count => { const text = textOf(count); return () => fixedText(text, false) } })
})
