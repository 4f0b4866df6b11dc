/** Tests for how long preflights are cached, and for which requests. */
import t from 'tap'
import { ENGINE_NAMES, factsOf } from '../../../lib/browser/engines.ts'
import { scriptedServer, simulateFetch } from '../../../lib/browser/exchange.ts'
import { preflightMaxAge, preflightMaxAges } from '../../../lib/browser/preflight-cache.ts'
import type { SimulatedFetch, Engine, HeaderLine, PageRequest, PreflightCacheEntry } from '../../../types/browser.ts'

const PAGE = 'http://app.test'
const API = 'http://api.test/r'

t.test('each engine limits the cache time by Access-Control-Max-Age in its own way', async (t) => {
  const rows: [values: string[], standard: number, chromium: number, firefox: number, safari: number][] = [
    [[], 5, 5, 5, 5],
    [['0'], 0, 0, 0, 0],
    [['600'], 600, 600, 600, 600],
    [[' 0601\t'], 601, 601, 601, 600],
    [['7201'], 7201, 7200, 7201, 600],
    [['86401'], 86401, 7200, 86400, 600],
    [['-1'], 5, 0, 0, 0],
    [['-12'], 5, 0, 0, 0],
    [['-1s'], 5, 5, 0, 5],
    [['1-1'], 5, 5, 0, 5],
    [['abc'], 5, 5, 0, 5],
    [['1.5'], 5, 5, 0, 5],
    [['60s'], 5, 5, 0, 5],
    [[''], 5, 5, 5, 5],
    [['', '60'], 5, 5, 60, 5],
    [['60', '60'], 5, 5, 0, 5],
    [['60, 60'], 5, 5, 0, 5],
    [['+60'], 5, 60, 0, 60],
    [['\v60\f'], 5, 5, 0, 60],
    [['\f60\v'], 5, 5, 0, 60],
    [['60V'], 5, 5, 0, 5],
    [['+9223372036854775808'], 5, 5, 0, 5],
    [['-9223372036854775808'], 5, 0, 0, 0],
    [['-9223372036854775809'], 5, 5, 0, 5],
    [['9223372036854775807'], 2 ** 63, 7200, 86400, 600],
    [['+-60'], 5, 5, 0, 5],
    [['9223372036854775808'], 9223372036854775808, 5, 86400, 5]
  ]
  for (const [values, ...seconds] of rows) {
    const headers = values.map((value): HeaderLine => ['Access-Control-Max-Age', value])
    t.same(ENGINE_NAMES.map((engine) => preflightMaxAge(headers, factsOf(engine))), seconds, values.join(' / '))
  }
  t.same(preflightMaxAges(undefined), { chromium: 5, firefox: 5, safari: 5 })
  t.same(preflightMaxAges(100_000), { chromium: 7200, firefox: 86400, safari: 600 })
})

interface Turn {
  readonly request: Partial<PageRequest>
  /** Of the answer to the preflight, if there is one. */
  readonly methods?: string
  readonly names?: string
  readonly maxAge?: string
  readonly fails?: 'preflight' | 'response'
  /** Seconds since the first turn. */
  readonly at?: number
  readonly cached: boolean
}

const put: Partial<PageRequest> = { method: 'PUT' }
const withCredentials: Partial<PageRequest> = { method: 'PUT', credentials: 'include' }
const named = (...names: string[]): Partial<PageRequest> => ({ headers: names.map((name) => [name, '1']) })

function take (turn: Turn, cache: readonly PreflightCacheEntry[], engine: Engine): SimulatedFetch {
  const { request, methods = 'PUT', names = 'x-a', maxAge = '600', fails, at = 0 } = turn
  const page: PageRequest = { origin: PAGE, url: API, ...request }
  const sharing = (kind: string): HeaderLine[] => fails === kind
    ? []
    : [['Access-Control-Allow-Origin', page.origin], ['Access-Control-Allow-Credentials', 'true']]
  const approval: HeaderLine[] = [
    ['Access-Control-Allow-Methods', methods], ['Access-Control-Allow-Headers', names], ['Access-Control-Max-Age', maxAge]
  ]
  return simulateFetch(page, scriptedServer([{
    preflight: { status: 204, headers: [...sharing('preflight'), ...approval] },
    response: { status: 200, headers: sharing('response') }
  }]), { engine, cache, now: at })
}

interface Sequence {
  readonly turns: readonly Turn[]
  /** The standard and Chromium where absent. */
  readonly engines?: readonly Engine[]
}

