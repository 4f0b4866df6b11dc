/** Responses that caches may confuse: one fault in each row, on an otherwise correct server. */
import t from 'tap'
import { variesByOrigin } from '../../../lib/check/cacheability.ts'
import { ADMIN, all, APP, drop, findingsBy, findingsOf, isPreflight, NO_PAGES, ofProbe, set, valueOf, where, type Change, type Draft, type Fault } from './server-with-faults.ts'

const ACAO = 'access-control-allow-origin'
const cacheable = (value: string) => set('Cache-Control', value)
const isFound = (_request: unknown, { status }: Draft): boolean => status === 200
const withoutOrigin: Parameters<typeof where>[0] = ({ headers: { origin } }) => origin === undefined
const toUntrusted: Parameters<typeof where>[0] = ({ headers: { origin } }) => origin !== undefined && origin !== APP && origin !== ADMIN
const publicStar = all(set(ACAO, '*'), drop('access-control-allow-credentials'))
const isUsual: Parameters<typeof where>[0] = ({ method, url }) => method === 'GET' && !url!.includes('?')
const CORS_HEADERS = [ACAO, 'access-control-allow-credentials', 'access-control-expose-headers']
const withTag = where(isFound, set('ETag', '"1"'), cacheable('no-cache'))

/** Responds with 304 to a conditional request, without the named headers. */
function revalidates (...names: readonly string[]): Change {
  return all(withTag, where(({ headers }) => headers['if-none-match'] === '"1"', draft => { draft.status = 304 }, drop('content-type', ...names)))
}

/** A cache in front of the server, which stores the first response for each URL, and may respect `Vary`. */
function cache (respectsVary: boolean): Change {
  const kept = new Map<string, Draft>()
  return (draft, request) => {
    if (request.method !== 'GET') return
    const key = `${request.url} ${respectsVary && (valueOf(draft, 'vary') ?? '').includes('Origin') ? request.headers.origin : ''}`
    const { status, lines } = kept.get(key) ?? draft
    if (!kept.has(key)) kept.set(key, { status, lines: [...lines] })
    draft.status = status
    draft.lines = [...lines]
  }
}

