/** Every advisory by its name: its vectors hold, the origins in it are decided rightly, its patterns cannot be registered. */
import Fastify from 'fastify'
import { existsSync } from 'node:fs'
import t, { type Test } from 'tap'
import { CorsPolicyError, compilePolicy, corsPlugin } from '../../../lib/index.ts'
import { corsHeadersOf } from '../../decision-headers.ts'
import { isLong } from '../../unit/properties/seed.ts'
import { advisories, type OriginRow } from './advisories.ts'
import { vectorsOf } from './every-vector.ts'
import { inapplicable } from './rejected-configurations.ts'
import { runVector } from './run.ts'

/** By an actual request and by a preflight. */
async function decidesRightly (t: Test, { id, patterns, origin, isAllowed = false }: OriginRow): Promise<void> {
  const app = Fastify()
  app.register(corsPlugin, { origins: patterns })
  app.put('/', async () => '')
  const name = `${id}: ${patterns.join(', ')} ${isAllowed ? 'allows' : 'refuses'} ${JSON.stringify(origin)}`
  const fields = isAllowed ? { 'access-control-allow-origin': origin, vary: 'Origin' } : { vary: 'Origin' }
  const actual = await app.inject({ method: 'PUT', url: '/', headers: { origin } })
  t.same([actual.statusCode, corsHeadersOf(actual.headers)], [200, fields], name)
  const preflight = await app.inject({ method: 'OPTIONS', url: '/', headers: { origin, 'access-control-request-method': 'PUT' } })
  const expected = isAllowed ? [204, { ...fields, 'access-control-allow-methods': 'PUT' }] : [403, fields]
  t.same([preflight.statusCode, corsHeadersOf(preflight.headers)], expected, `${name}, in a preflight`)
}

for (const { ids, where, cause, vectors, origins = [], rejectedPatterns = [], tests = [] } of advisories) {
  t.test(`${ids.join(', ')} in ${where}: ${cause}`, async (t) => {
    for (const row of origins) await decidesRightly(t, row)
    for (const pattern of rejectedPatterns) {
      t.throws(() => compilePolicy({ origins: [pattern as string] }), CorsPolicyError, `${pattern} is no pattern`)
    }
    // Each vector by itself is in vectors.test.ts, once.
    for (const id of isLong ? vectors : []) {
      for (const vector of vectorsOf(id)) await t.test(`${id}: ${vector.name}`, async (t) => { await runVector(t, vector) })
    }
    for (const file of tests) t.ok(existsSync(new URL(`../../../${file}`, import.meta.url)), file)
    const isExecuted = vectors.some((id) => vectorsOf(id).length > 0) || origins.length > 0
    t.ok(isExecuted, 'something of it is tried, not only declared inapplicable')
  })
}

t.test('every vector of an advisory exists or is declared as not applicable', async (t) => {
  const known = (id: string) => vectorsOf(id).length > 0 || inapplicable.some((entry) => entry.id === id)
  t.same(advisories.flatMap(({ vectors }) => vectors).filter((id) => !known(id)), [])
})

t.test('no vector is both present and declared as not applicable, and no advisory is listed twice', async (t) => {
  t.same(inapplicable.filter(({ id }) => vectorsOf(id).length > 0), [])
  const ids = advisories.flatMap(({ ids }) => ids)
  t.equal(new Set(ids).size, ids.length)
})