const sequences: Readonly<Record<string, Sequence>> = {
  'entries expire after max-age': {
    turns: [
      { request: put, cached: false },
      { request: put, at: 599, cached: true },
      { request: put, at: 600, cached: false }
    ]
  },
  'not at all': { turns: [{ request: put, maxAge: '0', cached: false }, { request: put, cached: false }] },
  'contains everything that the response lists': {
    turns: [
      { request: put, methods: 'PUT, DELETE', names: 'X-A, x-b', cached: false },
      { request: { method: 'DELETE', ...named('X-B') }, cached: true },
      { request: { method: 'GET', ...named('x-a', 'X-B') }, cached: true },
      { request: { method: 'PATCH' }, methods: 'PATCH', cached: false }
    ]
  },
  'entries are for one URL and one origin': {
    turns: [
      { request: put, cached: false },
      { request: { ...put, url: `${API}?q` }, cached: false },
      { request: { ...put, url: `${API}#part` }, cached: false },
      { request: { ...put, origin: 'http://other.test' }, cached: false },
      { request: put, cached: true }
    ]
  },
  'an entry with credentials is for all requests, one without only for its own kind': {
    turns: [
      { request: put, cached: false },
      { request: withCredentials, cached: false },
      { request: put, cached: true },
      { request: withCredentials, cached: true }
    ]
  },
  'a cached wildcard does not cover Authorization': {
    turns: [
      { request: { ...put, ...named('x-a') }, methods: '*', names: '*', cached: false },
      { request: { method: 'DELETE', ...named('x-b') }, cached: true },
      { request: named('Authorization'), names: 'authorization', cached: false }
    ]
  },
  'the standard combines all responses': {
    engines: ['standard'],
    turns: [
      { request: put, cached: false },
      { request: named('x-b'), methods: '', names: 'x-b', cached: false },
      { request: { ...put, ...named('x-a', 'x-b') }, cached: true },
      { request: named('x-b'), at: 300, cached: true },
      // The request also needs known entries, which are renewed.
      { request: { ...put, ...named('x-c') }, names: 'x-c', at: 300, cached: false },
      { request: put, at: 700, cached: true },
      { request: named('x-a'), at: 700, cached: false }
    ]
  },
  'the standard matches header names without the method': {
    engines: ['standard'],
    turns: [
      { request: named('x-a'), methods: '', cached: false },
      { request: { ...put, ...named('x-a') }, cached: false }
    ]
  },
  'Chromium and WebKit keep only the last response': {
    engines: ['chromium', 'safari'],
    turns: [
      { request: put, cached: false },
      { request: named('x-b'), methods: '', names: 'x-b', cached: false },
      { request: put, cached: false }
    ]
  },
  'a failed preflight clears the entries': {
    turns: [
      { request: put, cached: false },
      { request: named('x-b'), fails: 'preflight', cached: false },
      { request: put, cached: false }
    ]
  },
  'the standard clears the entries if the request fails': {
    engines: ['standard', 'firefox'],
    turns: [
      { request: put, cached: false },
      { request: put, fails: 'response', cached: true },
      { request: put, cached: false }
    ]
  },
  'Chromium and WebKit keep the entry if the request fails': {
    engines: ['chromium', 'safari'],
    turns: [
      { request: put, fails: 'response', cached: false },
      { request: put, fails: 'response', cached: true },
      { request: put, cached: true }
    ]
  },
  'the standard keeps the entries if a request without preflight fails': {
    turns: [{ request: put, cached: false }, { request: {}, fails: 'response', cached: false }, { request: put, cached: true }]
  },
  'an upload listener\'s method': {
    engines: ['standard'],
    turns: [
      { request: { method: 'POST', api: 'xhr', uploadListener: true, body: 'bytes' }, methods: 'POST', cached: false },
      { request: { method: 'POST', body: 'stream' }, cached: true }
    ]
  },
  'the standard needs an entry for the method of an upload listener or a stream': {
    engines: ['standard'],
    turns: [
      { request: named('x-a'), methods: '', cached: false },
      { request: { method: 'POST', ...named('x-a') }, cached: true },
      { request: { method: 'POST', body: 'stream', ...named('x-a') }, methods: '', maxAge: '0', cached: false },
      { request: { method: 'POST', api: 'xhr', uploadListener: true, body: 'bytes', ...named('x-a') }, methods: 'POST', cached: false },
      { request: { method: 'POST', body: 'stream', ...named('x-a') }, cached: true }
    ]
  },
  'the standard applies a cached wildcard with credentials to every method': {
    engines: ['standard'],
    turns: [
      { request: withCredentials, methods: 'PUT, *', cached: false },
      { request: { ...withCredentials, method: 'DELETE' }, cached: true }
    ]
  },
  'Chromium ignores a cached wildcard with credentials': {
    engines: ['chromium'],
    turns: [
      { request: withCredentials, methods: 'PUT, *', names: '*', cached: false },
      { request: withCredentials, cached: true },
      { request: { ...withCredentials, method: 'DELETE' }, methods: 'DELETE', cached: false }
    ]
  },
  'Chromium ignores a wildcard that was cached with credentials for requests without them too': {
    engines: ['chromium'],
    turns: [
      { request: withCredentials, methods: 'PUT, *', cached: false },
      { request: put, cached: true },
      { request: { method: 'DELETE' }, methods: 'DELETE', cached: false }
    ]
  },
  'a wildcard in the cache serves nothing in Firefox': {
    engines: ['firefox'],
    turns: [
      { request: { ...put, ...named('x-a') }, methods: 'PUT, *', names: 'x-a, *', cached: false },
      { request: { ...put, ...named('x-a') }, cached: true },
      { request: { ...put, ...named('x-b') }, names: '*', cached: false },
      { request: { ...put, ...named('x-b') }, names: '*', cached: false },
      { request: { method: 'PATCH' }, methods: '*', cached: false },
      { request: { method: 'PATCH' }, methods: '*', cached: false }
    ]
  },
  'a wildcard in the cache of WebKit serves Authorization, but no request with credentials': {
    engines: ['safari'],
    turns: [
      { request: withCredentials, methods: 'PUT, *', names: '*', cached: false },
      { request: { method: 'DELETE', ...named('authorization') }, cached: true },
      { request: { ...withCredentials, method: 'DELETE' }, methods: 'DELETE', cached: false }
    ]
  },
  'WebKit caches a response that does not allow its own request': {
    engines: ['safari'],
    turns: [
      { request: { method: 'PATCH' }, cached: false },
      { request: put, cached: true },
      { request: named('x-b'), cached: false },
      { request: named('x-a'), cached: true }
    ]
  },
  'other engines do not': {
    engines: ['standard', 'chromium', 'firefox'],
    turns: [{ request: { method: 'PATCH' }, cached: false }, { request: put, cached: false }]
  },
  'Firefox has entries of their own for requests with credentials': {
    engines: ['firefox'],
    turns: [
      { request: withCredentials, cached: false },
      { request: put, cached: false },
      { request: withCredentials, cached: true },
      { request: put, cached: true }
    ]
  },
  'in Firefox, HEAD needs an entry for its method, and POST does not': {
    engines: ['firefox'],
    turns: [
      { request: named('x-a'), cached: false },
      { request: { method: 'POST', ...named('x-a') }, cached: true },
      { request: { method: 'HEAD', ...named('x-a') }, cached: false }
    ]
  },
  'in Firefox, any failure clears the entries': {
    engines: ['firefox'],
    turns: [{ request: put, cached: false }, { request: {}, fails: 'response', cached: false }, { request: put, cached: false }]
  },
  'cache modes that ignore the cache in Firefox': {
    engines: ['firefox'],
    turns: [
      { request: put, cached: false },
      { request: { ...put, cache: 'no-store' }, cached: false },
      { request: { ...put, cache: 'reload' }, cached: false },
      { request: { ...put, cache: 'no-cache' }, cached: true }
    ]
  },
  'cache modes that ignore the cache in Chromium, and what they leave in it': {
    engines: ['chromium'],
    turns: [
      { request: put, cached: false },
      { request: { method: 'PATCH', cache: 'no-store' }, methods: 'PATCH', cached: false },
      { request: put, cached: true },
      { request: { method: 'PATCH', cache: 'no-cache' }, methods: 'PATCH', cached: false },
      { request: { method: 'PATCH' }, cached: true },
      { request: { ...put, cache: 'reload' }, cached: false }
    ]
  },
  'the cache mode force-cache keeps the conditions of a page from ignoring the cache': {
    engines: ENGINE_NAMES,
    turns: [
      { request: named('if-range'), names: 'if-range', cached: false },
      { request: { ...named('if-range'), cache: 'force-cache' }, cached: true }
    ]
  },
  'the cache mode no-cache keeps the conditions of a page from ignoring the cache in Firefox': {
    engines: ['firefox'],
    turns: [
      { request: named('if-range'), names: 'if-range', cached: false },
      { request: { ...named('if-range'), cache: 'no-cache' }, cached: true }
    ]
  },
  'cache modes mean nothing to the standard and WebKit': {
    engines: ['standard', 'safari'],
    turns: [{ request: put, cached: false }, { request: { ...put, cache: 'no-store' }, cached: true }]
  },
  'Firefox keeps 100 URLs, and forgets the one that was used least recently': {
    engines: ['firefox'],
    turns: [
      ...Array.from({ length: 100 }, (_, n): Turn => ({ request: { ...put, url: `${API}?${n}` }, cached: false })),
      { request: { ...put, url: `${API}?0` }, cached: true },
      { request: { ...put, url: `${API}?100` }, cached: false },
      { request: { ...put, url: `${API}?0` }, cached: true },
      { request: { ...put, url: `${API}?1` }, cached: false }
    ]
  },
  'in Firefox, a request without a preflight does not count as a use of its URL': {
    engines: ['firefox'],
    turns: [
      ...Array.from({ length: 100 }, (_, n): Turn => ({ request: { ...put, url: `${API}?${n}` }, cached: false })),
      { request: { url: `${API}?0` }, cached: false },
      { request: { ...put, url: `${API}?100` }, cached: false },
      { request: { ...put, url: `${API}?0` }, cached: false }
    ]
  },
  'in Firefox, a use with credentials does not count for requests without them': {
    engines: ['firefox'],
    turns: [
      { request: put, cached: false },
      { request: withCredentials, cached: false },
      ...Array.from({ length: 98 }, (_, n): Turn => ({ request: { ...put, url: `${API}?${n}` }, cached: false })),
      { request: withCredentials, cached: true },
      { request: { ...put, url: `${API}?98` }, cached: false },
      { request: withCredentials, cached: true },
      { request: put, cached: false }
    ]
  },
  'the standard caches for the origin null': {
    engines: ['standard'],
    turns: [{ request: { ...put, origin: 'null' }, cached: false }, { request: { ...put, origin: 'null' }, cached: true }]
  },
  'Chromium does not cache for the origin null': {
    engines: ['chromium'],
    turns: [{ request: { ...put, origin: 'null' }, cached: false }, { request: { ...put, origin: 'null' }, cached: false }]
  },
  'Chromium does not cache long URLs': {
    engines: ['chromium'],
    turns: [
      { request: { ...put, url: API.padEnd(1023, 'r') }, cached: false },
      { request: { ...put, url: API.padEnd(1023, 'r') }, cached: true },
      { request: { ...put, url: API.padEnd(1024, 'r') }, cached: false },
      { request: { ...put, url: API.padEnd(1024, 'r') }, cached: false }
    ]
  }
}

