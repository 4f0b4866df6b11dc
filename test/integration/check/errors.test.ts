/** Errors that pages cannot read: one fault in each row, on an otherwise correct server. */
import t from 'tap'
import { all, APP, drop, findingsBy, findingsOf, isPreflight, NO_PAGES, ofProbe, PATH, set, where, type Change, type Draft, type Fault } from './server-with-faults.ts'

const ACAO = 'access-control-allow-origin'
const statusIs = (status: number): Parameters<typeof where>[0] => (_request, draft) => draft.status === status
const respond = (status: number): Change => draft => { draft.status = status }
const isHead: Parameters<typeof where>[0] = ({ method }) => method === 'HEAD'
const SECRET = { headers: { Authorization: 'Bearer something-secret' } }
const withoutSecret: Parameters<typeof where>[0] = (request, { status }) => status === 200 && request.headers.authorization === undefined
const isBroken: Parameters<typeof where>[0] = ({ url }) => url === '/broken'
const withSlash: Parameters<typeof where>[0] = ({ url }) => url === `${PATH}/`
const redirect = (to: string): Change => where(withSlash, (draft: Draft) => { draft.status = 308 }, set('Location', to))

const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  errors: [
    ['404', where(statusIs(404), drop(ACAO)), ['warning error-without-cors']],
    ['410', where(statusIs(404), respond(410), drop(ACAO)), ['warning error-without-cors']],
    ['404 without credentials', where(statusIs(404), drop('access-control-allow-credentials')), ['warning error-without-cors']],
    ['405', where(statusIs(405), drop(ACAO)), ['info error-without-cors']],
    ['501', where(statusIs(405), respond(501), drop(ACAO)), ['info error-without-cors']],
    ['500', where(isBroken, respond(500), drop(ACAO)), ['warning error-without-cors'], { errorPath: '/broken' }],
    ['401', where(withoutSecret, respond(401), drop(ACAO)), ['warning error-without-cors'], SECRET],
    ['403 without a token', where(withoutSecret, respond(403), drop(ACAO)), ['warning error-without-cors'], SECRET],
    ['404 with a policy, because unknown URLs may have another one', where(statusIs(404), drop(ACAO)), ['info error-without-cors'],
      { policy: { origins: [APP], credentials: true, methods: ['GET', 'PUT'], allowedHeaders: ['content-type'], exposedHeaders: ['x-total'], maxAge: 600 }, allowedOrigins: [APP] }]
  ],
  head: [
    ['HEAD without the headers', where(isHead, drop(ACAO)), ['warning head-without-cors']],
    ['HEAD rejected', where(isHead, respond(405), drop(ACAO)), ['info head-without-cors']],
    ['HEAD rejected, although pages use it', where(isHead, respond(405), drop(ACAO)), ['warning head-without-cors'], { methods: ['GET', 'HEAD'] }]
  ],
  redirects: [
    ['a redirect without the headers', all(redirect(PATH), where((request, draft) => withSlash(request, draft) && !isPreflight(request), drop(ACAO)), where(isPreflight, respond(204))),
      ['warning redirect-without-cors']],
    ['a preflight that is redirected', redirect(PATH), ['info preflight-is-redirected']],
    ['a redirect to a URL that browsers do not follow', all(redirect('ftp://example.com/'), where(isPreflight, respond(204))), ['warning redirect-without-cors']]
  ]
}

for (const [probe, faults] of Object.entries(FAULTS)) {
  t.test(`${probe} reports each fault, and nothing else`, async t => {
    for (const [title, change, found, options] of faults) t.strictSame(ofProbe(probe, await findingsBy([probe], change, options)), found, title)
  })
}

const CORRECT: ReadonlyArray<readonly [title: string, change: Change, options?: object, path?: string]> = [
  ['500 with the headers', where(isBroken, respond(500)), { errorPath: '/broken' }],
  ['an error path that responds with 200', where(isBroken, respond(200), drop(ACAO)), { errorPath: '/broken' }],
  ['401 with the headers', where(withoutSecret, respond(401)), SECRET],
  ['a 200 page for every path', where(statusIs(404), respond(200), drop(ACAO))],
  ['no CORS headers', drop(ACAO)],
  ['a redirect with the headers, and preflights without a redirect', all(redirect(PATH), where(isPreflight, respond(204)))],
  ['the root path, which has no form without a slash', () => {}, {}, '/']
]

t.test('errors that pages can read are not reported', async t => {
  for (const [title, change, options, path] of CORRECT) {
    const findings = await findingsBy(Object.keys(FAULTS), change, options, path)
    for (const probe of Object.keys(FAULTS)) t.strictSame(ofProbe(probe, findings), [], `${probe}: ${title}`)
  }
})

t.test('a path with a trailing slash is also requested without it', async t => {
  const found = await findingsOf(all(
    where(({ url, method }) => url === `${PATH}/` && method === 'GET', respond(200)), where(({ url }) => url === PATH, respond(308), set('Location', `${PATH}/`), drop(ACAO))
  ), {}, `${PATH}/`)
  t.strictSame(found.filter(({ area }) => area === 'errors').map(({ id, subject }) => [id, subject]).slice(0, 1), [['redirect-without-cors', PATH]])
})

t.test('the finding about an error has the readable response as evidence, and names the error', async t => {
  const findings = await findingsOf(all(where(statusIs(404), drop(ACAO)), where(statusIs(405), drop(ACAO))))
  const found = findings.filter(({ id }) => id === 'error-without-cors')
  t.strictSame(found.map(({ subject }) => subject), ['not found', 'OPTIONS'])
  t.strictSame(found[0]!.exchanges.map(({ response }) => response!.status), [200, 404])
  t.match(found[0]!.message, /not the 404 response for a URL that does not exist/)
})

t.test('requests without a response cause no findings', async t => {
  const respelledPreflight: Parameters<typeof where>[0] = request => withSlash(request, undefined as never) && isPreflight(request)
  const requested = new Set<string>()
  const rows: ReadonlyArray<readonly [title: string, change: Change]> = [
    ['a response to the first request only', where(({ headers, url, method }) => method !== 'GET' || headers.origin !== undefined || url !== PATH, respond(0))],
    ['no response to preflights', where(isPreflight, respond(0))],
    ['no response to GET from pages', where(({ headers, method }) => method === 'GET' && headers.origin !== undefined, respond(0))],
    ['no response to the preflight for a redirect', all(redirect(PATH), where(respelledPreflight, respond(0)))],
    ['no response to HEAD', where(isHead, respond(0))],
    ['no response to untrusted origins', where(({ headers: { origin } }) => origin !== undefined && !origin.endsWith('.example.com'), respond(0))],
    ['no second response for a URL', where(({ headers, url }) => headers.origin === APP && url!.includes('?') && requested.has(url!), respond(0))],
    ['no response to an allowed origin for a URL with a query', where(({ headers, url }) => headers.origin === APP && url!.includes('?'), respond(0))]
  ]
  for (const [title, change] of rows) {
    const found = (await findingsOf(all(change, (_draft, { url }) => { requested.add(url!) }))).filter(({ area }) => area !== 'access' && area !== 'preflight')
    t.strictSame(found.map(({ short }) => short), [], title)
  }
})

t.test('without allowed origins, errors are not checked', async t => {
  t.strictSame(await findingsOf(where(statusIs(404), drop(ACAO)), NO_PAGES).then(found => found.filter(({ area }) => area === 'errors')), [])
})
