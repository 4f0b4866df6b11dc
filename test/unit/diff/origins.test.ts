/** Tests the origins that only one list allows, and those that two lists allow: exactly, with an example of each. */
import t, { type Test } from 'tap'
import { compileOrigins } from '../../../lib/compile/origin-set.ts'
import { AllowedOrigins } from '../../../lib/diff/allowed-origins.ts'
import { originsInBoth, originsOnlyIn } from '../../../lib/diff/origins.ts'
import type { CorsOriginEntry } from '../../../types/source.ts'
import { assertLinear } from '../../growth.ts'
import { byDefinition } from '../properties/origin-definition.ts'
import { isLong, isQuick, sample } from '../properties/seed.ts'

type Origins = '*' | readonly CorsOriginEntry[]

const listOf = (origins: Origins, more: object = {}) => new AllowedOrigins({ origins, ...more })

/** The patterns only in the first list; asserts their examples. */
function only (t: Test, origins: Origins, other: Origins): string[] {
  return originsOnlyIn(listOf(origins), listOf(other)).map(found => {
    if (found.kind === 'source') return JSON.stringify(found.entry)
    const example = found.example!
    const [has, hasNot] = [origins, other].map(list => list === '*' || compileOrigins(list.filter(entry => typeof entry === 'string')).has(example))
    t.ok(has === true && hasNot === false, `${example} is only in the first list`)
    return found.kind === 'pattern' ? `${found.pattern} ${example}` : found.kind
  })
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789']
const LABEL_CHARS = [...LETTERS, '-', '_']
const long = (length: number) => Array.from({ length: Math.ceil(length / 64) }, () => 'a'.repeat(63)).join('.').slice(0, length)

/** Lists that together cover the pattern, and the same without one of their entries. */
const COVERS: ReadonlyArray<readonly [pattern: string, cover: readonly string[], without: readonly number[]]> = [
  ['https://a.test', ['https://*.test'], [0]],
  ['https://a.b.test:8443', ['https://*.test:*'], [0]],
  ['https://a.test:*', ['https://*.test:*'], [0]],
  ['https://*.a.test', ['https://*.test'], [0]],
  ['https://*.a.test:8443', ['https://*.a.test:*'], [0]],
  ['https://x-*.a.test', ['https://*.a.test'], [0]],
  ['https://x-y-*.a.test', ['https://x-*.a.test:*'], [0]],
  ['https://x-*-z.a.test', ['https://*-z.a.test'], [0]],
  ['https://x-*.a.test:*', ['https://x*.a.test:*'], [0]],
  ['moz-extension://*', ['moz-extension://*'], [0]],
  ['moz-extension://a', ['moz-extension://*'], [0]],
  // One more character, and then any: together all labels.
  ['https://x*.a.test', LETTERS.flatMap(c => [`https://x${c}.a.test`, `https://x${c}*.a.test`]).concat('https://x-*.a.test'), [0, 1, 40, 72]],
  ['https://*z.a.test', LETTERS.flatMap(c => [`https://${c}z.a.test`, `https://*${c}z.a.test`]).concat('https://*-z.a.test'), [0, 1, 40, 72]],
  // By the first and the last character.
  ['https://x*.a.test', [
    ...LETTERS.flatMap(c => [`https://x${c}.a.test`, ...LETTERS.map(d => `https://x${c}*${d}.a.test`)]),
    ...LETTERS.flatMap(c => LETTERS.map(d => `https://x${c}${d}.a.test`)), ...LETTERS.flatMap(c => [`https://x-${c}.a.test`, `https://x-*${c}.a.test`])
  ], [0, 1, 500, 2600]],
  // The longest hosts have few subdomains, and the longest labels few characters for the star.
  [`https://*.${long(251)}`, LABEL_CHARS.map(c => `https://${c}.${long(251)}`), [0, 37]],
  [`https://${'a'.repeat(62)}*.a.test`, LETTERS.map(c => `https://${'a'.repeat(62)}${c}.a.test`), [0, 35]],
  [`https://b*.${long(250)}`, LETTERS.map(c => `https://b${c}.${long(250)}`), [0, 35]]
]

t.test('patterns that together cover another one are found, and what is left without one of them', async t => {
  for (const [pattern, cover, without] of COVERS) {
    t.strictSame(only(t, [pattern], cover), [], `${pattern} is covered by ${cover.slice(0, 2).join()}`)
    for (const i of without) {
      const found = only(t, [pattern], cover.filter((_entry, n) => n !== i))
      t.equal(found.length, 1, `${pattern} is not covered without ${cover[i]}`)
    }
  }
})

t.test('a host of almost the maximum length has few subdomains, of which one that is not listed is found', async t => {
  const short = LABEL_CHARS.flatMap(a => [a, ...LABEL_CHARS.map(b => a + b)])
  const list = [...short, 'www', 'app'].map(label => `https://${label}.${long(249)}`)
  t.strictSame(only(t, [`https://*.${long(249)}`], list), [`https://*.${long(249)} https://aaa.${long(249)}`])
  const dotted = ['a', 'b'].map(label => `https://${label}.a.${long(249)}`)
  t.strictSame(only(t, dotted, list), dotted.map(origin => `${origin} ${origin}`))
})

// No other unit test has lists that are as long.
t.test('a pattern for any port is covered by all ports together, and not by all but one', { skip: isQuick && 'in npm test' }, async t => {
  const ports = Array.from({ length: 65535 }, (_, i) => i + 1).filter(port => port !== 443)
  for (const host of sample(['x-*.a.test', 'a.test'], 2)) {
    const cover = [`https://${host}`, ...ports.map(port => `https://${host}:${port}`)]
    const any = listOf([`https://${host}:*`])
    t.strictSame(originsOnlyIn(any, listOf(cover)), [], host)
    // All ports are named, but one only for another host.
    const almost = cover.map(pattern => pattern === `https://${host}:60000` ? 'https://b.test:60000' : pattern)
    const found = originsOnlyIn(any, listOf(almost)).map(origin => 'example' in origin ? origin.example : null)
    t.match(found, [/:60000$/], `${host} without a port`)
    t.equal(found.length, 1)
    t.ok(byDefinition([`https://${host}:*`])(String(found[0])), 'the example has that host')
  }
})

t.test('examples are origins that people understand', async t => {
  const rows: ReadonlyArray<readonly [origins: Origins, other: Origins, found: readonly string[]]> = [
    [['https://*.a.test'], [], ['https://*.a.test https://www.a.test']],
    [['https://*.a.test'], ['https://www.a.test'], ['https://*.a.test https://app.a.test']],
    [['https://*.a.test'], ['https://www.a.test', 'https://app.a.test'], ['https://*.a.test https://www.other.a.test']],
    [['https://*.a.test'], ['https://*pp.a.test', 'https://w*.a.test', 'https://*.other.a.test'], ['https://*.a.test https://www.b.a.test']],
    [['https://shop-*-x.a.test'], [], ['https://shop-*-x.a.test https://shop-x-x.a.test']],
    [['https://a.test:*'], [], ['https://a.test:* https://a.test']],
    [['https://a.test:*'], ['https://a.test'], ['https://a.test:* https://a.test:65535']],
    [['https://a.test:*'], ['https://a.test', 'https://a.test:65535'], ['https://a.test:* https://a.test:65534']],
    [['chrome-extension://*'], [], ['chrome-extension://* chrome-extension://abcdefghijklmnopabcdefghijklmnop']],
    [['chrome-extension://*'], ['chrome-extension://abcdefghijklmnopabcdefghijklmnop'], ['chrome-extension://* chrome-extension://other']],
    [['null'], [], ['null null']],
    [['null'], ['null'], []],
    [['https://a.test'], ['null'], ['https://a.test https://a.test']],
    // A wider pattern of the same list says more.
    [['https://b.a.test', 'https://*.a.test', 'https://*.a.test'], [], ['https://*.a.test https://www.a.test']],
    [['https://a.test'], '*', []],
    ['*', '*', []],
    ['*', ['https://a.test'], ['any']],
    ['*', ['https://*.example'], ['any']],
    ['*', [], ['any']],
    [[{ source: 's' }], [], ['{"source":"s"}']],
    [[{ source: 's' }], [{ source: 's' }], []],
    [[{ source: 's', key: 'host' }], [{ source: 's' }], ['{"source":"s","key":"host"}']],
    [[{ source: 's' }], '*', []]
  ]
  for (const [origins, other, found] of rows) t.strictSame(only(t, origins, other), found, `${JSON.stringify(origins)} and not ${JSON.stringify(other)}`)
  t.match(originsOnlyIn(listOf('*'), listOf(['https://*.example'])), [{ example: 'https://untrusted.other' }])
})

t.test('a source without its insecure origins is another set', async t => {
  const entry = { source: 's' }
  const secure = listOf([entry], { credentials: true })
  const all = [listOf([entry]), listOf([entry], { credentials: true, dangerouslyAllow: ['insecure-origins'] })]
  for (const list of all) {
    t.strictSame(originsOnlyIn(list, secure), [{ kind: 'source', entry, insecureOnly: true }])
    t.strictSame(originsOnlyIn(secure, list), [])
  }
})

t.test('finds an origin that both lists allow', async t => {
  const rows: ReadonlyArray<readonly [origins: Origins, other: Origins, example: string | null | undefined]> = [
    ['*', '*', 'https://untrusted.example'],
    ['*', ['https://*.a.test'], 'https://www.a.test'],
    [['null'], '*', 'null'],
    [['null', 'https://a.test'], ['null'], 'null'],
    ['*', [{ source: 's' }], null],
    [['https://a.test'], [{ source: 's' }], null],
    [[{ source: 's' }], [{ source: 's' }], null],
    [[], '*', undefined],
    [[], [{ source: 's' }], undefined],
    [['https://a.test'], ['https://b.test'], undefined],
    [['null'], ['https://b.test'], undefined],
    [['https://a.test'], ['https://b.test', 'https://a.test:*'], 'https://a.test'],
    [['https://*.a.test'], ['https://b.test', 'https://x.a.test'], 'https://x.a.test'],
    [['https://*.a.test'], ['https://*.x.a.test'], 'https://www.x.a.test'],
    [['https://*.a.test:8443'], ['https://*.x.a.test:*'], 'https://www.x.a.test:8443'],
    [['https://*.a.test:*'], ['https://*.x.a.test:8443'], 'https://www.x.a.test:8443'],
    [['https://x.a.test:*'], ['https://*.a.test:8443'], 'https://x.a.test:8443'],
    [['https://x.a.test:*'], ['https://*.a.test:8443', 'https://*.b.test:*'], 'https://x.a.test:8443'],
    [['https://x.a.test:*'], ['https://*.b.test:8443', 'https://*.b.test:*'], undefined],
    [['https://a-*.x.test:*'], ['https://*.test:8443'], 'https://a-x.x.test:8443'],
    [['https://a-*.x.test'], ['https://*-b.x.test'], 'https://a-x-b.x.test'],
    [['https://a-*.x.test:*'], ['https://*-b.x.test:8443'], 'https://a-x-b.x.test:8443'],
    [['https://a-*.x.test:8443'], ['https://*-b.x.test:*'], 'https://a-x-b.x.test:8443'],
    [['https://a-*.x.test:*'], ['https://*-b.x.test:*'], 'https://a-x-b.x.test'],
    [['https://a-*.x.test:1'], ['https://*-b.x.test:2'], undefined],
    [['https://a-*.x.test'], ['https://b-*.x.test', 'https://*-b.x.test'], 'https://a-x-b.x.test'],
    [['https://a-*.x.test'], ['https://b-*.x.test'], undefined],
    [['https://a-*.x.test'], ['https://b-*.y.test'], undefined],
    [['https://*-b.x.test'], ['https://*-c.x.test'], undefined],
    [['https://a*.x.test'], ['https://_*.x.test'], undefined],
    // The texts can overlap where the label has no room for both, and a letter between them.
    [[`https://${'a'.repeat(40)}*.x.test`], [`https://*${'a'.repeat(40)}.x.test`], `https://${'a'.repeat(63)}.x.test`],
    [[`https://${'a'.repeat(31)}*.x.test`], [`https://*${'b'.repeat(31)}.x.test`], `https://${'a'.repeat(31)}x${'b'.repeat(31)}.x.test`],
    [[`https://${'a'.repeat(31)}*.x.test`], [`https://*${'b'.repeat(32)}.x.test`], `https://${'a'.repeat(31)}${'b'.repeat(32)}.x.test`],
    [[`https://${'a'.repeat(32)}*.x.test`], [`https://*${'b'.repeat(32)}.x.test`], undefined],
    [['moz-extension://*'], ['moz-extension://*'], 'moz-extension://abcdefghijklmnopabcdefghijklmnop'],
    [['moz-extension://*'], ['moz-extension://a'], 'moz-extension://a'],
    [['moz-extension://*'], ['chrome-extension://*'], undefined]
  ]
  for (const [origins, other, example] of rows) {
    for (const [list, second] of [[origins, other], [other, origins]] as const) {
      const found = originsInBoth(listOf(list), listOf(second))
      t.strictSame(found, example === undefined ? undefined : { kind: 'kept', example: found?.kind === 'kept' && example !== null ? found.example : example })
      if (typeof example !== 'string') continue
      const shared = (found as { readonly example: string }).example
      for (const each of [list, second]) t.ok(each === '*' || compileOrigins(each as string[]).has(shared), `${shared} is in ${JSON.stringify(each)}`)
    }
    if (example !== undefined) t.strictSame(originsInBoth(listOf(origins), listOf(other)), { kind: 'kept', example })
  }
})

t.test('the time for two long lists grows with their length', async t => {
  const size = isLong ? 10_000 : 2_000
  const list = (length: number, shift: number): Origins => Array.from({ length }, (_, i) => [
    `https://a${i + shift}.test`, `https://*.b${i + shift}.test`, `https://c${i + shift}.test:*`, `https://*.d${i}.test:${8000 + shift}`, `https://e-*-${i + shift}.test.test`,
    `https://${i}.b${i}.test`, 'moz-extension://*', `https://f-*.g${i}.test:*`
  ][i % 8]!)
  await assertLinear(t, 'the difference of two lists', {
    size,
    prepare: length => {
      const [first, second] = [list(length, 0), list(length, Math.floor(length / 2))]
      return () => {
        const [a, b] = [listOf(first), listOf(second)]
        return [originsOnlyIn(a, b), originsOnlyIn(b, a), originsInBoth(a, b)].length
      }
    }
  })
})
