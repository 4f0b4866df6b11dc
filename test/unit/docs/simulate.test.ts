/** The page's simulator says what the explainer says. */
import t from 'tap'
import { simulate, targetGroups, type SimulatedRequest } from '../../../lib/docs/page/simulate.ts'
import { documentPolicies, explain } from '../../../lib/tools.ts'
import type { DocumentedUrl } from '../../../types/documentation.ts'
import type { CorsTrace, CorsExplanation } from '../../../types/explanation.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsDocumentQuestion, CorsPageQuestion } from '../../../types/question.ts'
import { cases } from '../../cases.ts'
import { ADMIN, APP, SHOP, buildApplication } from './application.ts'

/** What pages ask, of whatever answers. */
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

/** As the page's form has it. */
function formOf ({ origin, method = 'GET', headers = [], credentials = 'same-origin', engine = 'standard' }: CorsPageQuestion): SimulatedRequest {
  const lines = (headers as readonly (readonly [string, string])[]).map(([name, value]) => value === '' ? name : `${name}: ${value}`)
  return { origin, method, headers: lines.join('\n'), credentials, engine }
}

function withoutChange ({ fix: change, ...account }: CorsExplanation): CorsTrace {
  return account
}

t.test('at every route and every not-found handler of an application', async t => {
  const app = await buildApplication()
  const documentation = await app.cors.documentation()
  const outcomes = new Set<string>()
  for (const { example: site } of [...documentation.routes, ...documentation.notFound]) {
    if (site === null) continue
    const { path: url, host } = site
    for (const question of QUESTIONS) {
      const explanation = await app.cors.explain({ ...question, url, ...host !== null && { host } })
      outcomes.add(`${explanation.subject.kind} ${explanation.outcome}`)
      t.strictSame(simulate(documentation, site, formOf(question)), withoutChange(explanation), `${JSON.stringify(question)} ${host ?? ''}${url}`)
    }
  }
  t.strictSame([...outcomes].sort(), ['not-found allow', 'not-found block', 'route allow', 'route block', 'uncertain block'])
  await app.close()
})

const document: CorsPolicyDocument = {
  origins: [APP],
  credentials: true,
  policies: { public: { origins: '*', exposedHeaders: '*', allowedHeaders: '*' }, narrow: { origins: [SHOP], methods: ['PUT'] } },
  routes: { '/prices/*': 'public', '/health': false, '/admin/*': { origins: [ADMIN] } }
}

t.test('of every pattern and every policy of a document', async t => {
  const documentation = documentPolicies(document)
  const [routes, policies] = targetGroups(documentation)
  t.strictSame([routes!.label, policies!.label], ['Routes', 'Policies'])
  const asked: [DocumentedUrl, Partial<CorsDocumentQuestion>][] = [
    ...routes!.targets.map(({ label, url: site }): [DocumentedUrl, Partial<CorsDocumentQuestion>] => [site!, label === 'every other route' ? {} : { route: label }]),
    [policies!.targets[0]!.url!, {}],
    [policies!.targets[1]!.url!, { policy: 'public' }],
    [policies!.targets[2]!.url!, { policy: 'narrow' }]
  ]
  for (const [site, about] of asked) {
    for (const question of QUESTIONS) {
      t.strictSame(simulate(documentation, site, formOf(question)), withoutChange(explain(document, { ...question, ...about })), JSON.stringify({ ...question, ...about }))
    }
  }
})

t.test('where a document covers every route, nothing else is to choose', async t => {
  const [routes] = targetGroups(documentPolicies({ origins: '*', routes: { '/*': false } }))
  t.strictSame(routes!.targets.map(({ label }) => label), ['/*'])
})

t.test('of every row of the table of decisions', async t => {
  for (const { name, policy, request } of cases) {
    if (request.origin === undefined) continue
    const question = { origin: request.origin, method: request.requestMethod ?? request.method, headers: [['X-Unsafe', '1']] as const }
    const documentation = documentPolicies(policy)
    t.strictSame(simulate(documentation, documentation.routes[0]!.example!, formOf(question)), withoutChange(explain(policy, question)), name)
  }
})

t.test('what there is to ask is shown as it is, and escaped where nobody would see it', async t => {
  const documentation = documentPolicies({ origins: '*', policies: { 'a\u202eb <i>': { origins: '*' } } })
  t.strictSame(targetGroups(documentation).map(({ label, targets }) => [label, ...targets.map(({ label }) => label)]), [
    ['Routes', 'every other route'], ['Policies', 'Policy of the scope', 'Policy a\\u202eb <i>']
  ])
})

t.test('of an application there are the URLs that could be made up, what is not found, and the policies', async t => {
  const app = await buildApplication()
  const documentation = await app.cors.documentation()
  const [outer, inner] = documentation.notFound
  const [routes, notFound, policies] = targetGroups({ ...documentation, notFound: [outer!, { ...inner!, unhandledMethods: ['GET', 'HEAD'] }, { ...outer!, example: null }] })
  t.equal(routes!.targets.length, documentation.routes.length)
  t.strictSame(routes!.targets.filter(({ url: site }) => site === null).map(({ label }) => label), ['/spaced with host: a b (no URL could be made up)'])
  t.strictSame(notFound!.targets.map(({ label }) => label), ['every other URL', 'other URLs under /inner, every method but GET, HEAD'])
  t.equal(policies!.targets.length, documentation.policies.length)
  await app.close()
})
