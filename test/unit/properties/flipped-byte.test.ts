/** No byte of an allowed origin can be another, but where a wildcard stands. */
import t from 'tap'
import { compileOrigins } from '../../../lib/compile/origin-set.ts'
import { random } from './seeded-random.ts'
import { byDefinition } from './origin-definition.ts'
import { coveredBy, patternsOf } from './random-origins.ts'
import { SEED, rounds } from './seed.ts'

/** Every byte of each, by every other: some 7,000 texts. */
const ORIGINS = rounds(120)

t.test('an allowed origin with one changed byte is rejected, unless the result is listed or matches a wildcard', async (t) => {
  const wrong: string[] = []
  const counts = { refused: 0, inWildcard: 0 }
  for (let n = 0; n < ORIGINS; n++) {
    const source = random(SEED + n)
    const patterns = patternsOf(source).slice(0, 8)
    const set = compileOrigins(patterns)
    const isCovered = byDefinition(patterns)
    const origin = coveredBy(source.pick(patterns), source)
    if (!set.has(origin)) wrong.push(`SEED=${SEED + n} ${origin} is refused by ${patterns.join(', ')}`)
    for (let i = 0; i < origin.length; i++) {
      for (let code = 0; code < 256; code++) {
        const flipped = origin.slice(0, i) + String.fromCharCode(code) + origin.slice(i + 1)
        if (flipped === origin) continue
        const expected = isCovered(flipped)
        counts[expected ? 'inWildcard' : 'refused']++
        if (set.has(flipped) !== expected) wrong.push(`SEED=${SEED + n} ${JSON.stringify(flipped)}, ${patterns.join(', ')}`)
      }
    }
  }
  t.same(wrong.slice(0, 10), [])
  t.ok(counts.inWildcard > rounds(1000) && counts.refused > rounds(100_000), JSON.stringify(counts))
})

t.test('with a list without wildcards, an origin with any changed byte is rejected', async (t) => {
  const origins = ['https://a.example.com', 'http://localhost:3000', 'http://[::1]:8080', 'capacitor://a', 'null']
  const set = compileOrigins(origins)
  const matched: string[] = []
  for (const origin of origins) {
    for (let i = 0; i < origin.length; i++) {
      for (let code = 0; code < 256; code++) {
        const flipped = origin.slice(0, i) + String.fromCharCode(code) + origin.slice(i + 1)
        if (flipped !== origin && set.has(flipped)) matched.push(flipped)
      }
    }
    for (let end = 0; end < origin.length; end++) {
      matched.push(...[origin.slice(0, end), origin.slice(end + 1)].filter((part) => set.has(part)))
    }
    t.ok(set.has(origin))
  }
  t.same(matched, [])
})
