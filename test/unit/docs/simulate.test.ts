/** Tests that the simulator of the page gives the same results as explain. */
import Fastify from 'fastify'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import cors from '../../../lib/index.ts'
import { simulate, targetGroups, type SimulatedRequest } from '../../../lib/docs/page/simulate.ts'
import { documentPolicies, explain } from '../../../lib/tools.ts'
import type { DocumentedUrl } from '../../../types/documentation.ts'
import type { CorsSourceResult } from '../../../types/decision.ts'
import type { CorsTrace, CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsDocumentQuestion, CorsPageQuestion } from '../../../types/question.ts'
import { cases } from '../../cases.ts'
import { ADMIN, APP, SHOP, buildApplication } from './application.ts'

/** Requests of pages. */
const QUESTIONS: readonly CorsPageQuestion[] = [
  { origin: APP },
  { origin: SHOP, method: 'PUT' },
  { origin: ADMIN, method: 'DELETE', headers: [['X-A', '1']] },
  { origin: APP, method: 'put', credentials: 'include', headers: [['Content-Type', 'application/json']] },
  { origin: SHOP, method: 'POST', credentials: 'include' },
  { origin: 'http://app.example.com', method: 'PATCH' },
  { origin: APP, method: 'patch' },
  { origin: 'null' },
  { origin: 'https://shop.example/', method: 'HEAD' },
  { origin: APP, method: 'TRACE' },
  { origin: APP, method: 'PURGE', headers: [['x-b', '2']] },
  { origin: APP, method: 'B@D' },
  { origin: APP, headers: [['Authorization', 'Bearer x']], engine: 'chromium' },
  { origin: APP, headers: [['Bad Name', '']] },
  { origin: SHOP, headers: [['DPR', '1']], engine: 'safari', credentials: 'omit' },
  { origin: 'https://server.invalid', method: 'PUT' }
]

/** The values of the form for a question. */
function formOf (
  { origin, method = 'GET', headers = [], credentials = 'same-origin', engine = 'standard', sourceResult }: CorsPageQuestion & { readonly sourceResult?: CorsSourceResult | undefined }
): SimulatedRequest {
  const lines = (headers as readonly (readonly [string, string])[]).map(([name, value]) => value === '' ? name : `${name}: ${value}`)
  return { origin, method, headers: lines.join('\n'), credentials, engine, sourceResult: sourceResult ?? '' }
}

function withoutFix ({ change: fix, cookie, cause, ...trace }: CorsExplanation): CorsTrace {
  return trace
}

t.test('the simulator equals explain for every route and not-found handler of an application', async t => {
  const app = await buildApplication()
  const documentation = await app.cors.documentation()
  const outcomes = new Set<string>()
  const wrong: unknown[] = []
  for (const { example } of [...documentation.routes, ...documentation.notFound]) {
    if (example === null) continue
    const { path: url, host } = example
    for (const question of QUESTIONS) {
      const explanation = await app.cors.explain({ ...question, url, ...host !== null && { host } })
      outcomes.add(`${explanation.subject.kind} ${explanation.outcome}`)
      const [simulated, explained] = [simulate(documentation, example, formOf(question)), withoutFix(explanation)]
      if (!isDeepStrictEqual(simulated, explained)) wrong.push({ question, host, url, simulated, explained })
    }
  }
  t.strictSame(wrong, [])
  t.strictSame([...outcomes].sort(), ['not-found allow', 'not-found block', 'route allow', 'route block', 'uncertain block'])
  await app.close()
})

t.test('the simulator names the hooks that run before the policy, as explain does', async t => {
  const app = Fastify()
  app.addHook('onRequest', async function authenticate () {})
  app.register(cors, { origins: [APP], routes: { '/off': false } })
  app.get('/on', () => 1)
  app.get('/off', () => 1)
  await app.ready()
  const { routes, ...rest } = await app.cors.documentation()
  t.match(rest.findings.find(({ id }) => id === 'hook-before-plugin')?.what.join(''), /authenticate/)
  for (const [url, hooks] of [['/on', ['authenticate']], ['/off', []]] as const) {
    const { example } = routes.find(route => route.url === url)!
    const trace = simulate({ routes, ...rest }, example!, formOf({ origin: APP }))
    t.strictSame(trace.earlierHooks, hooks)
    t.strictSame(trace, withoutFix(await app.cors.explain({ origin: APP, url })))
  }
  await app.close()
})

