/** Tests complete simulations: requests, the response for the page, redirects, and differences of engines. */
import t from 'tap'
import { factsOf } from '../../../lib/browser/engines.ts'
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

/** The server allows every hop. Each hop but the last is a redirect, with the given status. Default: 307. */
function through (locations: readonly string[], status = 307): ScriptedResponses[] {
  const preflight = answer(204, ...allowEverything)
  return [
    ...locations.map((location) => ({ preflight, response: answer(status, everyone, ['Location', location]) })),
    { preflight, response: answer(200, everyone) }
  ]
}

function simulate (request: Partial<PageRequest>, hops: readonly ScriptedResponses[], engine?: Engine): SimulatedFetch {
  return simulateFetch({ origin: PAGE, url: API, ...request }, scriptedServer(hops), { engine })
}

/** Kind or method, URL and headers. */
function sent ({ requests }: SimulatedFetch): string[] {
  return requests.map(({ method, url, headers }: SentRequest) =>
    [method, url, ...headers.map((line) => line.join('='))].join(' '))
}

t.test('simulateFetch sends a preflight and then the actual request', async (t) => {
  const headers: HeaderLine[] = [['X-Zed', ' 1 '], ['Authorization', 'x'], ['Cookie', 'a=b'], ['Accept', '*/*']]
  const conversation = simulate({ url: `${API}?q#part`, method: 'put', headers, credentials: 'include' }, [{
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
      { hop: 0, subject: 'request', check: 'request-port', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'response-received', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'cors-check', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'preflight-redirect', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'preflight-status', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'allow-methods-syntax', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'allow-headers-syntax', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'method-allowed', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'authorization-listed', failure: undefined },
      { hop: 0, subject: 'preflight', check: 'headers-allowed', failure: undefined },
      { hop: 0, subject: 'response', check: 'response-received', failure: undefined },
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

t.test('a same-origin request needs no CORS headers', async (t) => {
  for (const method of ['GET', 'HEAD']) {
    const conversation = simulate({ url: `${PAGE}/r`, method }, [{ response: answer(200, ['ETag', '1'], ['Set-Cookie', 'a']) }])
    t.match(conversation, { outcome: 'allow', response: { type: 'basic' } })
    t.same(conversation.response?.headers, [['etag', '1']])
    t.same(sent(conversation), [`${method} ${PAGE}/r`])
    t.equal(conversation.requests[0]?.credentials, true)
  }
  t.same(sent(simulate({ url: `${PAGE}/r`, method: 'PUT', credentials: 'omit' }, through([]))), [`PUT ${PAGE}/r origin=${PAGE}`])
  t.match(simulate({ origin: 'null', url: `${PAGE}/r` }, [{ response: answer(200) }]), { failure: { code: 'allow-origin-missing' } })
})

t.test('a no-cors response is opaque', async (t) => {
  const headers: HeaderLine[] = [['Accept', 'text/html'], ['X-A', '1'], ['accept', 'a'.repeat(120)], ['Content-Type', 'text/css']]
  const conversation = simulate({ mode: 'no-cors', method: 'post', headers, credentials: 'include' }, [{ response: answer(200, ['ETag', '1']) }])
  t.match(conversation, { outcome: 'opaque', response: { type: 'opaque', url: '', status: 0, headers: { length: 0 } } })
  // Both values of Accept together are too long.
  t.same(sent(conversation), [`POST ${API} origin=${PAGE} accept=text/html`])
  t.same(sent(simulate({ mode: 'no-cors' }, through([OTHER]))), [`GET ${API}`, `GET ${OTHER}`])
})

t.test('pages read the safelisted and the exposed headers of a cross-origin response', async (t) => {
  const headers: HeaderLine[] = [
    ['X-B', ' 2 '], ['x-a', '1'], ['X-A', ''], ['Set-Cookie', 'a'], ['Content-Type', 'text/plain'], ['*', 'star'], ['X-b', '3']
  ]
  const expose = (...values: string[]): HeaderLine[] => values.map((value) => ['access-control-expose-headers', value])
  const read = (credentials: CredentialsMode, tainting: ResponseTainting, ...values: string[]): string =>
    readableHeaders([...headers, ...expose(...values)], { credentials }, tainting, factsOf('standard')).map((line) => line.join('=')).join(' ')
  t.equal(read('omit', 'cors'), 'content-type=text/plain')
  t.equal(read('omit', 'cors', 'X-A,', ' ,x-b, set-cookie'), 'content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('same-origin', 'cors', 'x-a', 'x b'), 'content-type=text/plain', 'one malformed element exposes nothing')
  t.equal(read('omit', 'cors', 'x-c, *'),
    '*=star access-control-expose-headers=x-c, * content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('include', 'cors', '*, x-a'), '*=star content-type=text/plain x-a=1, ')
  t.equal(read('omit', 'basic'), '*=star content-type=text/plain x-a=1,  x-b=2, 3')
  t.equal(read('omit', 'opaque', '*'), '')
})

t.test('Origin is null after a redirect from a foreign origin', async (t) => {
  const origins = (url: string, ...locations: string[]): (string | undefined)[] =>
    simulate({ url, method: 'POST' }, through(locations)).hops.map(({ origin }) => origin)
  t.same(origins(API, OTHER), [PAGE, 'null'])
  t.same(origins(API, `${PAGE}/back`, `${PAGE}/again`), [PAGE, 'null', 'null'])
  t.same(origins(API, '/same', '?more', OTHER, API), [PAGE, PAGE, PAGE, 'null', 'null'])
  t.same(origins(`${PAGE}/own`, API, '/same'), [PAGE, PAGE, PAGE])
  t.same(origins(`${PAGE}/own`, '/own'), [PAGE, PAGE])
  const refused = simulate({}, [...through([OTHER]).slice(0, 1), { response: answer(200, ['Access-Control-Allow-Origin', PAGE]) }])
  t.match(refused, { outcome: 'block', failure: { code: 'allow-origin-differs', parameter: PAGE } })
  t.equal(refused.steps.at(-1)?.hop, 1)
  const allowed = simulate({}, [...through([OTHER]).slice(0, 1), { response: answer(200, ['Access-Control-Allow-Origin', 'null']) }])
  t.match(allowed, { outcome: 'allow', response: { type: 'cors', url: OTHER } })
})

t.test('redirects change methods, bodies and headers', async (t) => {
  const headers: HeaderLine[] = [['Content-Type', 'text/plain'], ['Authorization', 'x'], ['X-A', '1']]
  const second = (method: string, status: number, location: string): string | undefined =>
    sent(simulate({ method, headers, body: 'bytes' }, through([location], status))).at(-1)
  const kept = 'content-type=text/plain authorization=x x-a=1'
  t.equal(second('POST', 301, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('POST', 302, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('PUT', 302, '/2'), `PUT https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('PUT', 303, '/2'), `GET https://api.test/2 origin=${PAGE} authorization=x x-a=1`)
  t.equal(second('HEAD', 303, '/2'), `HEAD https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('POST', 307, '/2'), `POST https://api.test/2 origin=${PAGE} ${kept}`)
  t.equal(second('POST', 308, OTHER), `POST ${OTHER} origin=null content-type=text/plain x-a=1`)
  t.equal(simulate({}, [{ response: answer(300, everyone, ['Location', '/2']) }]).response?.status, 300)
  t.equal(simulate({}, [{ response: answer(302, everyone) }]).response?.status, 302)
  t.match(simulate({}, [{ response: answer(302, everyone, ['Location', '/2'], ['Location', '/3']) }]),
    { failure: { code: 'redirect-location-is-not-a-url' } })
  t.match(simulate({ method: 'POST', body: 'stream' }, through(['/2'], 303)), { outcome: 'allow', hops: [{}, { method: 'GET' }] })
})

t.test('a redirect keeps the fragment unless Location has one', async (t) => {
  const urls = (location: string): string[] => {
    const { cache } = simulate({ url: `${API}#part`, method: 'PUT' }, through([location]))
    return cache.map(({ url }) => url)
  }
  t.ok(urls('/2').includes('https://api.test/2#part'))
  t.ok(urls('/2#own').includes('https://api.test/2#own'))
})

t.test('simulateFetch follows 20 redirects', async (t) => {
  t.equal(simulate({}, through(Array<string>(20).fill('/r'))).outcome, 'allow')
})

t.test('credentials in Location fail, except for same-origin redirects', async (t) => {
  const code = (url: string, location: string, request: Partial<PageRequest> = {}, engine?: Engine): string | undefined =>
    simulate({ url, ...request }, through([location]), engine).failure?.code
  t.equal(code(`${PAGE}/r`, 'https://user:password@app.test/2'), undefined)
  t.equal(code(`${PAGE}/r`, 'https://user:password@app.test/2', {}, 'chromium'), 'redirect-has-credentials')
  t.equal(code(`${PAGE}/r`, 'https://user:password@app.test/2', { api: 'xhr' }, 'chromium'), undefined)
  t.equal(code(`${PAGE}/r`, 'https://user@api.test/2'), 'redirect-has-credentials')
  t.equal(code(API, 'https://user@app.test/2'), 'redirect-has-credentials')
  t.equal(code(API, 'https://user@api.test/2', { mode: 'no-cors' }), undefined)
  t.equal(code('https://user@api.test/2', 'https://api.test/3', { api: 'xhr' }), undefined, 'XMLHttpRequest allows them in the URL')
})

t.test('upload listeners and streams need a preflight', async (t) => {
  const hops = [{ preflight: answer(204, everyone), response: answer(200, everyone) }]
  const listening: Partial<PageRequest> = { api: 'xhr', uploadListener: true, method: 'PATCH', body: 'bytes' }
  t.equal(simulate(listening, hops).outcome, 'allow', 'without a list of methods, the method of the request is allowed')
  t.match(simulate(listening, hops, 'chromium'), { failure: { code: 'method-not-allowed' } })
  t.same(simulate({ ...listening, method: 'GET', body: undefined }, hops).requests.length, 2)
  t.same(simulate({ ...listening, method: 'GET', body: undefined }, hops, 'chromium').requests.length, 1)
  const stream: Partial<PageRequest> = { method: 'POST', body: 'stream' }
  t.same(simulate(stream, hops).hops[0]?.preflight, { reasons: ['stream-body'], unsafeHeaderNames: [] })
  t.match(simulate({ ...stream, method: 'PATCH' }, hops), { outcome: 'allow' })
  t.match(simulate({ method: 'PATCH', body: 'bytes' }, hops), { failure: { code: 'method-not-allowed' } })
  t.same(simulate({ ...listening, method: 'POST' }, hops, 'chromium').hops[0]?.preflight?.reasons, ['upload-listener'])
  t.match(simulate({ ...stream, method: 'HEAD' }, hops), { failure: { code: 'stream-with-get-or-head', parameter: 'HEAD' } })
  t.match(simulate({ ...stream, mode: 'same-origin' }, hops), { failure: { code: 'url-is-cross-origin' } })
  t.match(simulate({ ...stream, mode: 'same-origin' }, hops, 'chromium'), { outcome: 'allow' })
})

t.test('several lines of one header are joined in Chromium', async (t) => {
  const headers: HeaderLine[] = [['Accept', 'a'.repeat(100)], ['accept', 'b'.repeat(100)]]
  t.equal(simulate({ headers }, through([])).hops[0]?.preflight, undefined, 'each line is short enough')
  t.ok(simulate({ headers, api: 'xhr' }, through([])).hops[0]?.preflight, 'XMLHttpRequest joins them')
  t.ok(simulate({ headers }, through([]), 'chromium').hops[0]?.preflight, 'Chromium joins the lines')
  t.equal(simulate({ headers: [['x-a', '\r\n\xff\n\r']] }, through([])).requests[1]?.headers.at(-1)?.[1], '\xff')
  for (const value of ['a\nb', 'a\rb', 'a\0b', '\u0100']) {
    t.match(simulate({ headers: [['x-a', value]] }, []), { failure: { code: 'header-is-malformed', parameter: 'x-a' } })
  }
})

t.test('requests without the CORS protocol have `Origin` by the referrer policy', async (t) => {
  const origin = (request: Partial<PageRequest>, hops: readonly ScriptedResponses[], engine?: Engine): (string | undefined)[] =>
    simulate({ mode: 'no-cors', method: 'POST', ...request }, hops, engine).requests
      .map(({ headers }) => headers.find(([name]) => name === 'origin')?.[1])
  t.same(origin({}, through([])), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer' }, through([])), ['null'])
  t.same(origin({ referrerPolicy: 'no-referrer' }, through([]), 'chromium'), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer', mode: 'cors' }, through([])), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer', mode: 'cors', url: `${PAGE}/r` }, through([])), [PAGE])
  t.same(origin({ url: `${PAGE}/r` }, through([API])), [PAGE, PAGE])
  t.same(origin({ url: `${PAGE}/r` }, through([API]), 'chromium'), [PAGE, 'null'])
  t.same(origin({}, through([OTHER])), [PAGE, 'null'])
  t.same(origin({ referrerPolicy: 'same-origin' }, through([])), ['null'])
  t.same(origin({ referrerPolicy: 'same-origin' }, through([]), 'chromium'), [PAGE])
  t.same(origin({ referrerPolicy: 'same-origin', url: `${PAGE}/r` }, through([])), [PAGE])
  for (const referrerPolicy of ['origin', 'origin-when-cross-origin', 'unsafe-url'] as const) {
    t.same(origin({ referrerPolicy, origin: 'https://app.test', url: 'http://api.test/' }, through([])), ['https://app.test'], `${referrerPolicy}, to http`)
  }
  for (const referrerPolicy of ['', 'no-referrer-when-downgrade', 'strict-origin', 'strict-origin-when-cross-origin'] as const) {
    t.same(origin({ referrerPolicy, origin: 'https://app.test', url: 'http://api.test/' }, through([])), ['null'], `${referrerPolicy}, to http`)
    t.same(origin({ referrerPolicy, origin: 'https://app.test', url: 'https://api.test/' }, through([])), ['https://app.test'])
  }
})

t.test('Chromium handles invalid and empty Location headers as measured', async (t) => {
  const preflight = (location: string, ...headers: HeaderLine[]): ScriptedResponses[] =>
    [{ preflight: answer(302, ['Location', location], ...headers) }]
  const put: Partial<PageRequest> = { method: 'PUT' }
  t.match(simulate(put, preflight('/2')), { failure: { code: 'allow-origin-missing' } })
  t.match(simulate(put, preflight('/2'), 'chromium'), { failure: { code: 'preflight-redirects' } })
  t.match(simulate(put, preflight('http://[', everyone)), { failure: { code: 'preflight-redirects' } })
  t.match(simulate(put, preflight('http://[', everyone), 'chromium'), {
    failure: { code: 'redirect-location-is-not-a-url', parameter: '' }
  })
  t.match(simulate(put, preflight('', everyone), 'chromium'), { failure: { code: 'preflight-status-is-not-ok' } })
  const malformed = [{ response: answer(302, ['Location', 'http://[']) }]
  t.match(simulate({}, malformed), { failure: { code: 'allow-origin-missing' } })
  t.match(simulate({}, malformed, 'chromium'), { failure: { code: 'redirect-location-is-not-a-url', parameter: '' } })
  const empty = [{ response: answer(302, everyone, ['Location', '']) }]
  t.match(simulate({}, empty), { failure: { code: 'no-response' } }, 'an empty Location is the URL itself')
  t.match(simulate({}, empty, 'chromium'), { outcome: 'allow', response: { status: 302 } })
})

t.test('Chromium removes client hints at redirects', async (t) => {
  const headers: HeaderLine[] = [['DPR', 'x'], ['Save-Data', 'x'], ['Intervention', 'x'.repeat(129)]]
  const asked = (url: string, location: string, engine: Engine): (readonly string[] | undefined)[] =>
    simulate({ url, headers }, through([location]), engine).hops.map(({ preflight }) => preflight?.unsafeHeaderNames)
  const all = ['dpr', 'intervention', 'save-data']
  t.same(asked(API, '/2', 'chromium'), [all, ['intervention', 'save-data']])
  t.same(asked(API, `${PAGE}/2`, 'chromium'), [all, all])
  t.same(asked(API, '/2', 'standard'), [all, all])
})

t.test('Access-Control-Allow-Origin with valid and invalid URLs', async (t) => {
  const code = (value: string): string | undefined =>
    simulate({}, [{ response: answer(200, ['Access-Control-Allow-Origin', value]) }]).failure?.code
  t.equal(code('null'), 'allow-origin-differs')
  t.equal(code('https://b\xc3\xbccher.test'), 'allow-origin-differs', 'UTF-8')
  t.equal(code('https://b\xfccher.test'), 'allow-origin-is-not-a-url', 'the value is not UTF-8')
  t.equal(code('*'), undefined)
  t.equal(code('**'), 'allow-origin-is-not-a-url')
  t.equal(code(''), 'allow-origin-is-not-a-url')
})

t.test('Access-Control-Allow-Origin is compared byte by byte, without surrounding white space', async (t) => {
  const allows = (value: string, origin = PAGE): boolean =>
    simulate({ origin }, [{ response: answer(200, ['Access-Control-Allow-Origin', value]) }]).outcome === 'allow'
  for (const value of ['*', ' *', '\t*\t', PAGE, ` ${PAGE}  `]) t.ok(allows(value), JSON.stringify(value))
  for (const value of [PAGE.toUpperCase(), `${PAGE}:443`, `${PAGE}/`, `"${PAGE}"`, '*, *', 'https://*.test', 'null', '']) {
    t.notOk(allows(value), JSON.stringify(value))
  }
  t.ok(allows('null', 'null'))
  t.notOk(allows('Null', 'null'))
})

t.test('with credentials, "*" is not a wildcard', async (t) => {
  const ask = (request: Partial<PageRequest>, methods: string, names: string): string | undefined =>
    simulate({ ...request, credentials: 'include' }, [{
      preflight: answer(204,
        ['Access-Control-Allow-Origin', PAGE], ['Access-Control-Allow-Credentials', 'true'],
        ['Access-Control-Allow-Methods', methods], ['Access-Control-Allow-Headers', names])
    }]).failure?.code
  const put: Partial<PageRequest> = { method: 'PUT' }
  t.equal(ask(put, '*', ''), 'method-not-allowed')
  t.equal(ask(put, '*, PUT', ''), 'no-response')
  t.equal(ask({ method: '*' }, '*', ''), 'no-response')
  t.equal(ask({ headers: [['x-a', '1']] }, '', '*'), 'header-not-allowed')
  t.equal(ask({ headers: [['*', '1']] }, '', '*'), 'no-response')
})
