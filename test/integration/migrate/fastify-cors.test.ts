/** @fastify/cors: what the conversion says, and what both do for the same requests of pages. */
import fastifyCors from '@fastify/cors'
import fastify from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import { fromFastifyCors, type CorsMigration } from '../../../lib/migrate.ts'
import { pageRequests, type ProofRoute } from '../../../lib/migrate/proof/page-requests.ts'
import { compareServers, type ProofDifference } from '../../../lib/migrate/proof/compare.ts'
import { isExplained } from '../../../lib/migrate/proof/is-explained.ts'
import { oldFastifyServer, policyServer } from '../../../lib/migrate/proof/servers.ts'
import { isLong, rounds, sample, SEED } from '../../unit/properties/seed.ts'
import { BEHAVIORS, NOT_RUN, type Behavior } from './behaviors.ts'

const ROUTES: readonly ProofRoute[] = [{ url: '/items', methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, { url: '/status', methods: ['GET'] }]

const convert = ({ options, version = '11.4.3' }: Behavior): Promise<CorsMigration> => fromFastifyCors(options, { version, timeout: 50 })

const titleOf = ({ options }: Behavior): string => `${options === undefined
? 'no options'
: JSON.stringify(options, (_name, value: unknown) =>
  typeof value === 'function' || value instanceof RegExp ? String(value) : value === undefined ? 'undefined' : value)}`

t.test('a configuration becomes a policy, with a report', async t => {
  t.ok(BEHAVIORS.length >= 80, `${BEHAVIORS.length} rows`)
  for (const behavior of BEHAVIORS) {
    const migration = await convert(behavior)
    const { document, verdict } = migration
    const title = titleOf(behavior)
    t.equal(verdict, behavior.verdict, title)
    t.strictSame(document?.origins ?? null, behavior.origins, title)
    t.match(document ?? {}, behavior.fields ?? {}, title)
    const ids = Object.values(migration).flatMap((list: unknown) => Array.isArray(list) ? (list as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id) : [])
    for (const id of behavior.ids ?? []) t.ok(ids.includes(id), `${title}: ${id}`)
  }
})

/** The differences that the report does not name. A preflight for a method that a URL does not have is named for all. */
function silent (migration: CorsMigration, differences: readonly ProofDifference[]): readonly ProofDifference[] {
  // Such a function decides by itself each time, so no comparison says anything.
  if (migration.summary.includes('two different results')) return []
  return differences.filter(({ effect, isUnrouted, isExplained }) => effect !== 'changes' && !isExplained && !(effect === 'closes' && isUnrouted && migration.bytes.length > 0))
}

async function differences (options: unknown, migration: CorsMigration, texts: readonly string[]): Promise<{ readonly compared: number, readonly differences: readonly ProofDifference[] }> {
  const { document, nearest } = migration
  const before = await oldFastifyServer(fastify, [{ plugin: fastifyCors, options, prefix: '' }], ROUTES)
  const after = await policyServer(fastify, document ?? nearest, ROUTES)
  const found = document ?? nearest
  const proof = await compareServers(before.address, after.address, pageRequests(before.address, found === null ? [] : [found], texts, ROUTES), difference => isExplained(difference, [migration]))
  await before.close()
  await after.close()
  return proof
}

t.test('no difference between the library and the policy is silent', async t => {
  const rows = BEHAVIORS.filter(behavior => !NOT_RUN.has(behavior) && behavior.version === undefined)
  for (const behavior of sample(rows, 15)) {
    const migration = await convert(behavior)
    const proof = await differences(behavior.options, migration, ['https://app.example.com', 'https://shop.example.com', 'https://a.example.com'])
    t.strictSame(silent(migration, proof.differences), [], titleOf(behavior))
  }
})

const origin = fc.constantFrom('https://app.example.com', 'https://shop.example.com', 'http://localhost:3000', 'https://app.example.com/', 'example.com', 'null', 'https://a.b.test:8443', '*')
const expression = fc.constantFrom(
  /^https:\/\/app\.example\.com$/, /\.example\.com$/, /example\.com/, /^http:\/\/localhost(:\d+)?$/, /^https:\/\/[a-z]+\.example\.com$/, /^https:\/\/(app|shop)\.example\.com$/, /^https:/, /.*/
)
const names = fc.subarray(['X-Custom', 'Content-Type', 'Authorization', 'X-Requested-With', 'Origin', '*'])
const methods = fc.subarray(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'put', 'HEAD', '*'])
const configuration = fc.record({
  origin: fc.oneof(fc.boolean(), origin, expression, fc.array(fc.oneof(origin, expression), { maxLength: 3 })),
  credentials: fc.boolean(),
  methods: fc.oneof(methods, methods.map(list => list.join(','))),
  allowedHeaders: fc.oneof(names, names.map(list => list.join(', ')), fc.constant(null)),
  exposedHeaders: fc.oneof(fc.subarray(['X-Proof', 'ETag', '*', 'Set-Cookie']), fc.constant(null)),
  maxAge: fc.constantFrom(0, 5, 600, -1),
  optionsSuccessStatus: fc.constantFrom(200, 204),
  preflight: fc.constantFrom(true, true, true, false),
  strictPreflight: fc.boolean()
}, { requiredKeys: [] })

t.test('an exact policy allows exactly the same, and no policy allows more without consent', async t => {
  let compared = 0
  await fc.assert(fc.asyncProperty(configuration, async options => {
    const migration = await fromFastifyCors(options, { version: '11.4.3' })
    const proof = await differences(options, migration, ['https://app.example.com', 'https://zz.example.com', 'https://a.b.test:8443'])
    compared += proof.compared
    const opened = proof.differences.filter(({ effect }) => effect === 'opens')
    if (migration.document !== null && migration.opens.length === 0 && opened.length > 0) throw new Error(`opens: ${JSON.stringify(opened)}`)
    const found = silent(migration, proof.differences)
    if (found.length > 0) throw new Error(`silent: ${JSON.stringify(found)}`)
    const isRouted = proof.differences.some(({ effect, isUnrouted }) => effect !== 'changes' && !isUnrouted)
    if (migration.verdict === 'exact' && migration.opens.length === 0 && isRouted) throw new Error(`not exact: ${JSON.stringify(proof.differences)}`)
  }), { seed: SEED, numRuns: isLong ? 500 : rounds(16) })
  t.ok(compared > (isLong ? 100_000 : 500), `${compared} requests were compared`)
})
