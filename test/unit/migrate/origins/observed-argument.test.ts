/** What is recorded while a function compares its argument, method by method. */
import t from 'tap'
import { observing, type Observed } from '../../../../lib/migrate/origins/observed-argument.ts'

const ARGUMENT = 'https://app.example'
const LISTED = 'https://shop.example'

const rows: readonly (readonly [what: string, run: () => unknown, recorded: Partial<Record<keyof Observed, unknown>>])[] = [
  ['a beginning', () => ARGUMENT.startsWith(LISTED), { texts: [LISTED] }],
  ['a part', () => ARGUMENT.includes('shop'), { texts: ['shop'], parts: ['shop'] }],
  ['a list', () => [LISTED, ARGUMENT].includes(ARGUMENT), { texts: [LISTED] }],
  ['a set', () => new Set([LISTED]).has(ARGUMENT), { texts: [LISTED], hasLookups: true }],
  ['the keys of a map', () => new Map([[LISTED, 1]]).get(ARGUMENT), { texts: [LISTED], hasLookups: true }],
  ['an expression', () => /shop/.test(ARGUMENT), { expressions: ['/shop/'] }],
  ['a set that is asked for a number, as by a timer that runs meanwhile', () => new Set<unknown>([LISTED, 7]).has(7), {}],
  ['a map that is asked for an object', () => new Map<unknown, unknown>([[LISTED, 1]]).has({}), {}]
]

for (const [what, run, recorded] of rows) {
  t.test(`records what is compared: ${what}`, async t => {
    const observed: Observed = { texts: new Set(), expressions: new Map(), parts: new Set(), hasLookups: false }
    observing(observed, ARGUMENT, run)
    const { texts, expressions, parts, hasLookups } = observed
    t.strictSame({ texts: [...texts], expressions: [...expressions.keys()], parts: [...parts], hasLookups }, { texts: [], expressions: [], parts: [], hasLookups: false, ...recorded })
  })
}
