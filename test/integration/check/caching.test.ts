/** What caches may mix up: one fault a row, on a server that is correct but for it. */
import t from 'tap'
import { variesByOrigin } from '../../../lib/check/cacheability.ts'
import { ADMIN, all, APP, drop, findingsOf, isPreflight, NO_PAGES, ofProbe, set, valueOf, where, type Change, type Draft, type Fault } from './answering.ts'

const ACAO = 'access-control-allow-origin'
const cacheable = (value: string) => set('Cache-Control', value)
const isFound = (_request: unknown, { status }: Draft): boolean => status === 200
const toNobody: Parameters<typeof where>[0] = ({ headers: { origin } }) => origin === undefined
const toStrangers: Parameters<typeof where>[0] = ({ headers: { origin } }) => origin !== undefined && origin !== APP && origin !== ADMIN
const publicStar = all(set(ACAO, '*'), drop('access-control-allow-credentials'))
const withTag = where(isFound, set('ETag', '"1"'), cacheable('no-cache'))

/** Answers that nothing has changed where the request has the tag; without the named headers. */
function revalidates (...names: readonly string[]): Change {
  return all(withTag, where(({ headers }) => headers['if-none-match'] === '"1"', draft => { draft.status = 304 }, drop('content-type', ...names)))
}

/** A cache in front, which keeps the first answer for each URL, and heeds `Vary` or does not. */
function cache (heedsVary: boolean): Change {
  const kept = new Map<string, Draft>()
  return (draft, request) => {
    if (request.method !== 'GET') return
    const key = `${request.url} ${heedsVary && (valueOf(draft, 'vary') ?? '').includes('Origin') ? request.headers.origin : ''}`
    const { status, lines } = kept.get(key) ?? draft
    if (!kept.has(key)) kept.set(key, { status, lines: [...lines] })
    draft.status = status
    draft.lines = [...lines]
  }
}

