/** What explanations say about sources of origins: in an application that can read them, and of a document without one. */
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { compilePolicy, corsPlugin } from '../../../lib/index.ts'
import { memoryOrigins } from '../../../lib/sources.ts'
import { explain } from '../../../lib/tools.ts'
import type { CorsExplanation, CorsPolicyChange } from '../../../types/explanation.ts'
import type { CorsPluginOptions } from '../../../types/plugin-options.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsApplicationQuestion, CorsDocumentQuestion } from '../../../types/question.ts'
import type { CorsSourceOptions } from '../../../types/source.ts'
import type { ReadableSource } from '../../../types/resolution.ts'
import { applyPatch } from '../../../lib/explain/json-patch.ts'
import { withReadings } from '../../../lib/explain/read-sources.ts'
import { ScriptedStore, until } from '../lookup/scripted-store.ts'

const LISTED = 'https://static.example'
const TENANT = 'https://shop.example'
const OTHER = 'https://other.example'

async function application (options: object): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(corsPlugin, { lint: 'off', ...options } as CorsPluginOptions)
  app.get('/:realm/orders', async () => 'orders')
  app.put('/:realm/orders', async () => 'orders')
  await app.ready()
  return app
}

/** What the explanation says about the sources: each result and each sentence. */
const said = ({ sources }: CorsExplanation): string[] => sources.flatMap(({ result, message }) => [result, message])

/** Compares the explained exchanges with the responses of the application. */
async function assertSame (app: FastifyInstance, { exchanges, request }: CorsExplanation, host?: string): Promise<void> {
  for (const { request: { method, headers }, response: explained } of exchanges) {
    const url = new URL(request.url)
    const response = await app.inject({ method: method as 'GET', url: url.pathname, headers: { host: host ?? url.host, ...Object.fromEntries(headers) } })
    const sent = Object.entries(response.headers).filter(([name]) => /^access-control-|^vary$/.test(name)).sort()
    t.strictSame(sent, [...explained.headers].sort(), `${method} ${request.url}`)
    if (explained.status !== null) t.equal(response.statusCode, explained.status)
  }
}

interface Row {
  readonly name: string
  readonly policy: object
  readonly question: Partial<CorsApplicationQuestion>
  readonly outcome: CorsExplanation['outcome']
  /** The result of each source and its sentence. */
  readonly sources: readonly string[]
  readonly reason?: string
  readonly misses?: readonly string[]
  readonly change?: Partial<Pick<CorsPolicyChange, 'verdict' | 'in' | 'patch' | 'addition' | 'flags' | 'message'>>
}

const MEMORY = '`tenants` (memory of this process)'
const addition = (origin: string, key: object | string | null = null, keyValue: string | null = null): CorsPolicyChange['addition'] =>
  ({ name: 'tenants', key, keyValue, origin } as CorsPolicyChange['addition'])

