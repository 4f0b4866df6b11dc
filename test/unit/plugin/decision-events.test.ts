/** Reports of decisions: the log, the counters and the diagnostics channel. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { compilePolicy, corsPlugin } from '../../../lib/index.ts'
import { refusedHeaders } from '../../../lib/plugin/refused-headers.ts'
import type { CorsDecisionEvent } from '../../../types/decision-event.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import { isLong, rounds } from '../properties/seed.ts'
import { refusesLongParameters } from '../../fastify-facts.ts'

const A = 'https://a.test'
const EVIL = 'https://evil.test'
const OTHER = 'https://other.test'
const CHANNEL = 'fastify-cors-policy:decision'

type Line = Record<string, unknown> & { readonly level: number, readonly cors?: Record<string, unknown> }

/** An application with a named, an anonymous and no policy, whose log is kept. */
async function start (options: Partial<CorsPluginOptions> = {}): Promise<{ app: FastifyInstance, decisions: () => Line[] }> {
  const lines: Line[] = []
  const app = Fastify({
    logger: { level: 'trace', stream: { write: (line: string) => { lines.push(JSON.parse(line)) } } }
  })
  app.register(corsPlugin, {
    origins: [A], policies: { public: { origins: '*' } }, routes: { '/public': 'public', '/off': false }, ...options
  } as CorsPluginOptions)
  for (const url of ['/', '/public', '/off']) app.get(url, async () => 'handler')
  app.put('/items/:id', async () => 'handler')
  app.put('/own', { config: { cors: { origins: [EVIL] } } }, async () => 'handler')
  app.put('/other', { config: { cors: { methods: [] } } }, async () => 'handler')
  await app.ready()
  return { app, decisions: () => lines.filter(({ cors }) => cors !== undefined) }
}

const preflight = (app: FastifyInstance, url: string, origin: string) => app.inject({
  method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'PUT' }
})

t.test('rejected requests are logged at debug with the policy, the route, the reason and the origin', async (t) => {
  const { app, decisions } = await start()
  await app.inject({ url: '/', headers: { origin: OTHER, cookie: 'session=secret' } })
  await preflight(app, '/own', OTHER)
  t.same(decisions().map(({ level, msg, cors }) => [level, msg, cors]), [
    [20, 'CORS: A page of "https://other.test" cannot read the response of GET /. The policy does not list the origin.',
      { kind: 'actual', policy: 'scope', route: 'GET /', reason: 'origin-not-allowed', origin: OTHER, times: 1 }],
    [20, 'CORS: A page of "https://other.test" cannot send PUT /own. The policy does not list the origin.',
      { kind: 'preflight', policy: 'override', route: 'PUT /own', reason: 'origin-not-allowed', origin: OTHER, method: 'PUT', times: 1 }]
  ])
  t.notMatch(JSON.stringify(decisions()), 'secret')
})

t.test('allowed requests and requests without a policy are not logged', async (t) => {
  const { app, decisions } = await start()
  await app.inject({ url: '/', headers: { origin: A } })
  await app.inject({ url: '/' })
  await app.inject({ url: '/public', headers: { origin: EVIL } })
  await app.inject({ url: '/off', headers: { origin: EVIL } })
  t.same(decisions(), [])
})

for (const [logLevel, level] of [['trace', 10], ['info', 30], ['warn', 40], ['error', 50]] as const) {
  t.test(`rejected requests are logged at ${logLevel} with logLevel: ${logLevel}`, async (t) => {
    const { app, decisions } = await start({ logLevel })
    await app.inject({ url: '/', headers: { origin: OTHER } })
    t.same(decisions().map((line) => line.level), [level])
  })
}

t.test('rejected requests are counted but not logged with logLevel: silent', async (t) => {
  const { app, decisions } = await start({ logLevel: 'silent' })
  await app.inject({ url: '/', headers: { origin: EVIL } })
  t.same(decisions(), [])
  t.same(app.cors.stats(), { scope: { actual: { 'origin-not-allowed': 1 } } })
})

t.test('a value of Origin can neither inject a log line nor flood the log', async (t) => {
  const { app, decisions } = await start()
  await app.inject({ url: '/', headers: { origin: 'https://a.test\r\n{"level":60}' } })
  await app.inject({ url: '/', headers: { origin: 'x'.repeat(1_000_000) } })
  const [forged, long] = decisions()
  t.equal(forged?.cors?.['origin'], 'https://a.test\\u000d\\u000a{"level":60}', 'escaped in one line')
  t.equal((long?.cors?.['origin'] as string).length, 326)
})

t.test('decisions are counted by policy and reason', async (t) => {
  const { app } = await start()
  for (const origin of [A, A, EVIL, undefined]) await app.inject({ url: '/', headers: origin === undefined ? {} : { origin } })
  await app.inject({ url: '/public', headers: { origin: EVIL } })
  await app.inject({ url: '/off', headers: { origin: EVIL } })
  await preflight(app, '/own', EVIL)
  await preflight(app, '/other', A)
  if (refusesLongParameters) await preflight(app, `/items/${'x'.repeat(101)}`, A)
  t.same(app.cors.stats(), {
    scope: { actual: { 'origin-allowed': 2, 'origin-not-allowed': 1, 'no-origin': 1 } },
    public: { actual: { 'any-origin-allowed': 1 } },
    override: { preflight: { 'origin-allowed': 1, 'method-not-allowed': 1 } },
    ...refusesLongParameters ? { none: { preflight: { 'parameter-too-long': 1 } } } : {}
  })
})

