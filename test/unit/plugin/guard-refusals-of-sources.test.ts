/** Tests refusals of a guard whose policy has a source of origins. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t from 'tap'
import { down, post, start, votes, wrapped } from './guarded-routes.ts'
import { APP, STRANGER } from './logged-refusals.ts'

t.test('a source that cannot be read is the cause', async (t) => {
  const { app, refusals } = await start(votes, { origins: [APP, { source: 'tenants' }], sources: { tenants: down } })
  t.equal(await post(app, '/vote', { origin: STRANGER }), 403)
  t.match(refusals().at(-1), { level: 40, msg: /handler does not run\. The source of origins cannot be read\.$/ })
  t.match((await app.cors.report()).refusals, [{ reason: 'refused-by-guard', differs: ['source-unavailable'], isOwn: true }])
  await app.close()
})

t.test('counters and events have the reason of a source that cannot be read, for alerts', async (t) => {
  const events: unknown[] = []
  const note = (message: unknown): void => { events.push((message as { readonly reason: string }).reason) }
  for (const name of ['decision', 'undecided']) {
    subscribe(`fastify-cors-policy:${name}`, note)
    t.teardown(() => unsubscribe(`fastify-cors-policy:${name}`, note))
  }
  const { app } = await start((app) => {
    votes(app)
    app.post('/wrapped', { onRequest: wrapped(app.cors.originGuard()) }, async () => '')
  }, { origins: [APP, { source: 'tenants' }], sources: { tenants: down } })
  t.equal(await post(app, '/vote', { origin: STRANGER }), 403)
  t.strictSame(app.cors.stats(), { scope: { actual: { 'source-unavailable': 1 } } })
  t.strictSame(events, ['source-unavailable'])
  // The guard is not recognized, so that its refusal is reported beside the decision.
  t.equal(await post(app, '/wrapped', { origin: STRANGER }), 403)
  t.strictSame(app.cors.stats(), { scope: { actual: { 'source-unavailable': 3 } } })
  t.strictSame(events, ['source-unavailable', 'source-unavailable', 'source-unavailable'])
  await app.close()
})

t.test('an origin that is in memory of a source is compared', async (t) => {
  const tenants = { connect: async () => ({ version: async () => '1', async * load () { yield ['https://tenant.example'] }, close () {} }) }
  const { app, refusals } = await start(votes, { origins: [APP, { source: 'tenants' }], sources: { tenants } })
  await post(app, '/vote', { origin: 'http://tenant.example' })
  t.match(refusals(), [{ level: 40, msg: /the scheme differs/ }])
  await app.close()
})
