/** Whole conversations: what is sent, what the page gets, where redirects lead, and where engines differ. */
import t from 'tap'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import { readableHeaders } from '../../../lib/browser/exposed-headers.ts'
import type {
  SimulatedFetch, CredentialsMode, Engine, HeaderLine, ScriptedResponses, PageRequest, ResponseTainting, SentRequest, ServerResponse
} from '../../../types/browser.ts'

const PAGE = 'https://app.test'
const API = 'https://api.test/r'
const OTHER = 'https://other.test/r'

const everyone: HeaderLine = ['Access-Control-Allow-Origin', '*']
const allowEverything: HeaderLine[] = [
  everyone, ['Access-Control-Allow-Methods', '*'], ['Access-Control-Allow-Headers', '*, authorization']
]

function answer (status: number, ...headers: HeaderLine[]): ServerResponse {
  return { status, headers }
}

/** Every hop is allowed; each but the last redirects, with the status given or 307. */
function through (locations: readonly string[], status = 307): ScriptedResponses[] {
  const preflight = answer(204, ...allowEverything)
  return [
    ...locations.map((location) => ({ preflight, response: answer(status, everyone, ['Location', location]) })),
    { preflight, response: answer(200, everyone) }
  ]
}

function converse (request: Partial<PageRequest>, hops: readonly ScriptedResponses[], engine?: Engine): SimulatedFetch {
  return simulateFetch({ origin: PAGE, url: API, ...request }, scriptedServer(hops), { engine })
}

/** Kind or method, URL, and headers. */
function sent ({ requests }: SimulatedFetch): string[] {
  return requests.map(({ method, url, headers }: SentRequest) =>
    [method, url, ...headers.map((line) => line.join('='))].join(' '))
}

t.test('a preflight, and the request that it is for', async (t) => {
  const headers: HeaderLine[] = [['X-Zed', ' 1 '], ['Authorization', 'x'], ['Cookie', 'a=b'], ['Accept', '*/*']]
  const conversation = converse({ url: `${API}?q#part`, method: 'put', headers, credentials: 'include' }, [{
    preflight: answer(200,
      ['access-control-allow-origin', ` ${PAGE}\t`], ['ACCESS-CONTROL-ALLOW-CREDENTIALS', 'true'],
      ['Access-Control-Allow-Methods', 'GET,, PUT'], ['Access-Control-Allow-Headers', ' ,X-ZED'],
      ['Access-Control-Allow-Headers', 'AUTHORIZATION']),
    response: answer(404, ['Access-Control-Allow-Origin', PAGE], ['Access-Control-Allow-Credentials', 'true'], ['ETag', '1'])
  }])
  t.same(conversation, {
    outcome: 'allow',
    requests: [{
      kind: 'preflight',
      hop: 0,
      method: 'OPTIONS',
      url: `${API}?q`,
      headers: [
        ['origin', PAGE], ['access-control-request-method', 'PUT'], ['access-control-request-headers', 'authorization,x-zed']
      ],
      credentials: false
    }, {
      kind: 'actual',
      hop: 0,
      method: 'PUT',
      url: `${API}?q`,
      headers: [['origin', PAGE], ['x-zed', '1'], ['authorization', 'x'], ['accept', '*/*']],
      credentials: true
    }],
    hops: [{
      url: `${API}?q`,
      method: 'PUT',
      tainting: 'cors',
      origin: PAGE,
      preflight: { reasons: ['method', 'headers'], unsafeHeaderNames: ['authorization', 'x-zed'] },
      cached: false
    }],
    steps: [
      { hop: 0, subject: 'request', check: 'request-construction', failure: undefined },
      { hop: 0, subject: 'request', check: 'request-mode', failure: undefined },
      { hop: 0, subject: 'request', check: 'request-scheme', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'answer', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'cors-check', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'preflight-redirect', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'preflight-status', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'allow-methods-syntax', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'allow-headers-syntax', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'method-allowed', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'authorization-listed', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'headers-allowed', failure: undefined },
      { hop: 0, subject: 'response', check: 'answer', failure: undefined },
      { hop: 0, subject: 'response', check: 'cors-check', failure: undefined }
    ],
    failure: undefined,
    response: { type: 'cors', url: `${API}?q`, status: 404, headers: [] },
    cache: [
      { origin: PAGE, url: `${API}?q#part`, credentials: true, expires: 5, methods: ['GET'], headerNames: [] },
      { origin: PAGE, url: `${API}?q#part`, credentials: true, expires: 5, methods: ['PUT'], headerNames: [] },
      { origin: PAGE, url: `${API}?q#part`, credentials: true, expires: 5, methods: [], headerNames: ['x-zed'] },
      { origin: PAGE, url: `${API}?q#part`, credentials: true, expires: 5, methods: [], headerNames: ['authorization'] }
    ]
  })
  const parts = [
    conversation, conversation.requests, conversation.requests[0], conversation.requests[0]?.headers, conversation.hops,
    conversation.hops[0], conversation.steps, conversation.steps[0], conversation.response, conversation.response?.headers,
    conversation.cache, conversation.cache[0]
  ]
  t.same(parts.filter((part) => !Object.isFrozen(part)), [])
})

