/** Tests the difference of two documents: what changes, for what, and what stays the same. */
import t from 'tap'
import { CorsPolicyError } from '../../../lib/index.ts'
import { diffPolicies } from '../../../lib/tools.ts'
import type { CorsDiffChange, CorsDiffSubject } from '../../../types/diff.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { assertLinear } from '../../growth.ts'
import { isLong } from '../properties/seed.ts'

const A = 'https://a.test'
const B = 'https://b.test'
const NONE = { read: false, credentials: false, methods: [], requestHeaders: [], responseHeaders: [] }
const PATTERN = (pattern: string) => ({ kind: 'pattern', pattern, example: pattern })
const KEPT = { kind: 'kept', example: A }

const diff = (before: unknown, after: unknown) => diffPolicies(before as CorsPolicyDocument, after as CorsPolicyDocument)

/** The only change of the difference. */
function changeOf (before: unknown, after: unknown): CorsDiffChange {
  const { changes } = diff(before, after)
  if (changes.length !== 1) throw new Error(`${changes.length} changes: ${JSON.stringify(changes)}`)
  return changes[0]!
}

const textOf = (subject: CorsDiffSubject) => 'pattern' in subject ? subject.pattern : 'name' in subject ? `policy ${subject.name}` : subject.kind

/** The subjects of each change. */
const subjectsOf = (before: unknown, after: unknown) => diff(before, after).changes.map(({ subjects }) => subjects.map(textOf).join())

t.test('policies that allow the same have no changes, however they are written', async t => {
  const base = { origins: ['https://*.a.test', B] }
  const rows: readonly (readonly [before: unknown, after: unknown])[] = [
    [base, base],
    [base, { origins: [B, 'https://*.a.test'] }],
    [base, { origins: ['https://*.a.test', 'https://*.a.test', B] }],
    [base, { origins: ['https://*.a.test', 'https://x.a.test', B] }],
    [base, { origins: ['https://*.a.test', 'https://x-*.a.test', B] }],
    [base, { ...base, credentials: false, maxAge: 5, preflightStatus: 204, allowedHeaders: [], exposedHeaders: [], dangerouslyAllow: [], description: 'the same' }],
    [base, { ...base, $schema: './schema.json', privateSuffixes: ['customers.test'] }],
    [base, { ...base, exposedHeaders: ['Content-Type', 'cache-control'] }],
    [base, { ...base, routes: {}, policies: {} }],
    [base, { ...base, routes: { '/*': { maxAge: 5 } } }],
    [base, { ...base, routes: { '/a': base, '/b/+': base }, notFound: base }],
    [{ ...base, routes: { '/a': false } }, { ...base, routes: { '/a/': false } }],
    [{ ...base, routes: { '/a/*': false } }, { ...base, routes: { '/a': false, '/a/+': false } }],
    [{ ...base, allowedHeaders: ['X-H', 'etag'] }, { ...base, allowedHeaders: ['ETag', 'x-h', 'X-H'] }],
    [{ ...base, exposedHeaders: ['ETag'] }, { ...base, exposedHeaders: ['etag'] }],
    [{ ...base, methods: ['PUT'] }, { ...base, methods: ['GET', 'PUT', 'HEAD', 'PUT'] }],
    [{ origins: '*', allowedHeaders: '*' }, { origins: '*', allowedHeaders: ['*', 'x-h'] }],
    [{ origins: [{ source: 's', key: { param: 'p' } }, A] }, { origins: [A, { key: { param: 'p' }, source: 's' }] }],
    [{ policies: { a: base }, routes: { '/*': 'a' } }, { policies: { a: base }, routes: { '/*': 'a', '/b': 'a' } }]
  ]
  for (const [before, after] of rows) {
    for (const [one, other] of [[before, after], [after, before]]) {
      const { changes, widens, narrows, policyNames } = diff(one, other)
      t.strictSame([changes, widens, narrows, policyNames], [[], false, false, { added: [], removed: [] }], JSON.stringify([one, other]))
    }
  }
})