const rows: readonly Row[] = [
  {
    name: 'an origin that the source has',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: TENANT },
    outcome: 'allow',
    sources: ['listed', `The source ${MEMORY} has \`${TENANT}\`.`]
  },
  {
    name: 'an origin that the list has already',
    policy: { origins: [LISTED, { source: 'tenants' }] },
    question: { origin: LISTED },
    outcome: 'allow',
    sources: []
  },
  {
    name: 'an origin that the source does not have',
    policy: { origins: [LISTED, { source: 'tenants' }] },
    question: { origin: OTHER, method: 'PUT' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    reason: 'origin-not-in-source',
    misses: [],
    change: {
      verdict: 'safe',
      in: null,
      patch: [],
      addition: addition(OTHER),
      message: `Add "${OTHER}" to the source "tenants", with \`add("${OTHER}")\`.`
    }
  },
  {
    name: 'an origin that would get credentials',
    policy: { origins: [{ source: 'tenants' }], credentials: true },
    question: { origin: OTHER },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: {
      verdict: 'widens-credentials',
      in: null,
      patch: [],
      message: `Add "${OTHER}" to the source "tenants", with \`add("${OTHER}")\`. Pages of "${OTHER}" can then act with the user's session.`
    }
  },
  {
    name: 'an origin that would get credentials from another policy with the same source',
    policy: { origins: [{ source: 'tenants' }], routes: { '/admin/*': { credentials: true } } },
    question: { origin: OTHER },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: { verdict: 'widens-credentials', in: null, patch: [] }
  },
  {
    name: 'an origin that the other policy finds with a key only',
    policy: { origins: [{ source: 'tenants' }], policies: { admin: { origins: [{ source: 'tenants', key: 'host' }], credentials: true } } },
    question: { origin: OTHER },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: { verdict: 'safe', in: null, patch: [] }
  },
  {
    name: 'a header besides the origin',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: OTHER, headers: { 'X-A': '1' } },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${OTHER}\`.`],
    change: {
      verdict: 'adds-findings',
      in: 'document',
      patch: [{ op: 'add', path: '/allowedHeaders', value: ['X-A'] }],
      addition: addition(OTHER),
      message: `Add "${OTHER}" to the source "tenants", with \`add("${OTHER}")\`. In the policy of the scope: Add "X-A" to \`allowedHeaders\`. ` +
        'Lint then reports `max-age-absent`.'
    }
  },
  {
    name: 'a header of a page that the source has',
    policy: { origins: [{ source: 'tenants' }], maxAge: 5 },
    question: { origin: TENANT, headers: { 'X-A': '1' } },
    outcome: 'block',
    sources: ['listed', `The source ${MEMORY} has \`${TENANT}\`.`],
    reason: 'origin-allowed',
    change: { verdict: 'safe', in: 'document', patch: [{ op: 'add', path: '/allowedHeaders', value: ['X-A'] }], addition: null }
  },
  {
    name: 'plain http with credentials',
    policy: { origins: [{ source: 'tenants' }], credentials: true },
    question: { origin: 'http://plain.example' },
    outcome: 'block',
    sources: ['listed', `The source ${MEMORY} has \`http://plain.example\`. However, a policy with credentials does not allow origins with plain http from a source.`],
    reason: 'origin-not-in-source',
    change: {
      verdict: 'unsafe',
      in: 'document',
      patch: [{ op: 'add', path: '/dangerouslyAllow', value: ['insecure-origins'] }],
      addition: null,
      flags: ['insecure-origins'],
      message: 'In the policy of the scope: Add "insecure-origins" to `dangerouslyAllow`, which is unsafe: an attacker on the network can inject scripts ' +
        'into http pages and use the user\'s credentials. Lint then reports `dangerous-flag-used`.'
    }
  },
  {
    name: 'plain http with credentials that the source does not have either',
    policy: { origins: [{ source: 'tenants' }], credentials: true, dangerouslyAllow: ['public-suffix-wildcards'] },
    question: { origin: 'http://plain.test' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`http://plain.test\`.`],
    change: {
      verdict: 'unsafe',
      patch: [{ op: 'add', path: '/dangerouslyAllow/-', value: 'insecure-origins' }],
      addition: addition('http://plain.test'),
      flags: ['insecure-origins']
    }
  },
  {
    name: 'plain http without credentials that the source does not have',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: 'http://plain.test' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`http://plain.test\`.`],
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('http://plain.test'),
      message: 'Add "http://plain.test" to the source "tenants", with `add("http://plain.test")`. The origin uses plain http, so an attacker on the network can change its pages.'
    }
  },
  {
    name: 'plain http without credentials',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: 'http://plain.example' },
    outcome: 'allow',
    sources: ['listed', `The source ${MEMORY} has \`http://plain.example\`.`]
  },
  {
    name: 'a text that is not an origin',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: `${TENANT}/` },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`${TENANT}/\`.`],
    misses: [`\`${TENANT}\` is allowed, but \`${TENANT}/\` is not. It has a path (even "/" is a path), and browsers never send it.`],
    change: { verdict: 'rejected', in: 'document', patch: [{ op: 'add', path: '/origins/-', value: `${TENANT}/` }], addition: null }
  },
  {
    name: 'the origin null',
    policy: { origins: [{ source: 'tenants' }] },
    question: { origin: 'null' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`null\`.`],
    change: { verdict: 'unsafe', flags: ['null-origin'], addition: null }
  },
  {
    name: 'the origins of a host',
    policy: { origins: [{ source: 'tenants', key: 'host' }] },
    question: { origin: 'https://a.test', url: 'https://BANK.example/r/orders' },
    outcome: 'block',
    sources: ['not-listed', `The source ${MEMORY} does not have \`https://a.test\` for the host \`bank.example\`.`],
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('https://a.test', 'host', 'bank.example'),
      message: 'Add "https://a.test" to the source "tenants" for the host "bank.example", with `add("https://a.test", "bank.example")`. ' +
        'Pages of "https://a.test" can then read the responses for "bank.example".'
    }
  },
  {
    name: 'a host that has the origin',
    policy: { origins: [{ source: 'tenants', key: 'host' }] },
    question: { origin: 'https://a.test', url: '/r/orders', host: 'Shop.example:8080' },
    outcome: 'allow',
    sources: ['listed', `The source ${MEMORY} has \`https://a.test\` for the host \`shop.example:8080\`.`]
  },
  {
    name: 'a host that is not given',
    policy: { origins: [{ source: 'tenants', key: 'host' }] },
    question: { origin: 'https://a.test', url: '/r/orders' },
    outcome: 'block',
    sources: ['no-host', `The source ${MEMORY} has origins for each host, but the host of the request is not given. The request is assumed to be blocked.`],
    reason: 'source-unavailable',
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('https://a.test', 'host'),
      message: 'Add "https://a.test" to the source "tenants" for the host of the request, unless it has it already.'
    }
  },
  {
    name: 'the origins of a parameter',
    policy: { origins: [{ source: 'tenants', key: { param: 'realm' } }, { source: 'tenants' }] },
    question: { origin: 'https://b.test', url: '/re%61lm/orders' },
    outcome: 'block',
    sources: [
      'not-listed', `The source ${MEMORY} does not have \`https://b.test\` for \`realm\`, the value of the parameter \`realm\`.`,
      'not-listed', `The source ${MEMORY} does not have \`https://b.test\`.`
    ],
    change: {
      verdict: 'safe',
      patch: [],
      addition: addition('https://b.test', { param: 'realm' }, 'realm'),
      message: 'Add "https://b.test" to the source "tenants" for "realm", the value of the parameter "realm", with `add("https://b.test", "realm")`. ' +
        'Pages of "https://b.test" can then read the responses for "realm".'
    }
  },
  {
    name: 'a parameter that the request does not have',
    policy: { origins: [{ source: 'tenants', key: { param: 'realm' } }] },
    question: { origin: 'https://b.test', url: '/none' },
    outcome: 'block',
    sources: ['no-parameter', `The source ${MEMORY} has origins for each value of the parameter \`realm\`, which the request does not have.`],
    reason: 'origin-not-in-source',
    change: { verdict: 'safe', in: 'document', patch: [{ op: 'add', path: '/origins/-', value: 'https://b.test' }], addition: null }
  }
]

