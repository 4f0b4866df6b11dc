/** Tests what changes from hop to hop: modes, credentials, steps, and the preflight cache. */
import t from 'tap'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import type { CredentialsMode, Engine, HeaderLine, ScriptedResponses, PageRequest, PreflightCacheEntry } from '../../../types/browser.ts'
import { API, OWN, PAGE, everyone } from './simulate.ts'

const put: HeaderLine = ['Access-Control-Allow-Methods', 'PUT']

const leadsTo = (location: string, status = 307): ScriptedResponses => ({ response: { status, headers: [everyone, ['Location', location]] } })
const preflighted = (...headers: HeaderLine[]): ScriptedResponses => ({ preflight: { status: 204, headers: [everyone, ...headers] } })

function converse (request: Partial<PageRequest>, hops: readonly ScriptedResponses[], engine?: Engine, cache?: readonly PreflightCacheEntry[]) {
  return simulateFetch({ origin: PAGE, url: API, ...request }, scriptedServer(hops), { engine, cache })
}

t.test('a redirect and the following request have their steps in order', async (t) => {
  const { steps } = converse({}, [leadsTo('/2'), { response: { status: 200, headers: [] } }])
  t.strictSame(steps.map(({ hop, subject, check, failure }) => `${hop} ${subject} ${check}${failure ? ` ${failure.corsError}` : ''}`), [
    '0 request request-construction', '0 request request-mode', '0 request request-scheme', '0 request request-port',
    '0 response response-received', '0 response cors-check', '0 redirect redirect-location',
    '1 request request-mode', '1 request request-scheme', '1 request request-port',
    '1 response response-received', '1 response cors-check MissingAllowOriginHeader'
  ])
})

t.test('a preflight only for a method has no Access-Control-Request-Headers, and without a response nothing follows', async (t) => {
  const { requests } = converse({ method: 'PUT' }, [])
  t.strictSame(requests.map(({ headers }) => headers), [[['origin', PAGE], ['access-control-request-method', 'PUT']]])
})

t.test('credentials depend on the mode, and on whether a redirect left the origin of the page', async (t) => {
  const rows: [CredentialsMode, url: string, location: string, sent: boolean[]][] = [
    ['include', API, '/2', [true, true]],
    ['omit', API, '/2', [false, false]],
    ['omit', OWN, '/2', [false, false]],
    ['same-origin', API, '/2', [false, false]],
    ['same-origin', OWN, '/2', [true, true]],
    ['same-origin', OWN, API, [true, false]],
    ['same-origin', API, OWN, [false, false]]
  ]
  for (const [credentials, url, location, expected] of rows) {
    const hop = (answer: ScriptedResponses): ScriptedResponses => ({
      response: { ...answer.response!, headers: [...answer.response!.headers.slice(1), ['Access-Control-Allow-Origin', PAGE], ['Access-Control-Allow-Credentials', 'true']] }
    })
    const { requests } = converse({ credentials, url }, [hop(leadsTo(location))])
    t.strictSame(requests.map((request) => request.credentials), expected, `${credentials}: ${url} to ${location}`)
  }
})

t.test('the mode same-origin blocks cross-origin URLs, and all URLs for the origin null', async (t) => {
  const code = (request: Partial<PageRequest>, engine?: Engine) => converse({ mode: 'same-origin', ...request }, [], engine).failure?.code
  t.equal(code({ url: OWN }), 'no-response')
  t.equal(code({ url: OWN, cache: 'only-if-cached' }), 'no-response', 'it allows this cache mode')
  t.equal(code({}, 'chromium'), 'url-is-cross-origin')
  t.equal(code({ origin: 'null', url: 'data:,x' }), 'url-is-cross-origin')
})

t.test('a GET keeps body headers after a 303 redirect', async (t) => {
  const { requests } = converse({ headers: [['Content-Language', 'de']] }, [leadsTo('/2', 303)])
  t.strictSame(requests.map(({ headers }) => headers.at(-1)), [['content-language', 'de'], ['content-language', 'de']])
})

t.test('a failure after a redirect clears the preflight cache for the target URL', async (t) => {
  const known = converse({ method: 'PUT' }, [preflighted(put)]).cache
  t.strictSame(known, [], 'as here, at once')
  const { cache } = converse({ method: 'PUT', url: OWN }, [leadsTo(API), preflighted(put)])
  t.strictSame(cache, [])
})

t.test('the preflight cache contains what the response lists, and nothing with max-age 0', async (t) => {
  const response = { status: 200, headers: [everyone] }
  const remembered = (request: Partial<PageRequest>, ...headers: HeaderLine[]) =>
    converse(request, [{ ...preflighted(...headers), response }]).cache.map(({ methods, headerNames }) => [...methods, ...headerNames])
  t.strictSame(remembered({ method: 'PUT' }, put), [['PUT']])
  t.strictSame(remembered({ headers: [['x-a', '']] }, ['Access-Control-Allow-Headers', 'X-A']), [['x-a']])
  t.strictSame(remembered({ method: 'PUT' }, put, ['Access-Control-Max-Age', '0']), [])
})

t.test('the standard renews existing cache entries for requests of the same kind', async (t) => {
  const allow = (...headers: HeaderLine[]): ScriptedResponses[] => {
    const own: HeaderLine[] = [['Access-Control-Allow-Origin', PAGE], ['Access-Control-Allow-Credentials', 'true'], ...headers]
    return [{ preflight: { status: 204, headers: own }, response: { status: 200, headers: own } }]
  }
  const entry = (fact: Partial<PreflightCacheEntry>): PreflightCacheEntry =>
    ({ origin: PAGE, url: API, credentials: false, expires: 3, methods: [], headerNames: [], ...fact })
  const ask = (cache: readonly PreflightCacheEntry[], request: Partial<PageRequest>, ...headers: HeaderLine[]) =>
    converse(request, allow(...headers), 'standard', cache).cache
  const renewed = { expires: 5 }
  const both: Partial<PageRequest> = { method: 'PUT', headers: [['x-a', '']] }
  const lists: HeaderLine[] = [put, ['Access-Control-Allow-Headers', 'x-a']]
  const method = { methods: ['PUT'] }
  const header = { headerNames: ['x-a'] }

  t.strictSame(ask([entry(method)], both, ...lists), [entry({ ...method, ...renewed }), entry({ ...header, ...renewed })])
  t.strictSame(ask([entry(header)], both, ...lists), [entry({ ...header, ...renewed }), entry({ ...method, ...renewed })])
  t.strictSame(ask([entry({ methods: ['*'] })], both, ...lists), [entry({ methods: ['*'], ...renewed }), entry({ ...header, ...renewed })])
  t.strictSame(ask([entry({ ...method, credentials: true })], both, ...lists),
    [entry({ ...method, credentials: true, ...renewed }), entry({ ...header, ...renewed })])
  const kept = entry(method)
  t.strictSame(ask([kept], { ...both, credentials: 'include' }, ...lists),
    [kept, entry({ ...method, credentials: true, ...renewed }), entry({ ...header, credentials: true, ...renewed })])
  const elsewhere = entry({ ...method, url: `${API}/2` })
  t.strictSame(ask([elsewhere], { method: 'PUT' }, put), [elsewhere, entry({ ...method, ...renewed })])
})