t.test('each right is gained and lost by the origins that both policies allow', async t => {
  const base = { origins: [A, B] }
  const rows: readonly (readonly [before: object, after: object, gained: object, lost?: object])[] = [
    [{}, { credentials: true }, { credentials: true }],
    [{ methods: [] }, { methods: ['PUT', 'GET'] }, { methods: ['PUT'] }],
    [{ methods: ['PUT'] }, {}, { methods: { except: ['PUT'] } }],
    [{ methods: ['PUT', 'PATCH'] }, { methods: ['DELETE', 'PUT'] }, { methods: ['DELETE'] }, { methods: ['PATCH'] }],
    [{}, { allowedHeaders: ['X-B', 'x-a'] }, { requestHeaders: ['x-a', 'x-b'] }],
    [{}, { allowedHeaders: '*' }, { requestHeaders: { except: ['authorization'] } }],
    [{ allowedHeaders: ['X-H'] }, { allowedHeaders: '*' }, { requestHeaders: { except: ['authorization', 'x-h'] } }],
    [{ allowedHeaders: ['Authorization'] }, { allowedHeaders: '*' }, { requestHeaders: { except: ['authorization'] } }, { requestHeaders: ['authorization'] }],
    [{ allowedHeaders: '*' }, { allowedHeaders: ['*', 'Authorization'] }, { requestHeaders: ['authorization'] }],
    [{}, { exposedHeaders: ['ETag', 'Content-Type'] }, { responseHeaders: ['etag'] }],
    [{ exposedHeaders: ['ETag'] }, { exposedHeaders: '*' }, { responseHeaders: { except: ['etag'] } }]
  ]
  for (const [before, after, gained, lost] of rows) {
    const grants = (rights: object | undefined) => rights === undefined ? [] : [{ origins: [KEPT], unlessIn: [], rights: { ...NONE, ...rights } }]
    const what = `${JSON.stringify(before)} → ${JSON.stringify(after)}`
    const change = changeOf({ ...base, ...before }, { ...base, ...after })
    t.strictSame([change.gains, change.losses, change.before, change.after], [grants(gained), grants(lost), 'on', 'on'], what)
    const back = changeOf({ ...base, ...after }, { ...base, ...before })
    t.strictSame([back.gains, back.losses], [grants(lost), grants(gained)], `and back: ${what}`)
    t.strictSame(diff({ ...base, ...before }, { ...base, ...after }).widens, true)
  }
})

t.test('origins gain all rights of the new policy, and lose all of the old one', async t => {
  const change = changeOf({ origins: [A], credentials: true, methods: ['PUT'] }, { origins: [B], exposedHeaders: ['ETag'] })
  t.strictSame(change, {
    subjects: [{ kind: 'other-routes' }, { kind: 'not-found', prefix: '' }],
    before: 'on',
    after: 'on',
    gains: [{ origins: [PATTERN(B)], unlessIn: [], rights: { ...NONE, read: true, methods: { except: [] }, responseHeaders: ['etag'] } }],
    losses: [{ origins: [PATTERN(A)], unlessIn: [], rights: { ...NONE, read: true, credentials: true, methods: ['PUT'] } }],
    maxAge: null,
    fields: [],
    kept: { preflights: { chromium: 5, firefox: 5, safari: 5 }, preflightCacheControl: null, responses: ['allow', 'block'] }
  })
  t.ok(Object.isFrozen(change.gains[0]!.rights))
})

t.test('sources of the other policy are an exception', async t => {
  const source = { source: 's' }
  const { gains, losses } = changeOf({ origins: [source] }, { origins: [A, { source: 'r' }], credentials: true })
  t.strictSame(gains, [
    { origins: [PATTERN(A), { kind: 'source', entry: { source: 'r' }, insecureOnly: false }], unlessIn: [source], rights: { ...NONE, read: true, credentials: true, methods: { except: [] } } },
    { origins: [{ kind: 'kept', example: null }], unlessIn: [], rights: { ...NONE, credentials: true } }
  ])
  t.strictSame(losses, [{ origins: [{ kind: 'source', entry: source, insecureOnly: false }], unlessIn: [{ source: 'r' }], rights: { ...NONE, read: true, methods: { except: [] } } }])
})

t.test('credentials and a dangerous flag decide about the insecure origins of a source', async t => {
  const base = { origins: [{ source: 's' }] }
  const insecure = { origins: [{ kind: 'source', entry: { source: 's' }, insecureOnly: true }], unlessIn: [{ source: 's' }] }
  t.match(changeOf(base, { ...base, credentials: true }), { losses: [insecure] })
  t.match(changeOf({ ...base, credentials: true }, { ...base, credentials: true, dangerouslyAllow: ['insecure-origins'] }), { gains: [insecure], losses: { length: 0 } })
})