t.test('the page\'s own origin needs no permission', async (t) => {
  for (const method of ['GET', 'HEAD']) {
    const conversation = converse({ url: `${PAGE}/r`, method }, [{ response: answer(200, ['ETag', '1'], ['Set-Cookie', 'a']) }])
    t.match(conversation, { outcome: 'allow', response: { type: 'basic' } })
    t.same(conversation.response?.headers, [['etag', '1']])
    t.same(sent(conversation), [`${method} ${PAGE}/r`])
    t.equal(conversation.requests[0]?.credentials, true)
  }
  t.same(sent(converse({ url: `${PAGE}/r`, method: 'PUT', credentials: 'omit' }, through([]))), [`PUT ${PAGE}/r origin=${PAGE}`])
  t.match(converse({ origin: 'null', url: `${PAGE}/r` }, [{ response: answer(200) }]), { failure: { code: 'allow-origin-missing' } })
})

t.test('without the CORS protocol nothing can be read', async (t) => {
  const headers: HeaderLine[] = [['Accept', 'text/html'], ['X-A', '1'], ['accept', 'a'.repeat(120)], ['Content-Type', 'text/css']]
  const conversation = converse({ mode: 'no-cors', method: 'post', headers, credentials: 'include' }, [{ response: answer(200, ['ETag', '1']) }])
  t.match(conversation, { outcome: 'opaque', response: { type: 'opaque', url: '', status: 0, headers: [] } })
  // The second Accept is too long together with the first.
  t.same(sent(conversation), [`POST ${API} origin=${PAGE} accept=text/html`])
  t.same(sent(converse({ mode: 'no-cors' }, through([OTHER]))), [`GET ${API}`, `GET ${OTHER}`])
})

