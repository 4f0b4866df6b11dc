/** Each reason is seen wherever people look: counters, channels, metrics, the log, the report, the explanation and the documentation. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { MeterProvider, MetricReader, type DataPoint } from '@opentelemetry/sdk-metrics'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import { corsPlugin } from '../../../lib/index.ts'
import { explanationText } from '../../../lib/reporters/explanation.ts'
import { unstyled } from '../../../lib/text/style.ts'
import { corsTelemetry } from '../../../lib/opentelemetry.ts'
import { PolicyPool } from '../../../lib/routes/policy-pool.ts'
import type { CorsDecisionEvent, CorsReportedReason, CorsUndecidedEvent } from '../../../types/decision-event.ts'
import type { CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsApplicationQuestion } from '../../../types/question.ts'
import { refusesLongParameters, routerOptions } from '../../fastify-facts.ts'
import { ScriptedStore, gate, until } from '../lookup/scripted-store.ts'

const APP = 'https://app.example.com'
const OTHER = 'https://other.example'
const FETCHED = { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'cross-site' }

class Reader extends MetricReader {
  protected override async onForceFlush (): Promise<void> {}
  protected override async onShutdown (): Promise<void> {}
}

interface Request { readonly url: string, readonly method?: 'GET' | 'OPTIONS' | 'POST', readonly headers: Readonly<Record<string, string>> }

const get = (headers: Record<string, string>, url = '/orders'): Request => ({ url, headers })
const post = (headers: Record<string, string>, url = '/guarded'): Request => ({ method: 'POST', url, headers })
const preflight = (method: string, url: string, headers: Record<string, string> = {}): Request =>
  ({ method: 'OPTIONS', url, headers: { origin: APP, 'access-control-request-method': method, ...headers } })

interface Row {
  readonly server?: FastifyServerOptions
  readonly policy?: object
  readonly routes?: (app: FastifyInstance) => void
  /** Brings the application into the state in which the reason occurs. */
  readonly before?: (app: FastifyInstance) => Promise<void> | void
  readonly request: Request
  readonly route: string
  /** What the explanation of the request says. Undefined where it does not know the state: the sources are read again. */
  readonly explained?: RegExp
}

const down = new ScriptedStore()
down.before.connect = () => { throw new Error('down') }
const stale = new ScriptedStore()
const busy = new ScriptedStore()
const { passed, open } = gate()
busy.before.has = () => passed
const from = (store: ScriptedStore, options: object = {}) => ({ origins: [APP, { source: 'tenants' }], sources: { tenants: store.source(['has'], options) } })
const off = { routes: { '/orders/+': false } }
const parallel = (app: FastifyInstance) => {
  app.get('/hosted', async () => '')
  app.put('/hosted', { constraints: { host: 'api.example.com' } }, async () => '')
  app.put('/versioned/new', { constraints: { version: '1.0.0' }, config: { cors: { origins: [APP] } } }, async () => '')
  app.put('/versioned/:id', { config: { cors: { origins: [OTHER] } } }, async () => '')
}
const GUARDED = /The guard of the route responds with 403, and the handler does not run/
const guarded = (app: FastifyInstance) => {
  const onRequest = app.cors.originGuard()
  app.post('/guarded', { onRequest }, async () => '')
  app.post('/guarded-off', { onRequest, config: { cors: false } }, async () => '')
  app.post('/guarded-later', { preHandler: app.cors.originGuard({ alsoAllow: ['https://also.example'] }) }, async () => '')
  app.register(async (app) => {
    app.addHook('onRequest', app.cors.originGuard())
    app.setNotFoundHandler(async (_request, reply) => reply.code(404).send(''))
  }, { prefix: '/guarded-none' })
}