const document: CorsPolicyDocument = {
  origins: [APP],
  credentials: true,
  policies: { public: { origins: '*', exposedHeaders: '*', allowedHeaders: '*' }, narrow: { origins: [SHOP], methods: ['PUT'] } },
  routes: { '/prices/*': 'public', '/health': false, '/admin/*': { origins: [ADMIN] } }
}

t.test('the simulator equals explain for every pattern and policy of a document', async t => {
  const documentation = documentPolicies(document)
  const [routes, policies] = targetGroups(documentation)
  t.strictSame([routes!.label, policies!.label], ['Routes', 'Policies'])
  const asked: [DocumentedUrl, Partial<CorsDocumentQuestion>][] = [
    ...routes!.targets.map(({ label, url }): [DocumentedUrl, Partial<CorsDocumentQuestion>] => [url!, label === 'all other routes' ? {} : { route: label }]),
    [policies!.targets[0]!.url!, {}],
    [policies!.targets[1]!.url!, { policy: 'public' }],
    [policies!.targets[2]!.url!, { policy: 'narrow' }]
  ]
  for (const [url, about] of asked) {
    for (const question of QUESTIONS) {
      t.strictSame(simulate(documentation, url, formOf(question)), withoutFix(explain(document, { ...question, ...about })), JSON.stringify({ ...question, ...about }))
    }
  }
})

t.test('the simulator equals explain for policies with sources, and never allows an origin that only a source can have', async t => {
  const withSources: CorsPolicyDocument = {
    origins: [APP, { source: 'tenants' }], credentials: true, policies: { byHost: { origins: [{ source: 'tenants', key: 'host' }] } }, routes: { '/hosts': 'byHost' }
  }
  const documentation = documentPolicies(withSources)
  const { example } = documentation.routes.find(({ url }) => url === '/hosts')!
  for (const sourceResult of [undefined, 'listed', 'not-listed', 'stale', 'unavailable', 'busy'] as const) {
    for (const question of QUESTIONS) {
      const trace = simulate(documentation, example!, formOf({ ...question, sourceResult }))
      t.strictSame(trace, withoutFix(explain(withSources, { ...question, sourceResult, route: '/hosts' })), JSON.stringify({ ...question, sourceResult }))
      const isSameOrigin = question.origin === 'https://server.invalid'
      if (sourceResult !== 'listed' && !isSameOrigin) t.equal(trace.outcome, 'block')
    }
  }
  t.throws(() => simulate(documentation, example!, { ...formOf({ origin: SHOP }), sourceResult: 'maybe' }), { name: 'QuestionError' })
})

t.test('if a key covers every route, there is no target for other routes', async t => {
  const [routes] = targetGroups(documentPolicies({ origins: '*', routes: { '/*': false } }))
  t.strictSame(routes!.targets.map(({ label }) => label), ['/*'])
})

t.test('the simulator equals explain for every row of test/cases.ts', async t => {
  for (const { name, policy, request } of cases) {
    if (request.origin === undefined) continue
    const question = { origin: request.origin, method: request.requestMethod ?? request.method, headers: [['X-Unsafe', '1']] as const }
    const documentation = documentPolicies(policy)
    t.strictSame(simulate(documentation, documentation.routes[0]!.example!, formOf(question)), withoutFix(explain(policy, question)), name)
  }
})

t.test('labels of targets show names unchanged, but escape hidden characters', async t => {
  const documentation = documentPolicies({ origins: '*', policies: { 'a\u202eb <i>': { origins: '*' } } })
  t.strictSame(targetGroups(documentation).map(({ label, targets }) => [label, ...targets.map(({ label }) => label)]), [
    ['Routes', 'all other routes'], ['Policies', 'Policy of the scope', 'Policy a\\u202eb <i>']
  ])
})

t.test('the targets of an application are its example URLs, not-found handlers and policies', async t => {
  const app = await buildApplication()
  const documentation = await app.cors.documentation()
  const [outer, inner] = documentation.notFound
  const [routes, notFound, policies] = targetGroups({ ...documentation, notFound: [outer!, { ...inner!, unhandledMethods: ['GET', 'HEAD'] }, { ...outer!, example: null }] })
  t.equal(routes!.targets.length, documentation.routes.length)
  t.strictSame(routes!.targets.filter(({ url }) => url === null).map(({ label }) => label), ['/spaced with host: a b (no example URL)'])
  t.strictSame(notFound!.targets.map(({ label }) => label), ['all other URLs', 'all other URLs below /inner, all methods except GET, HEAD'])
  t.equal(policies!.targets.length, documentation.policies.length)
  await app.close()
})
