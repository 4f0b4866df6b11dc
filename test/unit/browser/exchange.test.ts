/** Tests complete simulations: requests, their Origin, and the response for the page. */
import t from 'tap'
import type { Engine, HeaderLine, PageRequest, ScriptedResponses } from '../../../types/browser.ts'
import { API, OTHER, OWN, PAGE, answer, originsSent, sent, simulate, through } from './simulate.ts'

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
    const conversation = simulate({ url: OWN, method }, [{ response: answer(200, ['ETag', '1'], ['Set-Cookie', 'a']) }])
    t.match(conversation, { outcome: 'allow', response: { type: 'basic' } })
    t.same(conversation.response?.headers, [['etag', '1']])
    t.same(sent(conversation), [`${method} ${PAGE}/r`])
    t.equal(conversation.requests[0]?.credentials, true)
  }
  t.same(sent(simulate({ url: OWN, method: 'PUT', credentials: 'omit' }, through([]))), [`PUT ${PAGE}/r origin=${PAGE}`])
  t.match(simulate({ origin: 'null', url: OWN }, [{ response: answer(200) }]), { failure: { code: 'allow-origin-missing' } })
})

t.test('a no-cors response is opaque', async (t) => {
  const headers: HeaderLine[] = [['Accept', 'text/html'], ['X-A', '1'], ['accept', 'a'.repeat(120)], ['Content-Type', 'text/css']]
  const conversation = simulate({ mode: 'no-cors', method: 'post', headers, credentials: 'include' }, [{ response: answer(200, ['ETag', '1']) }])
  t.match(conversation, { outcome: 'opaque', response: { type: 'opaque', url: '', status: 0, headers: { length: 0 } } })
  // Both values of Accept together are too long.
  t.same(sent(conversation), [`POST ${API} origin=${PAGE} accept=text/html`])
  t.same(sent(simulate({ mode: 'no-cors' }, through([OTHER]))), [`GET ${API}`, `GET ${OTHER}`])
})

t.test('requests without the CORS protocol have `Origin` by the referrer policy', async (t) => {
  const origin = (request: Partial<PageRequest>, hops: readonly ScriptedResponses[], engine?: Engine): (string | undefined)[] =>
    originsSent(simulate({ mode: 'no-cors', method: 'POST', ...request }, hops, engine))
  t.same(origin({}, through([])), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer' }, through([])), ['null'])
  t.same(origin({ referrerPolicy: 'no-referrer' }, through([]), 'chromium'), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer', mode: 'cors' }, through([])), [PAGE])
  t.same(origin({ referrerPolicy: 'no-referrer', mode: 'cors', url: OWN }, through([])), [PAGE])
  t.same(origin({ url: OWN }, through([API])), [PAGE, PAGE])
  t.same(origin({ url: OWN }, through([API]), 'chromium'), [PAGE, 'null'])
  t.same(origin({}, through([OTHER])), [PAGE, 'null'])
  t.same(origin({ referrerPolicy: 'same-origin' }, through([])), ['null'])
  t.same(origin({ referrerPolicy: 'same-origin' }, through([]), 'chromium'), [PAGE])
  t.same(origin({ referrerPolicy: 'same-origin', url: OWN }, through([])), [PAGE])
  for (const referrerPolicy of ['origin', 'origin-when-cross-origin', 'unsafe-url'] as const) {
    t.same(origin({ referrerPolicy, origin: 'https://app.test', url: 'http://api.test/' }, through([])), ['https://app.test'], `${referrerPolicy}, to http`)
  }
  for (const referrerPolicy of ['', 'no-referrer-when-downgrade', 'strict-origin', 'strict-origin-when-cross-origin'] as const) {
    t.same(origin({ referrerPolicy, origin: 'https://app.test', url: 'http://api.test/' }, through([])), ['null'], `${referrerPolicy}, to http`)
    t.same(origin({ referrerPolicy, origin: 'https://app.test', url: 'https://api.test/' }, through([])), ['https://app.test'])
  }
})