const BOTH: readonly Engine[] = ['standard', 'chromium']

for (const [title, { turns, engines = BOTH }] of Object.entries(sequences)) {
  t.test(`preflight cache: ${title}`, async (t) => {
    for (const engine of engines) {
      let cache: readonly PreflightCacheEntry[] = []
      for (const [n, turn] of turns.entries()) {
        const conversation = take(turn, cache, engine)
        t.equal(conversation.hops[0]?.cached, turn.cached, `${engine}, turn ${n + 1}`)
        t.ok(Object.isFrozen(conversation.cache) || conversation.cache === cache)
        cache = conversation.cache
      }
    }
  })
}

t.test('preflight cache: conditions of the page, by engine and function', async (t) => {
  for (const name of ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'if-other']) {
    for (const engine of ENGINE_NAMES) {
      for (const api of ['fetch', 'xhr'] as const) {
        const turn: Turn = { request: { ...named(name.toUpperCase()), api }, names: name, cached: false }
        const ignoresCache = name !== 'if-other' && (engine === 'chromium' || (engine === 'firefox' && api === 'fetch'))
        t.equal(take(turn, take(turn, [], engine).cache, engine).hops[0]?.cached, !ignoresCache, `${engine}, ${api}: ${name}`)
      }
    }
  }
})

t.test('preflight cache: a use changes nothing where the number of URLs has no limit', async (t) => {
  const first = take({ request: put, cached: false }, [], 'standard')
  const { cache } = take({ request: { ...put, url: `${API}?q` }, cached: false }, first.cache, 'standard')
  t.equal(take({ request: put, cached: true }, cache, 'standard').cache, cache)
})