const ROWS: Readonly<Record<CorsReportedReason, readonly Row[]>> = {
  'any-origin-allowed': [{ policy: { origins: '*' }, request: get({ origin: APP }), route: 'GET /orders', explained: /"outcome":"allow"/ }],
  'origin-allowed': [{ request: get({ origin: APP }), route: 'GET /orders', explained: /"outcome":"allow"/ }],
  'no-origin': [{ request: get({}), route: 'GET /orders' }],
  'origin-not-allowed': [{ request: get({ origin: OTHER }), route: 'GET /orders', explained: /"reason":"origin-not-allowed"/ }],
  'origin-not-in-source': [{ policy: from(new ScriptedStore()), request: get({ origin: OTHER }), route: 'GET /orders', explained: /"reason":"origin-not-in-source"/ }],
  'source-stale': [{
    policy: from(stale, { pollInterval: 5, deadline: 5, maxStale: 10 }),
    before: async (app) => {
      stale.before.version = () => { throw new Error('down') }
      await until(() => app.cors.status().sources['tenants']!.state === 'stale')
    },
    request: get({ origin: OTHER }),
    route: 'GET /orders',
    explained: /"reason":"source-stale"/
  }],
  'source-unavailable': [{
    policy: from(down, { start: 'closed', startDeadline: 20 }), request: get({ origin: OTHER }), route: 'GET /orders', explained: /"reason":"source-unavailable"/
  }],
  'source-busy': [{
    policy: from(busy),
    before: async (app) => {
      for (let i = 0; i < 64; i++) app.inject(get({ origin: `https://${i}.example` }), () => {})
      await until(() => busy.calls.has === 64)
    },
    request: get({ origin: OTHER }),
    route: 'GET /orders'
  }],
  'method-not-allowed': [{ policy: { methods: ['GET'] }, request: preflight('PUT', '/orders/7'), route: 'PUT /orders/:id', explained: /"reason":"method-not-allowed"/ }],
  'header-not-allowed': [{
    request: preflight('PUT', '/orders/7', { 'access-control-request-headers': 'x-a' }), route: 'PUT /orders/:id', explained: /"parameter":"x-a"/
  }],
  'credentials-not-allowed': [{ request: get({ origin: APP, cookie: 'a=b', ...FETCHED }), route: 'GET /orders', explained: /Access-Control-Allow-Credentials/ }],
  'method-not-routed': [
    { request: preflight('DELETE', '/orders/7'), route: '/orders/:id', explained: /"cause":"No route of this URL has the method/ },
    { policy: { notFound: false }, request: preflight('DELETE', '/orders/7'), route: '/orders/:id', explained: /"cause":"No route of this URL has the method/ }
  ],
  'hidden-by-constraint': [
    { routes: parallel, request: preflight('PUT', '/hosted'), route: 'PUT /hosted', explained: /"cause":"The route PUT \/hosted has the constraint host/ },
    { policy: { notFound: false }, routes: parallel, request: preflight('PUT', '/hosted'), route: 'PUT /hosted', explained: /"cause":"The route PUT \/hosted/ }
  ],
  'cors-is-off': [
    { policy: off, request: preflight('PUT', '/orders/7'), route: 'PUT /orders/:id', explained: /CORS is off/ },
    { policy: off, request: get({ origin: APP, ...FETCHED }, '/orders/7'), route: 'GET /orders/:id', explained: /CORS is off/ }
  ],
  'refused-by-guard': [
    { routes: guarded, request: post({ origin: OTHER }), route: 'POST /guarded', explained: GUARDED },
    { routes: guarded, request: post({ origin: APP }, '/guarded-off'), route: 'POST /guarded-off', explained: GUARDED },
    { routes: guarded, request: post({ origin: OTHER }, '/guarded-off'), route: 'POST /guarded-off', explained: GUARDED },
    { routes: guarded, request: post({ origin: APP, ...FETCHED }, '/guarded-off'), route: 'POST /guarded-off', explained: GUARDED },
    { routes: guarded, request: post({ connection: 'upgrade', upgrade: 'websocket' }), route: 'POST /guarded' },
    { policy: { origins: '*' }, routes: guarded, request: post({ connection: 'upgrade', upgrade: 'websocket' }), route: 'POST /guarded' },
    { routes: guarded, request: post({ origin: OTHER }, '/guarded-none'), route: 'not found', explained: GUARDED },
    { policy: from(new ScriptedStore()), routes: guarded, request: post({ origin: OTHER }), route: 'POST /guarded', explained: GUARDED },
    { routes: guarded, request: post({ origin: OTHER }, '/guarded-later'), route: 'POST /guarded-later', explained: GUARDED }
  ],
  'parameter-too-long': refusesLongParameters
    ? [{ request: preflight('PUT', `/orders/${'x'.repeat(101)}`), route: 'unreachable', explained: /`maxParamLength`/ }]
    : [],
  // Fastify itself rejects the preflight of a malformed URL, before any plugin. Only the explanation knows it.
  'url-rejected': [{
    // Against its type.
    server: routerOptions({ querystringParser: () => undefined as never }),
    request: preflight('PUT', '/orders/7'),
    route: 'unreachable',
    explained: /The `querystringParser` of the application returns undefined/
  }],
  'route-ambiguous': [{ routes: parallel, request: preflight('PUT', '/versioned/new'), route: 'PUT /versioned/new', explained: /differ only in a constraint/ }]
}

const ALLOWED: ReadonlySet<string> = new Set<CorsReportedReason>(['any-origin-allowed', 'origin-allowed', 'no-origin'])

const renderedAndJson = (explanation: CorsExplanation): string => explanationText(explanation, unstyled) + JSON.stringify(explanation)

/** Sends the request of a row, and returns what can be seen of it. */
async function see ({ server = {}, policy = {}, routes, before, request }: Row, reason: CorsReportedReason) {
  const lines: { readonly cors?: { readonly reason: string, readonly route: string, readonly kind: string } }[] = []
  const app = Fastify({ ...server, logger: { level: 'debug', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } } })
  await app.register(corsPlugin, { origins: [APP], allowedHeaders: ['Content-Type'], lint: 'off', ...policy } as CorsPluginOptions)
  const reader = new Reader()
  corsTelemetry(app, { meterProvider: new MeterProvider({ readers: [reader] }) })
  app.get('/orders', async () => '')
  app.route({ method: ['GET', 'PUT'], url: '/orders/:id', handler: async () => '' })
  routes?.(app)
  await app.ready()
  await before?.(app)
  const published: (CorsDecisionEvent | CorsUndecidedEvent)[] = []
  const listen = (message: unknown) => { published.push(message as CorsDecisionEvent | CorsUndecidedEvent) }
  const channels = ['decision', 'undecided'].map((name) => `fastify-cors-policy:${name}`)
  for (const channel of channels) subscribe(channel, listen)
  await app.inject(request)
  for (const channel of channels) unsubscribe(channel, listen)
  const events = published.map(({ policy, kind, reason, route }) => `${policy} ${kind} ${reason} ${route}`)
  const { 'access-control-request-method': requested, 'access-control-request-headers': names, origin, cookie } = request.headers
  const question = {
    origin: origin ?? OTHER, url: request.url, method: requested ?? request.method ?? 'GET', headers: names === undefined ? {} : { [names]: '1' },
    ...(cookie !== undefined && { credentials: 'include' })
  } as CorsApplicationQuestion
  const explanation = reason === 'source-busy' ? undefined : renderedAndJson(await app.cors.explain(question))
  if (reason === 'source-busy') open()
  const { resourceMetrics } = await reader.collect()
  const metrics = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics).find(({ descriptor }) => descriptor.name === 'cors.decisions')
  const counted = (metrics?.dataPoints as DataPoint<number>[] | undefined ?? []).map(({ attributes: { 'cors.policy': policy, 'cors.kind': kind, 'cors.reason': reason, ...route } }) =>
    [`${policy} ${kind} ${reason}`, [route['http.request.method'], route['http.route']].filter((part) => part !== undefined).join(' ')])
  const stats = Object.entries(app.cors.stats()).flatMap(([policy, kinds]) =>
    Object.entries(kinds).flatMap(([kind, reasons]) => Object.keys(reasons).map((reason) => `${policy} ${kind} ${reason}`)))
  const report = (await app.cors.report()).refusals.map(({ policy, kind, reason, route }) => `${policy} ${kind} ${reason} ${route}`)
  await app.close()
  return { events, counted, stats, report, explanation, logged: lines.flatMap(({ cors }) => cors?.kind === undefined ? [] : [`${cors.kind} ${cors.reason} ${cors.route}`]) }
}

t.test('each reason is counted, published, measured, logged, reported, explained and documented', async (t) => {
  const { counters } = new PolicyPool().serve({} as never, { origins: '*' }, 'any')
  t.strictSame(Object.keys(ROWS).sort(), Object.keys(counters.actual).sort(), 'the table has every reason')
  const documentation = readFileSync(new URL('../../../docs/application.md', import.meta.url), 'utf8')
  for (const [reason, rows] of Object.entries(ROWS) as [CorsReportedReason, readonly Row[]][]) {
    t.match(documentation, new RegExp(`^\\|[^|]*\`${reason}\``, 'm'), `${reason} is in the documentation`)
    for (const row of rows) {
      const seen = await see(row, reason)
      const kind = row.request.method === 'OPTIONS' ? 'preflight' : 'actual'
      const what = `${reason}, ${kind}, ${JSON.stringify(row.policy ?? {})}`
      t.equal(seen.events.length, 1, `${what}: one event`)
      const [event] = seen.events as [string]
      t.equal(event.slice(event.indexOf(' ') + 1), `${kind} ${reason} ${row.route}`, what)
      const [label] = event.split(' ')
      t.ok(seen.stats.includes(`${label} ${kind} ${reason}`), `${what}: stats ${seen.stats.join()}`)
      const route = row.route === 'unreachable' || row.route === 'not found' ? '' : row.route
      t.ok(seen.counted.some(([key, counted]) => key === `${label} ${kind} ${reason}` && counted === route), `${what}: metrics ${seen.counted.join('; ')}`)
      t.strictSame(seen.report.filter((line) => line.includes(reason)), ALLOWED.has(reason) ? [] : [event], `${what}: report`)
      t.strictSame(seen.logged.filter((line) => line.includes(reason)), ALLOWED.has(reason) ? [] : [`${kind} ${reason} ${row.route}`], `${what}: log`)
      if (row.explained !== undefined) t.match(seen.explanation, row.explained, `${what}: explanation`)
    }
  }
})

t.test('the explanation of a malformed URL says who rejects it', async (t) => {
  const { explanation, events } = await see({ request: preflight('PUT', '/orders/%g1'), route: '' }, 'origin-allowed')
  t.strictSame(events, [])
  t.match(explanation, /Fastify rejects the URL and responds without running any plugin\./)
})
