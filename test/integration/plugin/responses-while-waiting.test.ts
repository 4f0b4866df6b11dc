/** Responses that come while a decision waits for a source, written past Fastify or by it: one for each request, and none without a policy. */
import Fastify, { type FastifyInstance } from 'fastify'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { hasHandlerTimeout } from '../../fastify-facts.ts'
import { ScriptedStore, gate } from '../../unit/lookup/scripted-store.ts'

const TENANT = 'https://tenant.test'

/** An application whose store of origins does not respond until the gate is open. */
async function application (options: object, prepare: (app: FastifyInstance) => void): Promise<{ readonly app: FastifyInstance, readonly stuck: ReturnType<typeof gate> }> {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  const stuck = gate()
  store.before.has = () => stuck.passed
  const app = Fastify({ forceCloseConnections: true, ...options })
  prepare(app)
  await app.register(corsPlugin, {
    origins: [{ source: 'tenants' }], lint: 'off', rescuePreflights: false, sources: { tenants: store.source(['has'], { pollInterval: 60_000, deadline: 60_000 }) }
  } as CorsPluginOptions)
  app.get('/', (_request, reply) => { reply.send('in time') })
  return { app, stuck }
}

const REFUSING = (app: FastifyInstance): void => {
  app.addHook('onRequest', (_request, _reply, done) => { done(Object.assign(new Error('refused'), { statusCode: 401 })) })
}

for (const [title, prepare] of [['', () => {}], [', after an earlier hook has refused it', REFUSING]] as const) {
  for (const method of ['GET', 'OPTIONS']) {
    t.test(`what an onTimeout hook writes on the raw response of ${method} has no header of its own${title}`, async t => {
      const { app, stuck } = await application({}, app => {
        prepare(app)
        app.addHook('onTimeout', (_request, { raw }, done) => {
          raw.writeHead(503, { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' }).end('too late')
          done()
        })
        app.addHook('onResponse', async () => { stuck.open() })
      })
      // With a listener, Node leaves the socket open.
      app.server.setTimeout(20, () => {})
      const { status, headers } = await fetch(await app.listen(), { method, headers: { origin: TENANT, 'access-control-request-method': 'GET' } })
      t.equal(status, 503)
      t.strictSame([...headers].filter(([name]) => name.startsWith('access-control') || name === 'vary'), [['vary', 'Origin']])
      await stuck.passed
      // An error now would be nobody's: it would end the process.
      await nextTurn()
      await app.close()
    })
  }
}

t.test('an error of an earlier hook is not sent after that of a time limit', { skip: hasHandlerTimeout ? false : 'this version has no time limit' }, async t => {
  const { app, stuck } = await application({ handlerTimeout: 20 }, app => {
    REFUSING(app)
    app.addHook('onResponse', async () => { stuck.open() })
  })
  const response = await fetch(await app.listen(), { headers: { origin: TENANT } })
  t.equal(response.headers.get('vary'), 'Origin')
  t.match(await response.text(), /timed out/)
  await stuck.passed
  await nextTurn()
  await app.close()
})

t.test('Fastify sends its error if it cannot send what an earlier hook has sent', async t => {
  const { app, stuck } = await application({}, app => {
    app.addHook('onRequest', (_request, reply) => {
      setImmediate(() => { stuck.open() })
      reply.code(401).header('x-invalid', 'two\nlines').send('refused')
    })
  })
  const response = await fetch(await app.listen(), { headers: { origin: TENANT } })
  t.match(await response.text(), /Invalid character in header content/)
  t.equal(response.headers.get('access-control-allow-origin'), TENANT)
  t.equal(response.headers.get('vary'), 'Origin')
  await app.close()
})