/** Where an allowed origin asks for a URL for which a stranger has asked. */
function onSecond (...changes: readonly Change[]): Change {
  const asked = new Set<string>()
  return all(where(({ url, headers: { origin } }) => url!.includes('?') && origin === APP && asked.has(url!), ...changes), (_draft, { url }) => { asked.add(url!) })
}

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'vary-origin': [
    ['no Vary, for everybody to keep, with credentials', all(drop('vary'), where(isFound, cacheable('public, max-age=60'))), ['error vary-origin-missing', 'info vary-origin-missing']],
    ['no Vary, for everybody to keep, without credentials', all(drop('vary', 'access-control-allow-credentials'), where(isFound, cacheable('max-age=60'))),
      ['info vary-origin-missing', 'warning vary-origin-missing'], { credentials: false }],
    ['no Vary, for the browser to keep', where(isFound, drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary, and a tag', where(isFound, drop('vary'), withTag), ['warning vary-origin-missing']],
    ['no Vary, for nobody to keep', where(isFound, drop('vary')), ['info vary-origin-missing']],
    ['another Vary', where(isFound, set('Vary', 'Accept-Encoding'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary without Origin', where((request, draft) => isFound(request, draft) && toNobody(request, draft), drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary to strangers', where((request, draft) => isFound(request, draft) && toStrangers(request, draft), drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing']],
    ['no Vary with 404', where((_request, { status }) => status === 404, drop('vary'), cacheable('max-age=60')), ['error vary-origin-missing']],
    ['"*" for those with Origin alone, as some object stores answer', all(publicStar, where(toNobody, drop(ACAO)), drop('vary'), where(isFound, cacheable('private, max-age=60'))),
      ['info vary-origin-missing', 'warning vary-origin-missing'], { credentials: false }],
    ['whoever asks, repeated, where nobody is known to be allowed', where((request, draft) => isFound(request, draft) && !toNobody(request, draft),
      (draft, request) => { set(ACAO, request.headers.origin!)(draft, request) }, drop('vary'), cacheable('private, max-age=60')), ['warning vary-origin-missing'], NO_PAGES],
    ['Vary beside "*" for all', all(publicStar, drop('access-control-expose-headers')), ['info needless-vary'], { credentials: false }],
    ['Vary beside one origin for all', all(set(ACAO, APP), set('Access-Control-Allow-Credentials', 'true'), set('Access-Control-Expose-Headers', 'x-total')), ['info needless-vary'], { allowedOrigins: [APP] }]
  ],
  'not-modified': [
    ['304 without the headers', revalidates(ACAO, 'access-control-allow-credentials', 'vary'), ['error not-modified-without-cors']],
    ['304 without the headers, and one origin', revalidates(ACAO), ['warning not-modified-without-cors'], { allowedOrigins: [APP] }],
    ['304 with the first origin, whoever asks', all(revalidates(), where((_request, { status }) => status === 304, set(ACAO, APP))), ['error not-modified-without-cors']],
    ['304 by date', where(({ method }) => method === 'GET', set('Last-Modified', 'Mon, 06 Jul 2026 10:00:00 GMT'),
      where(({ headers }) => headers['if-modified-since'] !== undefined, draft => { draft.status = 304 }, drop(ACAO))), ['error not-modified-without-cors']]
  ],
  'cache-poisoning': [
    ['a cache that does not heed Vary', cache(false), ['error cache-is-poisoned']],
    ['a cache, and no Vary', all(drop('vary'), cache(true)), ['error cache-is-poisoned']]
  ]
}

for (const [probe, faults] of Object.entries(FAULTS)) {
  t.test(`${probe} finds each fault, and only that`, async t => {
    for (const [title, change, found, options] of faults) t.strictSame(ofProbe(probe, await findingsOf(change, options)), found, title)
  })
}

const TWINS: ReadonlyArray<readonly [title: string, change: Change, options?: object]> = [
  ['cacheable, with Vary on every answer', cacheable('public, max-age=60')],
  ['Vary: *', set('Vary', '*')],
  ['Origin among others, in lower case', set('Vary', 'Accept-Encoding, origin')],
  ['"*" for all, without Vary', all(publicStar, drop('vary')), { credentials: false }],
  ['"*" for all, and headers that are exposed to some', publicStar, { credentials: false }],
  ['no CORS at all', drop(ACAO, 'access-control-allow-credentials')],
  ['304 with the headers', revalidates()],
  ['a bare 304 where "*" is for all', all(revalidates(ACAO, 'vary'), where((_request, { status }) => status === 200, publicStar, drop('vary'))), { credentials: false }],
  ['a cache that heeds Vary', cache(true)],
  ['a server that has trouble with the second request', onSecond(draft => { draft.status = 503 }, drop(ACAO))],
  ['a server that changes its mind', onSecond(set(ACAO, ADMIN))],
  ['a server that keeps all of them out', where(({ url }) => url!.includes('?'), drop(ACAO))]
]

t.test('what caches can keep apart is not found', async t => {
  for (const [title, change, options] of TWINS) {
    const findings = await findingsOf(change, options)
    for (const probe of Object.keys(FAULTS)) t.strictSame(ofProbe(probe, findings), [], `${probe}: ${title}`)
  }
})

t.test('a cache that gives a stranger\'s answer to a page is shown by three exchanges of two URLs with queries of their own', async t => {
  const findings = await findingsOf(cache(false), {}, '/api/orders?page=2')
  const { exchanges } = findings.find(({ id }) => id === 'cache-is-poisoned')!
  const urls = exchanges.map(({ request: { url } }) => new URL(url).search)
  t.equal(urls.length, 3)
  t.ok(urls.every(search => /^\?page=2&fresh=[\da-f]{16}$/.test(search)))
  t.equal(new Set(urls).size, 2)
})

t.test('what depends on the origin is shown by two answers that differ, the one without Vary last', async t => {
  for (const change of [drop('vary'), where(toNobody, drop('vary')), where(toStrangers, drop('vary')), where(request => !toNobody(request, undefined as never), drop('vary'))]) {
    const { exchanges } = (await findingsOf(change)).find(({ id }) => id === 'vary-origin-missing')!
    const allowed = exchanges.map(({ answer }) => answer!.headers.find(([name]) => name.toLowerCase() === ACAO)?.[1])
    t.equal(exchanges.length, 2)
    t.not(allowed[0], allowed[1])
    t.notOk(variesByOrigin(exchanges[1]!.answer!.headers))
  }
})

t.test('for what is not found, one page, two strangers and no page ask', async t => {
  const origins: unknown[] = []
  await findingsOf((_draft, { method, url, headers: { origin } }) => { if (method === 'GET' && /^\/api\/[\da-f]{16}$/.test(url!)) origins.push(origin) })
  t.equal(origins.length, 4)
  t.strictSame([origins.includes(APP), origins.includes(undefined), origins.includes(ADMIN)], [true, true, false])
})

t.test('preflights have no part in it', async t => {
  t.strictSame(ofProbe('vary-origin', await findingsOf(where(isPreflight, drop('vary')))), [])
})
