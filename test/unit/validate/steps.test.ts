/** Validation in steps: a caller can do other work after a fixed number of entries. */
import t from 'tap'
import { STRIDE } from '../../../lib/validate/steps.ts'
import { validationSteps } from '../../../lib/validate.ts'

/** The choices of `routes` in one step. */
const CHOICES = 64

t.test('a list of any length is validated in steps of equal length', async t => {
  const steps = (document: object): number => [...validationSteps({ origins: ['https://a.example'], ...document })].length
  const fewest = steps({})
  for (const count of [0, 1, 3]) {
    for (const over of [-1, 0, 1]) {
      const [entries, choices] = [count * STRIDE + over, count * CHOICES + over].map(length => Math.max(length, 1)) as [number, number]
      const expected = fewest + (over === -1 ? Math.max(count - 1, 0) : count)
      t.equal(steps({ origins: Array.from({ length: entries }, (_, i) => `https://${i}.example`) }), expected, `${entries} origins`)
      t.equal(steps({ routes: Object.fromEntries(Array.from({ length: choices }, (_, i) => [`/${i}`, false])) }), expected, `${choices} routes`)
    }
  }
})
