/** What browsers and caches remember of a policy that is replaced. */
import t from 'tap'
import { rememberedByRoutes, rememberedOfDocument, type ChangedRoute } from '../../lib/remembered-policy.ts'
import type { CorsPolicy } from '../../types/policy.ts'

const A = 'https://a.test'
const policy = (fields: object): CorsPolicy => ({ origins: [A], ...fields })
const route = (before: CorsPolicy | undefined, after: CorsPolicy | undefined, label = 'GET /'): ChangedRoute => ({ label, before, after })

t.test('routes whose headers are the same are not named', async (t) => {
  const rows: readonly (readonly [before: CorsPolicy | undefined, after: CorsPolicy | undefined, isSame: boolean])[] = [
    [undefined, undefined, true],
    [undefined, policy({}), false],
    [policy({}), undefined, false],
    [policy({}), policy({}), true],
    [policy({}), policy({ description: 'x' }), true],
    [policy({}), policy({ credentials: true }), false],
    [policy({}), policy({ maxAge: 5 }), false],
    [policy({}), { origins: ['https://b.test'] }, false],
    [policy({}), { origins: [A, A] }, false],
    [policy({}), { origins: '*' }, false],
    [policy({ methods: ['GET'] }), policy({ methods: ['GET'] }), true],
    [policy({ methods: ['GET'] }), policy({ methods: ['PUT'] }), false],
    [policy({ allowedHeaders: '*' }), policy({ allowedHeaders: ['*'] }), false],
    [{ origins: [A, { source: 'x' }] }, { origins: [A, { source: 'x' }] }, true],
    [{ origins: [{ source: 'x' }] }, { origins: [{ source: 'x', key: 'host' }] }, false],
    [{ origins: [{ source: 'x' }] }, { origins: [A] }, false]
  ]
  for (const [before, after, isSame] of rows) {
    t.equal(rememberedByRoutes([route(before, after), route(before, after)]) === undefined, isSame, JSON.stringify([before, after]))
  }
})

t.test('the longest max age counts, up to the limit of each engine', async (t) => {
  const rows: readonly (readonly [maxAge: number | undefined, chromium: number, firefox: number, safari: number, says: RegExp | undefined])[] = [
    [undefined, 5, 5, 5, /for up to 5 seconds \(Chromium: 5 s, Firefox: 5 s, Safari: 5 s\)/],
    [0, 0, 0, 0, undefined],
    [1, 1, 1, 1, /up to 1 second /],
    [60, 60, 60, 60, /up to 1 minute /],
    [7200, 7200, 7200, 600, /up to 2 hours /],
    [86400, 7200, 86400, 600, /up to 1 day /]
  ]
  for (const [maxAge, chromium, firefox, safari, says] of rows) {
    const { preflights, advice } = rememberedByRoutes([
      route(policy(maxAge === undefined ? {} : { maxAge }), undefined), route(policy({ maxAge: 0 }), undefined), route(undefined, policy({ maxAge: 86400 }))
    ])!
    t.strictSame(preflights, { chromium, firefox, safari })
    t.equal(advice.length, says === undefined ? 1 : 2)
    if (says !== undefined) t.match(advice[0], says)
    t.match(advice.at(-1), /a 304 renews them\. Purge GET \/, GET \/, GET \/ from CDNs/)
  }
})

t.test('few routes are in the sentence, and at most 100 in the list', async (t) => {
  const { routes, moreRoutes, advice } = rememberedByRoutes(Array.from({ length: 103 }, (_, i) => route(undefined, policy({}), `GET /${i}`)))!
  t.strictSame([routes!.length, moreRoutes, routes![99]], [100, 3, 'GET /99'])
  t.match(advice, [/Purge GET \/0, GET \/1, GET \/2, GET \/3, GET \/4 and 98 more from CDNs/])
})

t.test('without routes, all policies of a document count', async (t) => {
  const remembered = rememberedOfDocument({ origins: [A], maxAge: 1, policies: { a: { origins: [A], maxAge: 2 } }, routes: { '/a': 'a', '/b': { maxAge: 600 }, '/c': false }, notFound: { maxAge: 9 } })
  t.match(remembered, { preflights: { chromium: 600 }, routes: null, moreRoutes: 0, advice: [/up to 10 minutes/, /Purge the URLs whose policy has changed/] })
  t.match(rememberedOfDocument({ origins: [A] }), { preflights: { chromium: 5 } })
})