for (const { name, policy, question, outcome, sources, reason, misses, change } of rows) {
  t.test(name, async () => {
    const tenants = memoryOrigins([TENANT, 'http://plain.example'])
    tenants.add('https://a.test', 'shop.example:8080')
    const app = await application({ ...policy, sources: { tenants } })
    const explanation = await app.cors.explain({ origin: TENANT, url: '/r/orders', ...question })
    t.equal(explanation.outcome, outcome)
    t.strictSame(said(explanation), sources)
    if (reason !== undefined) t.equal(explanation.exchanges.at(-1)!.response.reason, reason)
    if (misses !== undefined) t.strictSame(explanation.nearMisses.map(({ message }) => message), misses)
    t.equal(explanation.change === null, outcome === 'allow')
    if (change !== undefined) t.strictSame(explanation.change, { ...explanation.change, ...change })
    t.strictSame(JSON.parse(JSON.stringify(explanation)), explanation)
    if (!explanation.sources.some(({ result }) => result === 'no-host')) await assertSame(app, explanation, question.host)
    await assertHelps(policy, tenants, explanation, { url: '/r/orders', ...question })
    await app.close()
  })
}

/** The change must allow the request, as far as it is known. */
async function assertHelps (policy: object, tenants: ReturnType<typeof memoryOrigins>, { change, request }: CorsExplanation, question: object): Promise<void> {
  if (change === null || change.verdict === 'rejected' || change.verdict === 'none') return
  const { addition } = change
  if (addition !== null) {
    if (addition.key !== null && addition.keyValue === null) return
    tenants.add(addition.origin, addition.keyValue ?? undefined)
  }
  const changed = await application({ ...applyPatch(policy, change.patch) as object, sources: { tenants } })
  t.equal((await changed.cors.explain({ ...request, ...question } as CorsApplicationQuestion)).outcome, 'allow', 'the change helps')
  await changed.close()
}

