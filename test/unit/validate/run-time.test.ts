/** Tests that the time to validate grows linearly. */
import t from 'tap'
import { validatePolicy } from '../../../lib/validate.ts'
import { assertLinear } from '../../growth.ts'
import { isLong, sample } from '../properties/seed.ts'
import { idsOf } from './issues.ts'

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
