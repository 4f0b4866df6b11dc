/** Every vector by itself, and that what does not apply really does not. */
import Fastify from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin, validatePolicy } from '../../../lib/index.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { vectors } from './every-vector.ts'
import { inapplicable } from './rejected-configurations.ts'
import { runVector } from './run.ts'
import { LIST } from './vector.ts'

/** What `test/integration/package.test.ts` shows each day of the same tarball, for which npm takes seconds. */
const OF_THE_PACKAGE = ['S12']

for (const vector of vectors.filter(({ id }) => isLong || !OF_THE_PACKAGE.includes(id))) {
  t.test(`${vector.id}: ${vector.name}`, async (t) => { await runVector(t, vector) })
}

/** Documents that a policy cannot express are rejected, and so are calls of `app.cors` that an application cannot make. */
for (const { id, what, rejected } of inapplicable) {
  t.test(`${id} does not apply: ${what}`, async (t) => {
    for (const document of rejected ?? []) t.throws(() => validatePolicy(document), CorsPolicyError, String(document))
    if (rejected !== undefined) return
    const app = Fastify()
    await app.register(corsPlugin, LIST)
    app.get('/', async () => '')
    await app.ready()
    const before = JSON.stringify(app.cors.routes())
    await t.rejects(app.cors.replace({ origins: ['*'] }), CorsPolicyError)
    await t.rejects(app.cors.shadow.set({ origins: ['*'] }), CorsPolicyError)
    t.equal(JSON.stringify(app.cors.routes()), before)
    // Only `replace` and `shadow` take a document.
    t.same(Object.keys(app.cors).sort(),
      ['documentation', 'explain', 'lint', 'originGuard', 'policyFor', 'replace', 'report', 'routes', 'shadow', 'stats', 'status', 'storageAccessRetry'])
  })
}
