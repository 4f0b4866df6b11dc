/** Every major version of @fastify/cors that the conversion knows, run beside the policy. Versions 8 and 9 are for Fastify 4. */
import { createRequire } from 'node:module'
import fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify'
import t from 'tap'
import { fromFastifyCors } from '../../../lib/migrate.ts'
import { pageRequests, type ProofRoute } from '../../../lib/migrate/proof/page-requests.ts'
import { compareServers } from '../../../lib/migrate/proof/compare.ts'
import { oldFastifyServer, policyServer } from '../../../lib/migrate/proof/servers.ts'
import { allPages } from '../readme/page-files.ts'
import { sample } from '../../unit/properties/seed.ts'
import { BEHAVIORS, NOT_RUN } from './behaviors.ts'

const load = createRequire(import.meta.url)
const ROUTES: readonly ProofRoute[] = [{ url: '/items', methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] }, { url: '/status', methods: ['GET'] }]

const VERSIONS = (['fastify-cors-8', 'fastify-cors-9', 'fastify-cors-10', '@fastify/cors'] as const).map((name, i) => ({
  plugin: load(name) as FastifyPluginCallback<object>,
  version: (load(`${name}/package.json`) as { readonly version: string }).version,
  make: (i < 2 ? load('fastify-4') : fastify) as (options: object) => FastifyInstance
}))

t.test('the default methods are those of each version, in the conversion and in the documentation', async t => {
  const page = allPages().get('docs/migrating.md')!
  for (const { plugin, version, make } of VERSIONS) {
    const app = make({})
    await app.register(plugin)
    const { headers } = await app.inject({ method: 'OPTIONS', url: '/', headers: { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' } })
    await app.close()
    const sent = String(headers['access-control-allow-methods']).split(/, ?/)
    const { document } = await fromFastifyCors({}, { version })
    t.strictSame([...document!.methods!].sort(), [...sent].sort(), version)
    t.equal(sent.includes('PUT'), Number.parseInt(version) < 11, version)
  }
  t.match(page, '11: GET, HEAD, POST; 8 to 10: also PUT, PATCH and DELETE')
})

t.test('no difference between any version and its policy is silent', async t => {
  const rows = BEHAVIORS.filter(behavior => !NOT_RUN.has(behavior) && behavior.version === undefined)
  // Side by side: to some requests a library never responds.
  await Promise.all(VERSIONS.map(async ({ plugin, version, make }, i) => {
    // Each version has other rows, so that all have some of each kind.
    for (const { options } of sample(rows.slice(i), 60).toReversed()) {
      const migration = await fromFastifyCors(options, { version, timeout: 50 })
      const policy = migration.document ?? migration.nearest
      const before = await oldFastifyServer(make, [{ plugin, options, prefix: '' }], ROUTES)
      const after = await policyServer(fastify, policy, ROUTES)
      const { differences } = await compareServers(before.address, after.address, pageRequests(before.address, policy === null ? [] : [policy], ['https://app.example.com', 'https://a.example.com'], ROUTES))
      await Promise.all([before.close(), after.close()])
      const silent = differences.filter(({ effect, isUnrouted }) => !isUnrouted && (effect === 'opens' ? migration.opens.length + migration.widerOffers.length === 0 : effect === 'closes' && migration.closes.length === 0))
      t.strictSame(silent, [], `${version} ${JSON.stringify(options) ?? 'no options'}`)
    }
  }))
})