t.test('CORS can be off before and after', async t => {
  const on = { origins: [A], maxAge: 600 }
  t.match(changeOf({ ...on, routes: { '/a': false } }, on), { subjects: [{ pattern: '/a' }], before: 'off', after: 'on', gains: [{}], losses: { length: 0 }, maxAge: null, kept: { preflights: null, responses: ['block'] } })
  t.match(changeOf(on, { ...on, notFound: false }), { subjects: [{ kind: 'not-found' }], before: 'on', after: 'off', gains: { length: 0 }, losses: [{}], maxAge: null, kept: { preflights: { safari: 600 }, responses: ['allow'] } })
})

t.test('shows how long browsers remember preflights, in each of them', async t => {
  const seconds = (maxAge: number | undefined) => ({ origins: [A], ...maxAge === undefined ? {} : { maxAge } })
  const rows: readonly (readonly [before: number | undefined, after: number | undefined, expected: object | null])[] = [
    [undefined, 600, { before: { chromium: 5, firefox: 5, safari: 5 }, after: { chromium: 600, firefox: 600, safari: 600 } }],
    [600, 86400, { before: { chromium: 600, firefox: 600, safari: 600 }, after: { chromium: 7200, firefox: 86400, safari: 600 } }],
    [7200, 86400, { before: { chromium: 7200, firefox: 7200, safari: 600 }, after: { chromium: 7200, firefox: 86400, safari: 600 } }],
    [5, 0, { before: { chromium: 5, firefox: 5, safari: 5 }, after: { chromium: 0, firefox: 0, safari: 0 } }]
  ]
  for (const [before, after, expected] of rows) {
    t.strictSame(changeOf(seconds(before), seconds(after)).maxAge, expected)
    const { widens, narrows } = diff(seconds(before), seconds(after))
    t.strictSame([widens, narrows], [false, false])
  }
  t.equal(changeOf({ origins: [A], maxAge: 1 }, { origins: [B], maxAge: 2 }).maxAge, null, 'no page has both')
})

t.test('approved preflights are kept only if pages lose what they approve', async t => {
  const keptOf = (before: object, after: object) => changeOf({ origins: [A, B], maxAge: 600, ...before }, { origins: [A, B], maxAge: 600, ...after }).kept
  const seconds = { chromium: 600, firefox: 600, safari: 600 }
  t.strictSame(keptOf({ exposedHeaders: ['ETag'] }, {}), { preflights: null, preflightCacheControl: null, responses: ['allow'] })
  t.strictSame(keptOf({ allowedHeaders: ['X-H'] }, {}), { preflights: seconds, preflightCacheControl: null, responses: [] })
  t.strictSame(keptOf({}, { methods: ['PUT'] }), { preflights: seconds, preflightCacheControl: null, responses: [] })
  t.strictSame(keptOf({ credentials: true, preflightCacheControl: 'public' }, { preflightCacheControl: 'public' }), { preflights: seconds, preflightCacheControl: 'public', responses: ['allow'] })
  t.strictSame(keptOf({}, { allowedHeaders: ['X-H'] }), { preflights: null, preflightCacheControl: null, responses: [] })
})

t.test('other fields change nothing for pages, and are shown', async t => {
  const before = { origins: [A], dangerouslyAllow: ['null-origin', 'insecure-origins'] }
  const after = { origins: [A], preflightStatus: 200, preflightCacheControl: 'public', dangerouslyAllow: ['insecure-origins'] }
  const { widens, narrows, changes } = diff(before, after)
  t.strictSame([widens, narrows], [false, false])
  t.strictSame(changes[0]!.fields, [
    { field: 'preflightStatus', before: '204', after: '200' },
    { field: 'preflightCacheControl', before: null, after: 'public' },
    { field: 'dangerouslyAllow', before: 'insecure-origins, null-origin', after: 'insecure-origins' }
  ])
})