t.test('origins from a store without a result are blocked, and no change of the policy helps', async () => {
  const states: readonly (readonly [state: string, options: CorsSourceOptions, message: RegExp, change: RegExp])[] = [
    ['unavailable', { start: 'closed' }, /The source `tenants` \(a store of a test\) cannot be read, so its origins are blocked\./, /the source "tenants" cannot be read/],
    ['stale', { pollInterval: 5, deadline: 5, maxStale: 10 }, /was last read too long ago, so its origins are blocked\./, /was last read too long ago/]
  ]
  for (const [state, options, message, change] of states) {
    const store = new ScriptedStore()
    store.set(TENANT, true)
    if (state === 'unavailable') store.before.connect = () => { throw new Error('down') }
    const app = await application({ origins: [LISTED, { source: 'tenants' }], sources: { tenants: store.source(['has'], options) } })
    store.before.version = () => { throw new Error('down') }
    await until(() => app.cors.status().sources['tenants']!.state === state)
    const explanation = await app.cors.explain({ origin: TENANT, url: '/r/orders' })
    t.match(said(explanation), [state, message])
    t.match(explanation, {
      outcome: 'block',
      exchanges: [{ response: { reason: `source-${state}` } }],
      change: { verdict: 'none', in: null, patch: { length: 0 }, addition: null, message: change }
    })
    t.equal((await app.cors.explain({ origin: LISTED, url: '/r/orders' })).outcome, 'allow')
    await app.close()
  }
})

t.test('of several sources, all are named', async () => {
  const tenants = memoryOrigins([TENANT])
  const app = await application({ origins: [{ source: 'empty' }, { source: 'tenants' }], sources: { tenants, empty: memoryOrigins() } })
  t.strictSame((await app.cors.explain({ origin: TENANT, url: '/r/orders' })).sources.map(({ name, result }) => [name, result]),
    [['empty', 'not-listed'], ['tenants', 'listed']])
  t.match(await app.cors.explain({ origin: OTHER, url: '/r/orders' }), { change: { addition: { name: 'empty' } } })
  await app.close()
})