t.test('what a page reads of a cross-origin response', async (t) => {
  const headers: HeaderLine[] = [
    ['X-B', ' 2 '], ['x-a', '1'], ['X-A', ''], ['Set-Cookie', 'a'], ['Content-Type', 'text/plain'], ['*', 'star'], ['X-b', '3']
  ]
  const expose = (...values: string[]): HeaderLine[] => values.map((value) => ['access-control-expose-headers', value])
  const read = (credentials: CredentialsMode, tainting: ResponseTainting, ...values: string[]): string =>
    readableHeaders([...headers, ...expose(...values)], credentials, tainting).map((line) => line.join('=')).join(' ')
  t.equal(read('omit', 'cors'), 'content-type=text/plain')
  t.equal(read('omit', 'cors', 'X-A,', ' ,x-b, set-cookie'), 'content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('same-origin', 'cors', 'x-a', 'x b'), 'content-type=text/plain', 'one malformed element exposes nothing')
  t.equal(read('omit', 'cors', 'x-c, *'),
    '*=star access-control-expose-headers=x-c, * content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('include', 'cors', '*, x-a'), '*=star content-type=text/plain x-a=1, ')
  t.equal(read('omit', 'basic'), '*=star content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('omit', 'opaque', '*'), '')
})

t.test('the origin is null once a redirect leaves a foreign origin', async (t) => {
  const origins = (url: string, ...locations: string[]): (string | undefined)[] =>
    converse({ url, method: 'POST' }, through(locations)).hops.map(({ origin }) => origin)
  t.same(origins(API, OTHER), [PAGE, 'null'])
  t.same(origins(API, `${PAGE}/back`, `${PAGE}/again`), [PAGE, 'null', 'null'])
  t.same(origins(API, '/same', '?more', OTHER, API), [PAGE, PAGE, PAGE, 'null', 'null'])
  t.same(origins(`${PAGE}/own`, API, '/same'), [PAGE, PAGE, PAGE])
  t.same(origins(`${PAGE}/own`, '/own'), [PAGE, PAGE])
  const refused = converse({}, [...through([OTHER]).slice(0, 1), { response: answer(200, ['Access-Control-Allow-Origin', PAGE]) }])
  t.match(refused, { outcome: 'block', failure: { code: 'allow-origin-differs', parameter: PAGE } })
  t.equal(refused.steps.at(-1)?.hop, 1)
  const allowed = converse({}, [...through([OTHER]).slice(0, 1), { response: answer(200, ['Access-Control-Allow-Origin', 'null']) }])
  t.match(allowed, { outcome: 'allow', response: { type: 'cors', url: OTHER } })
})

t.test('redirects change methods, bodies and headers', async (t) => {
  const headers: HeaderLine[] = [['Content-Type', 'text/plain'], ['Authorization', 'x'], ['X-A', '1']]
  const second = (method: string, status: number, location: string): string | undefined =>
    sent(converse({ method, headers, body: 'bytes' }, through([location], status))).at(-1)
  const kept = 'content-type=text/plain authorization=x x-a=1'
  t.equal(second('POST', 301, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('POST', 302, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('PUT', 302, '/2'), `PUT https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('PUT', 303, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('HEAD', 303, '/2'), `HEAD https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('POST', 307, '/2'), `POST https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('POST', 308, OTHER), `POST ${OTHER} origin=null content-type=text/plain x-a=1`)
  t.equal(converse({}, [{ response: answer(300, everyone, ['Location', '/2']) }]).response?.status, 300)
  t.equal(converse({}, [{ response: answer(302, everyone) }]).response?.status, 302)
  t.match(converse({}, [{ response: answer(302, everyone, ['Location', '/2'], ['Location', '/3']) }]),
    { failure: { code: 'redirect-location-is-not-a-url' } })
  t.match(converse({ method: 'POST', body: 'stream' }, through(['/2'], 303)), { outcome: 'allow', hops: [{}, { method: 'GET' }] })
})

t.test('a redirect keeps the fragment, unless it brings its own', async (t) => {
  const urls = (location: string): string[] => {
    const { cache } = converse({ url: `${API}#part`, method: 'PUT' }, through([location]))
    return cache.map(({ url }) => url)
  }
  t.ok(urls('/2').includes('https://api.test/2#part'))
  t.ok(urls('/2#own').includes('https://api.test/2#own'))
})

t.test('twenty redirects are followed', async (t) => {
  t.equal(converse({}, through(Array<string>(20).fill('/r'))).outcome, 'allow')
})

t.test('credentials in a Location are refused, but from the page\'s own origin to itself', async (t) => {
  const code = (url: string, location: string, request: Partial<PageRequest> = {}, engine?: Engine): string | undefined =>
    converse({ url, ...request }, through([location]), engine).failure?.code
  t.equal(code(`${PAGE}/r`, 'https://user:password@app.test/2'), undefined)
  t.equal(code(`${PAGE}/r`, 'https://user:password@app.test/2', {}, 'chromium'), 'redirect-has-credentials')
  t.equal(code(`${PAGE}/r`, 'https://user:password@app.test/2', { api: 'xhr' }, 'chromium'), undefined)
  t.equal(code(`${PAGE}/r`, 'https://user@api.test/2'), 'redirect-has-credentials')
  t.equal(code(API, 'https://user@app.test/2'), 'redirect-has-credentials')
  t.equal(code(API, 'https://user@api.test/2', { mode: 'no-cors' }), undefined)
  t.equal(code('https://user@api.test/2', 'https://api.test/3', { api: 'xhr' }), undefined, 'XMLHttpRequest takes them in a URL')
})

t.test('upload listeners and streams', async (t) => {
  const hops = [{ preflight: answer(204, everyone), response: answer(200, everyone) }]
  const listening: Partial<PageRequest> = { api: 'xhr', uploadListener: true, method: 'PATCH', body: 'bytes' }
  t.equal(converse(listening, hops).outcome, 'allow', 'without a list of methods, its own is allowed')
  t.match(converse(listening, hops, 'chromium'), { failure: { code: 'method-not-allowed' } })
  t.same(converse({ ...listening, method: 'GET', body: undefined }, hops).requests.length, 2)
  t.same(converse({ ...listening, method: 'GET', body: undefined }, hops, 'chromium').requests.length, 1)
  const stream: Partial<PageRequest> = { method: 'POST', body: 'stream' }
  t.same(converse(stream, hops).hops[0]?.preflight, { reasons: ['stream-body'], unsafeHeaderNames: [] })
  t.match(converse({ ...stream, method: 'PATCH' }, hops), { outcome: 'allow' })
  t.match(converse({ method: 'PATCH', body: 'bytes' }, hops), { failure: { code: 'method-not-allowed' } })
  t.same(converse({ ...listening, method: 'POST' }, hops, 'chromium').hops[0]?.preflight?.reasons, ['upload-listener'])
  t.match(converse({ ...stream, method: 'HEAD' }, hops), { failure: { code: 'stream-with-get-or-head', parameter: 'HEAD' } })
  t.match(converse({ ...stream, mode: 'same-origin' }, hops), { failure: { code: 'url-is-cross-origin' } })
  t.match(converse({ ...stream, mode: 'same-origin' }, hops, 'chromium'), { outcome: 'allow' })
})

t.test('lines of one name that a page appends', async (t) => {
  const headers: HeaderLine[] = [['Accept', 'a'.repeat(100)], ['accept', 'b'.repeat(100)]]
  t.equal(converse({ headers }, through([])).hops[0]?.preflight, undefined, 'each is short enough')
  t.ok(converse({ headers, api: 'xhr' }, through([])).hops[0]?.preflight, 'XMLHttpRequest joins them')
  t.ok(converse({ headers }, through([]), 'chromium').hops[0]?.preflight, 'and so does Chromium')
  t.equal(converse({ headers: [['x-a', '\r\n\xff\n\r']] }, through([])).requests[1]?.headers.at(-1)?.[1], '\xff')
  for (const value of ['a\nb', 'a\rb', 'a\0b', '\u0100']) {
    t.match(converse({ headers: [['x-a', value]] }, []), { failure: { code: 'header-is-malformed', parameter: 'x-a' } })
  }
})

t.test('the origin of requests outside the CORS protocol', async (t) => {
  const origin = (request: Partial<PageRequest>, hops: readonly ScriptedResponses[], engine?: Engine): (string | undefined)[] =>
    converse({ mode: 'no-cors', method: 'POST', ...request }, hops, engine).requests
      .map(({ headers }) => headers.find(([name]) => name === 'origin')?.[1])
  t.same(origin({}, through([])), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer' }, through([])), ['null'])
  t.same(origin({ referrerPolicy: 'no-referrer' }, through([]), 'chromium'), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer', mode: 'cors' }, through([])), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer', mode: 'cors', url: `${PAGE}/r` }, through([])), [PAGE])
  t.same(origin({ url: `${PAGE}/r` }, through([API])), [PAGE, PAGE])
  t.same(origin({ url: `${PAGE}/r` }, through([API]), 'chromium'), [PAGE, 'null'])
  t.same(origin({}, through([OTHER])), [PAGE, 'null'])
})

t.test('what Chromium makes of Location', async (t) => {
  const preflight = (location: string, ...headers: HeaderLine[]): ScriptedResponses[] =>
    [{ preflight: answer(302, ['Location', location], ...headers) }]
  const put: Partial<PageRequest> = { method: 'PUT' }
  t.match(converse(put, preflight('/2')), { failure: { code: 'allow-origin-missing' } })
  t.match(converse(put, preflight('/2'), 'chromium'), { failure: { code: 'preflight-redirects' } })
  t.match(converse(put, preflight('http://[', everyone)), { failure: { code: 'preflight-redirects' } })
  t.match(converse(put, preflight('http://[', everyone), 'chromium'), {
    failure: { code: 'redirect-location-is-not-a-url', parameter: '' }
  })
  t.match(converse(put, preflight('', everyone), 'chromium'), { failure: { code: 'preflight-status-is-not-ok' } })
  const malformed = [{ response: answer(302, ['Location', 'http://[']) }]
  t.match(converse({}, malformed), { failure: { code: 'allow-origin-missing' } })
  t.match(converse({}, malformed, 'chromium'), { failure: { code: 'redirect-location-is-not-a-url', parameter: '' } })
  const empty = [{ response: answer(302, everyone, ['Location', '']) }]
  t.match(converse({}, empty), { failure: { code: 'no-answer' } }, 'it is the URL itself')
  t.match(converse({}, empty, 'chromium'), { outcome: 'allow', response: { status: 302 } })
})

t.test('client hints do not go where a redirect leads, in Chromium', async (t) => {
  const headers: HeaderLine[] = [['DPR', 'x'], ['Save-Data', 'x'], ['Intervention', 'x'.repeat(129)]]
  const asked = (url: string, location: string, engine: Engine): (readonly string[] | undefined)[] =>
    converse({ url, headers }, through([location]), engine).hops.map(({ preflight }) => preflight?.unsafeHeaderNames)
  const all = ['dpr', 'intervention', 'save-data']
  t.same(asked(API, '/2', 'chromium'), [all, ['intervention', 'save-data']])
  t.same(asked(API, `${PAGE}/2`, 'chromium'), [all, all])
  t.same(asked(API, '/2', 'standard'), [all, all])
})

t.test('texts that are a URL or none, whatever their bytes', async (t) => {
  const code = (value: string): string | undefined =>
    converse({}, [{ response: answer(200, ['Access-Control-Allow-Origin', value]) }]).failure?.code
  t.equal(code('null'), 'allow-origin-differs')
  t.equal(code('https://b\xc3\xbccher.test'), 'allow-origin-differs', 'UTF-8')
  t.equal(code('https://b\xfccher.test'), 'allow-origin-is-not-a-url', 'no UTF-8')
  t.equal(code('*'), undefined)
  t.equal(code('**'), 'allow-origin-is-not-a-url')
  t.equal(code(''), 'allow-origin-is-not-a-url')
})

t.test('Access-Control-Allow-Origin is compared by bytes, white space around it aside', async (t) => {
  const allows = (value: string, origin = PAGE): boolean =>
    converse({ origin }, [{ response: answer(200, ['Access-Control-Allow-Origin', value]) }]).outcome === 'allow'
  for (const value of ['*', ' *', '\t*\t', PAGE, ` ${PAGE}  `]) t.ok(allows(value), JSON.stringify(value))
  for (const value of [PAGE.toUpperCase(), `${PAGE}:443`, `${PAGE}/`, `"${PAGE}"`, '*, *', 'https://*.test', 'null', '']) {
    t.notOk(allows(value), JSON.stringify(value))
  }
  t.ok(allows('null', 'null'))
  t.notOk(allows('Null', 'null'))
})

t.test('with credentials "*" is a name like any other', async (t) => {
  const ask = (request: Partial<PageRequest>, methods: string, names: string): string | undefined =>
    converse({ ...request, credentials: 'include' }, [{
      preflight: answer(204,
        ['Access-Control-Allow-Origin', PAGE], ['Access-Control-Allow-Credentials', 'true'],
        ['Access-Control-Allow-Methods', methods], ['Access-Control-Allow-Headers', names])
    }]).failure?.code
  const put: Partial<PageRequest> = { method: 'PUT' }
  t.equal(ask(put, '*', ''), 'method-not-allowed')
  t.equal(ask(put, '*, PUT', ''), 'no-answer')
  t.equal(ask({ method: '*' }, '*', ''), 'no-answer')
  t.equal(ask({ headers: [['x-a', '1']] }, '', '*'), 'header-not-allowed')
  t.equal(ask({ headers: [['*', '1']] }, '', '*'), 'no-answer')
})