t.test('subjects are the keys of both documents, where no other key has priority', async t => {
  const on = { origins: [A] }
  const off = false
  const rows: readonly (readonly [before: object, after: object, subjects: readonly string[]])[] = [
    [{ '/a': off }, { '/b': off }, ['/a', '/b']],
    [{ '/a/*': off }, { '/a/b': off }, ['/a/*']],
    [{}, { '/a/*': off }, ['/a/*']],
    [{}, { '/a/+': off }, ['/a/+']],
    [{ '/a/+': off }, { '/a/*': off }, ['/a/*']],
    [{ '/a': off, '/a/+': off }, { '/a/*': off }, []],
    [{ '/a': off, '/a/+': off }, {}, ['/a,/a/+']],
    [{ '/a/': off, '/a/+': off }, { '/a/*': off }, []],
    [{}, { '/*': off }, ['/*']],
    [{ '/+': off }, { '/*': off }, ['/*']],
    [{ '/': off, '/+': off }, { '/*': off }, []],
    [{ '/_': off }, { '/__x': off }, ['/_', '/__x']],
    [{ '/a/:b?': off }, { '/a/:b?': off, '/a/:b': off }, ['/a/:b']],
    [{ '/a/:b?': off }, { '/a/:b': off }, ['/a/:b']],
    [{ '/a/*': { maxAge: 9 } }, { '/a/*': { maxAge: 10 } }, ['/a/*']]
  ]
  for (const [before, after, subjects] of rows) {
    t.strictSame(subjectsOf({ ...on, routes: before }, { ...on, routes: after }), subjects, `${JSON.stringify(before)} → ${JSON.stringify(after)}`)
  }
  t.strictSame(subjectsOf({ ...on, routes: { '/+': off } }, { origins: [B], routes: { '/+': off } }), ['other-routes,not-found'], 'the route "/" is left')
  t.strictSame(subjectsOf({ ...on, routes: { '/+': off, '/': off } }, { origins: [B], routes: { '/+': off, '/': off } }), ['not-found'])
  t.strictSame(subjectsOf(on, { origins: [B], routes: { '/*': on }, notFound: on }), [], 'this key covers every route')
})

t.test('routes with the same change are together, also if their policies differ', async t => {
  const routes = { '/a': { preflightStatus: 200 }, '/b': { preflightStatus: 201 }, '/c': { maxAge: 3, credentials: true } }
  t.strictSame(subjectsOf({ origins: [A], routes }, { origins: [B], routes }), ['/a,/b,other-routes,not-found', '/c'])
})

t.test('named policies are subjects of their own, and names that only one document has are listed', async t => {
  const before = { origins: [A], policies: { p: { origins: [A] }, gone: { origins: '*' }, same: { origins: '*' } }, routes: { '/p': 'p' } }
  const after = { origins: [A], policies: { p: { origins: [B] }, more: { origins: '*' }, also: { origins: '*' }, same: { origins: '*' } }, routes: { '/p': 'p' } }
  t.strictSame(subjectsOf(before, after), ['/p,policy p'])
  t.strictSame(diff(before, after).policyNames, { added: ['also', 'more'], removed: ['gone'] })
})

t.test('an invalid document is an error with all its issues', async t => {
  for (const [before, after] of [[{}, { origins: [A] }], [{ origins: [A] }, {}], [null, undefined], [7, '']]) {
    t.throws(() => diff(before, after), CorsPolicyError)
  }
})

t.test('the time grows with the length of the lists, and with the number of routes', async t => {
  await assertLinear(t, 'two documents', {
    size: isLong ? 10_000 : 4_000,
    prepare: length => {
      const documentOf = (shift: number) => ({
        origins: Array.from({ length }, (_, i) => i % 2 === 0 ? `https://a${i + shift}.test` : `https://*.b${i + shift}.test`), maxAge: 5 + shift
      })
      const [before, after] = [documentOf(0), documentOf(2)]
      return () => diff(before, after).changes.length
    }
  })
  await assertLinear(t, 'many routes', {
    size: isLong ? 4_000 : 1_600,
    prepare: length => {
      const documentOf = (maxAge: number) => ({
        origins: [A], routes: Object.fromEntries(Array.from({ length }, (_, i) => [`/a${i}/*`, i % 2 === 0 ? { maxAge: maxAge + i } : { origins: [`https://a${i + maxAge}.test`] }]))
      })
      const [before, after] = [documentOf(5), documentOf(7)]
      return () => diff(before, after).changes.length
    }
  })
})
