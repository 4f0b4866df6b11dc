/** Every vector by itself, and that what does not apply really does not. */
import t from 'tap'
import { CorsPolicyError, validatePolicy } from '../../lib/index.ts'
import { vectors } from './every-vector.ts'
import { inapplicable } from './refusals.ts'
import { runVector } from './run.ts'

for (const vector of vectors) {
  t.test(`${vector.id}: ${vector.name}`, async (t) => { await runVector(t, vector) })
}

for (const { id, what, refused = [] } of inapplicable) {
  t.test(`${id} does not apply: ${what} cannot be configured`, async (t) => {
    for (const document of refused) t.throws(() => validatePolicy(document), CorsPolicyError, String(document))
  })
}