/** Applies changes when an allowed origin requests a URL that an untrusted origin has requested before. */
function onSecond (...changes: readonly Change[]): Change {
  const requested = new Set<string>()
  return all(where(({ url, headers: { origin } }) => url!.includes('?') && origin === APP && requested.has(url!), ...changes), (_draft, { url }) => { requested.add(url!) })
}

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'vary-origin': [
    ['no Vary, cacheable by shared caches, with credentials', all(drop('vary'), where(isFound, cacheable('public, max-age=60'))), ['error vary-origin-missing', 'info vary-origin-missing']],
    ['no Vary, cacheable by shared caches, without credentials', all(drop('vary', 'access-control-allow-credentials'), where(isFound, cacheable('max-age=60'))),
      ['info vary-origin-missing', 'warning vary-origin-missing'], { credentials: false }],
    ['no Vary, cacheable by the browser', where(isFound, drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary, and an ETag', where(isFound, drop('vary'), withTag), ['warning vary-origin-missing']],
    ['no Vary, not cacheable', where(isFound, drop('vary')), ['info vary-origin-missing']],
    ['another Vary', where(isFound, set('Vary', 'Accept-Encoding'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary without Origin', where((request, draft) => isFound(request, draft) && withoutOrigin(request, draft), drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary for untrusted origins', where((request, draft) => isFound(request, draft) && toUntrusted(request, draft), drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary with 404', where((_request, { status }) => status === 404, drop('vary'), cacheable('max-age=60')), ['error vary-origin-missing']],
    ['"*" only for requests with Origin, as some object stores respond', all(publicStar, where(withoutOrigin, drop(ACAO)), drop('vary'), where(isFound, cacheable('private, max-age=60'))),
      ['info vary-origin-missing', 'warning vary-origin-missing'], { credentials: false }],
    ['any origin is reflected, and no allowed origin is given', where((request, draft) => isFound(request, draft) && !withoutOrigin(request, draft),
      (draft, request) => { set(ACAO, request.headers.origin!)(draft, request) }, drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing'], NO_PAGES],
    ['Vary with "*" for all origins', all(publicStar, drop('access-control-expose-headers')), ['info needless-vary'], { credentials: false }],
    ['Vary with the same origin for all origins', all(set(ACAO, APP), set('Access-Control-Allow-Credentials', 'true'), set('Access-Control-Expose-Headers', 'x-total')), ['info needless-vary'], { allowedOrigins: [APP] }]
  ],
  'not-modified': [
    ['304 without the headers', revalidates(ACAO, 'access-control-allow-credentials', 'vary'), ['error not-modified-without-cors']],
    ['304 without the headers, and one allowed origin', revalidates(ACAO), ['warning not-modified-without-cors'], { allowedOrigins: [APP] }],
    ['304 with the first origin for all origins', all(revalidates(), where((_request, { status }) => status === 304, set(ACAO, APP))), ['error not-modified-without-cors']],
    ['304 by date', where(({ method }) => method === 'GET', set('Last-Modified', 'Mon, 06 Jul 2026 10:00:00 GMT'),
      where(({ headers }) => headers['if-modified-since'] !== undefined, draft => { draft.status = 304 }, drop(ACAO))), ['error not-modified-without-cors']],
    ['304 without any CORS header, and 200 at a URL that is not cached', where(isUsual, revalidates(...CORS_HEADERS)), ['error not-modified-without-cors']],
    ['the same, with Age', where(isUsual, revalidates(...CORS_HEADERS), where((_request, { status }) => status === 304, set('Age', '3'))), ['error cache-sends-own-304']]
  ],
  'cache-poisoning': [
    ['a cache that ignores Vary', cache(false), ['error cache-is-poisoned']],
    ['a cache, and no Vary', all(drop('vary'), cache(true)), ['error cache-is-poisoned']],
    ['a cache holds a response without the headers', where(isUsual, drop(ACAO)), ['error cache-holds-old-headers']],
    ['a cache holds the response for another origin', where(isUsual, drop(ACAO, 'vary')), ['error cache-is-poisoned']]
  ]
}

for (const [probe, faults] of Object.entries(FAULTS)) {
  t.test(`${probe} reports each fault, and nothing else`, async t => {
    for (const [title, change, found, options] of faults) t.strictSame(ofProbe(probe, await findingsBy([probe], change, options)), found, title)
  })
}

const CORRECT: ReadonlyArray<readonly [title: string, change: Change, options?: object]> = [
  ['cacheable, with Vary on every response', cacheable('public, max-age=60')],
  ['Vary: *', set('Vary', '*')],
  ['Origin in lower case among other names in Vary', set('Vary', 'Accept-Encoding, origin')],
  ['"*" for all origins, without Vary', all(publicStar, drop('vary')), { credentials: false }],
  ['"*" for all origins, and headers exposed to some of them', publicStar, { credentials: false }],
  ['no CORS headers', drop(ACAO, 'access-control-allow-credentials')],
  ['304 with the headers', revalidates()],
  ['304 without headers, and "*" for all origins', all(revalidates(ACAO, 'vary'), where((_request, { status }) => status === 200, publicStar, drop('vary'))), { credentials: false }],
  ['a cache that respects Vary', cache(true)],
  ['a server error for the second request', onSecond(draft => { draft.status = 503 }, drop(ACAO))],
  ['another allowed origin for the second request', onSecond(set(ACAO, ADMIN))],
  ['no CORS headers for URLs with a query', where(({ url }) => url!.includes('?'), drop(ACAO))]
]

t.test('responses that caches can separate are not reported', async t => {
  for (const [title, change, options] of CORRECT) {
    const findings = await findingsBy(Object.keys(FAULTS), change, options)
    for (const probe of Object.keys(FAULTS)) t.strictSame(ofProbe(probe, findings), [], `${probe}: ${title}`)
  }
})

t.test('cache poisoning is proved by three exchanges with two URLs that have unique queries', async t => {
  const findings = await findingsOf(cache(false), {}, '/api/orders?page=2')
  const { exchanges } = findings.find(({ id }) => id === 'cache-is-poisoned')!
  const urls = exchanges.map(({ request: { url } }) => new URL(url).search)
  t.equal(urls.length, 3)
  t.ok(urls.every(search => /^\?page=2&fresh=[\da-f]{16}$/.test(search)))
  t.equal(new Set(urls).size, 2)
})

t.test('a request of an untrusted origin without a response does not prove that a cache is poisoned', async t => {
  t.strictSame(ofProbe('cache-poisoning', await findingsBy(['cache-poisoning'], onSecond(drop(ACAO)))), ['error cache-is-poisoned'])
  const unanswered = where((request, draft) => toUntrusted(request, draft) && request.url!.includes('fresh='), draft => { draft.status = 0 })
  t.strictSame(ofProbe('cache-poisoning', await findingsBy(['cache-poisoning'], all(onSecond(drop(ACAO)), unanswered))), [])
})

t.test('a missing Vary is proved by two different responses, the one without Vary last', async t => {
  for (const change of [drop('vary'), where(withoutOrigin, drop('vary')), where(toUntrusted, drop('vary')), where(request => !withoutOrigin(request, undefined as never), drop('vary'))]) {
    const { exchanges } = (await findingsOf(change)).find(({ id }) => id === 'vary-origin-missing')!
    const allowed = exchanges.map(({ response }) => response!.headers.find(([name]) => name.toLowerCase() === ACAO)?.[1])
    t.equal(exchanges.length, 2)
    t.not(allowed[0], allowed[1])
    t.notOk(variesByOrigin(exchanges[1]!.response!.headers))
  }
})

t.test('an unknown URL is requested from one allowed origin, two untrusted origins and without Origin', async t => {
  const origins: unknown[] = []
  await findingsOf((_draft, { method, url, headers: { origin } }) => { if (method === 'GET' && /^\/api\/[\da-f]{16}$/.test(url!)) origins.push(origin) })
  t.equal(origins.length, 4)
  t.strictSame([origins.includes(APP), origins.includes(undefined), origins.includes(ADMIN)], [true, true, false])
})

t.test('a missing Vary on preflights is not reported', async t => {
  t.strictSame(ofProbe('vary-origin', await findingsBy(['vary-origin'], where(isPreflight, drop('vary')))), [])
})
