/** The memory of recent results: bounded, and never without the latest ones. */
import t from 'tap'
import fc from 'fast-check'
import { RecentKeys } from '../../../lib/lookup/recent-keys.ts'
import { rounds, SEED } from '../properties/seed.ts'

const SIZE = 4

const operation = fc.record({ kind: fc.constantFrom('add', 'add', 'has', 'delete'), key: fc.integer({ min: 0, max: 12 }).map(String) })

t.test('RecentKeys has the keys that were used last, at most twice as many, and only added ones', async (t) => {
  fc.assert(fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
    const recent = new RecentKeys(SIZE)
    // The naive definition: keys in the order of their last use.
    let used: string[] = []
    for (const { kind, key } of operations) {
      const isKnown = recent.has(key)
      if (isKnown && !used.includes(key)) return false
      if (!isKnown && used.slice(-SIZE).includes(key)) return false
      used = used.filter((other) => other !== key)
      if (isKnown || kind === 'add') used.push(key)
      if (kind === 'add') recent.add(key)
      if (kind === 'delete') {
        recent.delete(key)
        used = used.filter((other) => other !== key)
      }
      if (recent.size > 2 * SIZE + 1) return false
    }
    recent.clear()
    return recent.size === 0 && used.every((key) => !recent.has(key))
  }), { numRuns: rounds(2000), seed: SEED })
  t.pass()
})
