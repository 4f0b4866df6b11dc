/** Tests what the log says about requests at routes where CORS is off, and at URLs without a policy. */
import Fastify from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { APP, DOCUMENT, type Line, orders, preflight, start, STRANGER } from './logged-refusals.ts'

const FETCHED = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }

t.test('a page of a listed origin at a route where CORS is off is a warning', async (t) => {
  const off = { config: { cors: false as const } }
  const { app, refusals } = await start(DOCUMENT, (app) => {
    orders(app)
    app.get('/off', off, async () => 'off')
    app.put('/off', off, async () => 'off')
    app.get('/own', off, async (_request, reply) => reply.header('access-control-allow-origin', APP).send('own'))
    app.get('/raw', off, async (_request, reply) => {
      reply.hijack()
      reply.raw.setHeader('access-control-allow-origin', APP)
      reply.raw.end('raw')
    })
    app.get('/raw-head', off, async (_request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, { 'Access-Control-Allow-Origin': APP }).end('raw')
    })
    app.put('/own-options', off, async () => 'own-options')
    app.options('/own-options', off, async () => 'own-options')
  })
  const warning = (what: string) => `CORS: A page of "${APP}" cannot ${what}. CORS is off for this route, but the policy of GET /orders allows the origin.`
  const rows: readonly (readonly [url: string, headers: Record<string, string>, expected: string | undefined])[] = [
    ['/off', { origin: APP, ...FETCHED }, warning('read the response of GET /off')],
    ['/off', { origin: STRANGER, ...FETCHED }, undefined],
    ['/off', FETCHED, undefined],
    ['/off', { origin: APP }, undefined],
    ['/off', { origin: APP, ...FETCHED, 'sec-fetch-site': 'same-origin' }, undefined],
    ['/off', { origin: APP, ...FETCHED, 'sec-fetch-mode': 'navigate' }, undefined],
    ['/own', { origin: APP, ...FETCHED }, undefined],
    ['/raw', { origin: APP, ...FETCHED }, undefined],
    ['/raw-head', { origin: APP, ...FETCHED }, undefined]
  ]
  for (const [url, headers, expected] of rows) {
    await app.inject({ url, headers })
    t.strictSame(refusals().map(({ level, msg }) => [level, msg]), expected === undefined ? [] : [[40, expected]], `${url} ${JSON.stringify(headers)}`)
  }
  for (const [url, origin, isReported] of [['/off', APP, true], ['/off', STRANGER, false], ['/own-options', APP, false]] as const) {
    const { headers } = await preflight(app, url, 'PUT', { ...FETCHED, origin })
    t.equal(headers['access-control-allow-origin'], undefined)
    t.strictSame(refusals().map(({ level, msg }) => [level, msg]), isReported ? [[40, warning(`send PUT ${url}`)]] : [], `${url} ${origin}`)
  }
  t.strictSame(app.cors.stats(), { none: { actual: { 'cors-is-off': 1 }, preflight: { 'cors-is-off': 1 } } })
  t.match(await app.cors.report(), { refusals: [{ reason: 'cors-is-off', isOwn: true }, { reason: 'cors-is-off', isOwn: true }] })
})

t.test('nothing is reported for an unknown URL without a policy, and for a route outside of every registration', async (t) => {
  const { app, refusals } = await start({ ...DOCUMENT, notFound: false }, orders)
  await app.inject({ url: '/none', headers: { origin: APP, ...FETCHED } })
  t.strictSame(refusals(), [])
  const lines: Line[] = []
  const outside = Fastify({ logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  outside.register(async (api) => {
    api.register(corsPlugin, { origins: [APP], lint: 'off' })
    api.get('/orders', async () => 'orders')
  }, { prefix: '/api' })
  outside.put('/outside', async () => 'outside')
  outside.put('/api/outside', async () => 'outside')
  for (const url of ['/outside', '/api/outside']) await preflight(outside, url, 'PUT')
  t.strictSame(lines.filter(({ cors }) => cors !== undefined), [])
})