t.test('similar origins are named: of all in memory, or of a few that are looked up', async () => {
  const origins = ['https://shop.example', 'http://localhost:3000', 'https://www.bank.example', 'https://example.com', 'https://deep.example.org:8443']
  /** The origins in the source that are near misses. */
  const rows: readonly (readonly [origin: string, inMemory: readonly string[], lookedUp: readonly string[]])[] = [
    ['http://shop.example', ['https://shop.example'], ['https://shop.example']],
    ['https://shop.example:8443', ['https://shop.example'], ['https://shop.example']],
    ['http://shop.example:8443', ['https://shop.example'], []],
    ['https://shpo.example', ['https://shop.example'], []],
    ['https://www.shop.example', ['https://shop.example'], ['https://shop.example']],
    ['https://bank.example', ['https://www.bank.example'], ['https://www.bank.example']],
    ['http://127.0.0.1:3000', ['http://localhost:3000'], []],
    ['https://a.deep.example.org:8443', ['https://deep.example.org:8443'], ['https://deep.example.org:8443']],
    ['https://deep.example.org', ['https://deep.example.org:8443'], []],
    ['https://example.com/', ['https://example.com'], ['https://example.com']],
    ['shop.example', ['https://shop.example'], ['https://shop.example']],
    ['custom://shop.example', ['https://shop.example'], []],
    ['https://none.test', [], []],
    ['https://intranet', [], []]
  ]
  const store = new ScriptedStore()
  store.listSize = 1000
  for (const origin of origins) store.set(origin, true)
  for (let i = 0; i < 2500; i++) store.origins.add(`https://t${i}.tenants.test`)
  const inMemory = await application({ origins: [LISTED, { source: 'tenants' }], sources: { tenants: store.source(['load']) } })
  const lookedUp = await application({ origins: [LISTED, { source: 'tenants' }], sources: { tenants: store.source(['has']) } })
  for (const [origin, ...expected] of rows) {
    for (const [i, app] of [inMemory, lookedUp].entries()) {
      const { nearMisses } = await app.cors.explain({ origin, url: '/r/orders' })
      t.strictSame(nearMisses.flatMap(({ near }) => near ?? []), expected[i], `${origin} ${['in memory', 'looked up'][i]}`)
    }
  }
  const { nearMisses: [miss] } = await inMemory.cors.explain({ origin: 'http://static.example', url: '/r/orders' })
  t.equal(miss!.message, '`http://static.example` is not covered by `https://static.example`: the scheme differs.', 'a listed origin')
  const { nearMisses: [ofSource] } = await inMemory.cors.explain({ origin: 'http://shop.example', url: '/r/orders' })
  t.strictSame(ofSource, {
    field: 'origins',
    given: 'http://shop.example',
    near: 'https://shop.example',
    differs: ['scheme'],
    message: '`http://shop.example` is not covered by `https://shop.example` in the source `tenants`: the scheme differs.'
  })
  await inMemory.close()
  await lookedUp.close()
})

t.test('an explanation looks up a few origins at most, and none that is near if the source has the origin', async () => {
  const store = new ScriptedStore()
  store.set(TENANT, true)
  const app = await application({ origins: [{ source: 'tenants', key: 'host' }], sources: { tenants: store.source(['has']) } })
  for (const [origin, most] of [[OTHER, 5], ['https://a.b.c.example:8080', 5], ['not an origin', 0]] as const) {
    const before = store.calls.has
    await app.cors.explain({ origin, url: 'https://api.example/r/orders' })
    t.ok(store.calls.has - before <= most, `${origin}: ${store.calls.has - before}`)
  }
  store.origins.add(`api.example ${TENANT}`)
  const before = store.calls.has
  t.equal((await app.cors.explain({ origin: TENANT, url: 'https://api.example/r/orders' })).outcome, 'allow')
  t.equal(store.calls.has - before, 1)
  await app.close()
})