t.test('changing the result of stats() does not change the counters', async (t) => {
  const { app } = await start()
  await app.inject({ url: '/', headers: { origin: A } })
  app.cors.stats()['scope']!.actual!['origin-allowed'] = 100
  t.same(app.cors.stats(), { scope: { actual: { 'origin-allowed': 1 } } })
})

t.test('a million rejected origins use as many counters as one', async (t) => {
  const { app } = await start({ logLevel: 'silent' })
  const times = isLong ? 1_000_000 : rounds(4_000)
  for (let i = 0; i < times; i++) {
    await app.inject({ url: '/', headers: { origin: `https://${i}.evil.test` } })
    if (i % 100 === 0) await new Promise(setImmediate)
  }
  t.same(app.cors.stats(), { scope: { actual: { 'origin-not-allowed': times } } })
})

t.test('every decision is published to the subscribers of the diagnostics channel', async (t) => {
  const messages: Array<readonly [string, string, string, string]> = []
  const listen = (message: unknown) => {
    const { request, policy, decision, route } = message as CorsDecisionEvent
    messages.push([request.method, policy, decision.reason, route])
  }
  const { app } = await start()
  subscribe(CHANNEL, listen)
  await app.inject({ url: '/', headers: { origin: A } })
  await preflight(app, '/own', A)
  await app.inject({ url: '/off', headers: { origin: A } })
  unsubscribe(CHANNEL, listen)
  await app.inject({ url: '/', headers: { origin: A } })
  t.same(messages, [['GET', 'scope', 'origin-allowed', 'GET /'], ['OPTIONS', 'override', 'origin-not-allowed', 'PUT /own']])
})

t.test('an invalid logLevel is rejected together with the other issues', async (t) => {
  const app = Fastify()
  app.register(corsPlugin, { origins: ['https://a.test/'], logLevel: 'loud', rescuePreflights: undefined } as never)
  await t.rejects(async () => { await app.ready() }, {
    code: 'FST_CORS_POLICY_INVALID',
    issues: [
      { id: 'value-is-missing', path: '/rescuePreflights' },
      { id: 'wrong-type', path: '/logLevel', value: 'loud' },
      { id: 'origin-has-path', path: '/origins/0' }
    ]
  })
})

const ask = (app: FastifyInstance, url: string, headers: Record<string, string>) => app.inject({
  method: 'OPTIONS', url, headers: { origin: A, 'access-control-request-method': 'PUT', ...headers }
})

t.test('request headers that a preflight requests and the policy does not allow are reported, and do not change the response', async (t) => {
  const { app, decisions } = await start({ allowedHeaders: ['Content-Type', 'X-A'], routes: { '/other': { allowedHeaders: '*' } } })
  const events: CorsDecisionEvent[] = []
  const listener = (event: unknown) => { events.push(event as CorsDecisionEvent) }
  subscribe(CHANNEL, listener)
  t.teardown(() => unsubscribe(CHANNEL, listener))
  const rows: readonly (readonly [url: string, field: string, refused: readonly string[]])[] = [
    ['/items/1', 'content-type', []],
    ['/items/1', 'content-type,x-a', []],
    ['/items/1', 'Content-Type , X-A', []],
    ['/items/1', '', []],
    ['/items/1', 'content-type,x-b,x-c', ['x-b', 'x-c']],
    ['/items/1', 'content-type,x-b,x-c', ['x-b', 'x-c']],
    ['/items/1', 'X-B', ['x-b']],
    ['/items/1', 'no token, "x", x-b\u00e9, ,x-d', ['x-d']],
    ['/items/1', Array.from({ length: 50 }, (_, i) => `h-${i}`).join(), Array.from({ length: 32 }, (_, i) => `h-${i}`)],
    ['/items/1', `${'x'.repeat(600)},${'y'.repeat(600)}`, ['x'.repeat(600)]],
    ['/other', 'x-b', []],
    ['/other', 'x-b,authorization', ['authorization']],
    ['/own', 'x-b', []]
  ]
  const plain = await ask(app, '/items/1', {})
  for (const [url, field, refused] of rows) {
    const response = await ask(app, url, { 'access-control-request-headers': field })
    t.strictSame(events.at(-1)!.refusedHeaders, refused, field)
    t.equal(events.at(-1)!.reason, refused.length > 0 && url !== '/other' ? 'header-not-allowed' : events.at(-1)!.decision.reason, field)
    if (url === '/items/1') t.strictSame({ ...response.headers, date: '' }, { ...plain.headers, date: '' })
  }
  t.match(decisions().find(({ cors }) => cors!['reason'] === 'header-not-allowed'), {
    level: 40,
    cors: { policy: 'scope', route: 'PUT /items/:id', origin: A, method: 'PUT', headers: ['x-b', 'x-c'] },
    msg: 'CORS: A page of "https://a.test" cannot send PUT /items/:id. `x-b` is not allowed, but the similar `X-A` is.'
  })
  t.equal(app.cors.stats()['scope']!.preflight!['header-not-allowed'], 6)
})

t.test('a flood of different header names keeps no memory of them', async (t) => {
  const { app } = await start({ logLevel: 'silent' })
  for (let i = 0; i < 200; i++) await ask(app, '/items/1', { 'access-control-request-headers': `x-${i}` })
  t.equal(app.cors.stats()['scope']!.preflight!['header-not-allowed'], 200)
  const { allowed } = compilePolicy({ origins: [A] }).preflight
  // What is kept is the same list again.
  const isKept = (field: string): boolean => {
    const first = refusedHeaders(allowed, field)
    return refusedHeaders(allowed, field) === first
  }
  t.notOk(isKept('x'.repeat(1025)), 'a long one')
  t.strictSame(Array.from({ length: 70 }, (_, i) => isKept(`x-${i}`)), Array.from({ length: 70 }, (_, i) => i < 64))
})
