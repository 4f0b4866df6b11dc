/** Tests explanations of a document whose sources cannot be read. */
import t from 'tap'
import { explain } from '../../../lib/tools.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { CorsDocumentQuestion } from '../../../types/question.ts'
import { LISTED, OTHER, said } from './source-application.ts'

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