t.test('an explanation goes through a limited number of the origins in memory, with pauses', async () => {
  let yielded = 0
  let turns = 0
  const source: ReadableSource = {
    description: undefined,
    adds: undefined,
    find: () => 'not-listed',
    * origins () {
      for (;;) yield `https://t${yielded++}.test`
    }
  }
  let isDone = false
  const count = (): void => {
    turns++
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  const compiled = compilePolicy({ origins: [{ source: 'tenants' }] })
  const subject = { kind: 'policy', route: null, policy: false, name: null, from: 'none' } as const
  const situation = { subject, preflight: compiled, actual: compiled, url: undefined, context: undefined, readings: [], earlierHooks: [], guards: [] }
  const { readings } = await withReadings(situation, 'http://t7.test', { source: () => source, valueOf: () => undefined })
  isDone = true
  t.equal(readings[0]!.similar[0], 'https://t7.test', 'the nearest of all that were read')
  t.equal(yielded, 100_000)
  t.ok(turns > 10, `${turns} turns`)
})

const document: CorsPolicyDocument = {
  origins: [LISTED, { source: 'tenants' }],
  policies: { byHost: { origins: [{ source: 'tenants', key: 'host' }], credentials: true } },
  routes: { '/realms/*': { origins: [{ source: 'tenants', key: { param: 'realm' } }] } }
}

/** Questions about the document, and what is said. */
const ofDocument: readonly (readonly [question: CorsDocumentQuestion, outcome: string, sources: readonly string[], change: string | undefined])[] = [
  [{ origin: LISTED }, 'allow', [], undefined],
  [{ origin: OTHER }, 'block',
    ['not-read', `The source \`tenants\` decides about \`${OTHER}\`, but it cannot be read here. The request is assumed to be blocked.`],
    `safe: Add "${OTHER}" to the source "tenants", unless it has it already.`],
  [{ origin: OTHER, sourceResult: 'listed' }, 'allow', ['listed', `The source \`tenants\` has \`${OTHER}\`.`], undefined],
  [{ origin: OTHER, sourceResult: 'not-listed' }, 'block', ['not-listed', `The source \`tenants\` does not have \`${OTHER}\`.`],
    `safe: Add "${OTHER}" to the source "tenants".`],
  [{ origin: OTHER, sourceResult: 'busy' }, 'block', ['busy', 'Too many look-ups wait for the source `tenants`, so the origin is blocked.'],
    'none: No change of the policy helps: too many look-ups wait for the source "tenants". Try again. Origins that the policy lists itself are still allowed.'],
  [{ origin: OTHER, policy: 'byHost' }, 'block',
    ['not-read', `The source \`tenants\` decides about \`${OTHER}\`, but it cannot be read here. The request is assumed to be blocked.`],
    `widens-credentials: Add "${OTHER}" to the source "tenants" for the host of the request, unless it has it already. ` +
      `Pages of "${OTHER}" can then act with the user's session.`],
  [{ origin: OTHER, route: '/realms/:realm', sourceResult: 'not-listed' }, 'block',
    ['not-listed', `The source \`tenants\` does not have \`${OTHER}\` for the parameter \`realm\` of the route.`],
    `widens-credentials: Add "${OTHER}" to the source "tenants" for the parameter "realm" of the route. Pages of "${OTHER}" can then act with the user's session.`],
  [{ origin: 'http://plain.example', policy: 'byHost', sourceResult: 'listed' }, 'block',
    ['listed', 'The source `tenants` has `http://plain.example` for the host of the request. However, a policy with credentials does not allow origins with plain http from a source.'],
    'unsafe: In the policy "byHost": Add "insecure-origins" to `dangerouslyAllow`, which is unsafe: an attacker on the network can inject scripts ' +
      'into http pages and use the user\'s credentials. Lint then reports `dangerous-flag-used`.']
]

for (const [question, outcome, sources, change] of ofDocument) {
  t.test(`${JSON.stringify(question)} of a document`, async t => {
    const explanation = explain(document, question)
    t.equal(explanation.outcome, outcome)
    t.strictSame(said(explanation), sources)
    t.equal(explanation.change === null ? undefined : `${explanation.change.verdict}: ${explanation.change.message}`, change)
  })
}

t.test('no result other than `listed` allows an origin that only a source can have', async t => {
  for (const sourceResult of [undefined, 'not-listed', 'stale', 'unavailable', 'busy'] as const) {
    for (const engine of ['standard', 'chromium', 'firefox', 'safari'] as const) {
      t.match(explain(document, { origin: OTHER, engine, sourceResult }), { outcome: 'block', differingEngines: { length: 0 } }, String(sourceResult))
    }
  }
  t.throws(() => explain(document, { origin: OTHER, sourceResult: 'yes' as 'listed' }), { name: 'QuestionError', message: /`sourceResult` must be one of listed, not-listed/ })
})

t.test('a key of `routes` with another source is a near miss, and what that source says is not assumed', async t => {
  const explanation = explain({ ...document, routes: { '/realms/+': { origins: [{ source: 'others' }] } } }, { origin: OTHER, route: '/realms', sourceResult: 'listed', policy: undefined })
  t.equal(explanation.outcome, 'allow')
  const blocked = explain({ ...document, routes: { '/realms/+': { origins: [{ source: 'others' }] } } }, { origin: OTHER, route: '/realms', sourceResult: 'not-listed' })
  t.match(blocked.nearMisses, [{ field: 'routes', near: '/realms/+', differs: ['index'] }])
})
