/** The compiled set of origins against one that reads the patterns one by one. */
import t from 'tap'
import { compileOrigins } from '../../../lib/compile/origin-set.ts'
import { random } from './seeded-random.ts'
import { byDefinition } from './origin-definition.ts'
import { coveredBy, nearTo, patternsOf } from './random-origins.ts'
import { SEED, rounds } from './seed.ts'

const SETS = rounds(2000)
/** Of each set, so that there are a million pairs. */
const ORIGINS = 500

t.test('a compiled set matches an origin if and only if one of its patterns does', async (t) => {
  let allowed = 0
  const wrong: string[] = []
  for (let n = 0; n < SETS; n++) {
    const source = random(SEED + n)
    const patterns = patternsOf(source)
    const set = compileOrigins(patterns)
    const isCovered = byDefinition(patterns)
    for (let i = 0; i < ORIGINS; i++) {
      const pattern = source.pick(patterns)
      const origin = source.chance(0.1) ? coveredBy(pattern, source) : nearTo(pattern, source)
      const expected = isCovered(origin)
      if (expected) allowed++
      if (set.has(origin) !== expected) wrong.push(`SEED=${SEED + n} ${JSON.stringify(patterns)}, ${JSON.stringify(origin)}: ${!expected}`)
    }
  }
  t.same(wrong.slice(0, 10), [], `${wrong.length} of ${SETS * ORIGINS} are wrong`)
  const share = allowed / (SETS * ORIGINS)
  t.ok(share > 0.2 && share < 0.6, `${(100 * share).toFixed(0)} % are allowed: both answers are tried`)
})
