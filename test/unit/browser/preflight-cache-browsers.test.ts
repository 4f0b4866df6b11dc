/** For which requests each browser caches a preflight, where browsers differ. */
import t from 'tap'
import { ENGINE_NAMES } from '../../../lib/browser/engines.ts'
import { API, named, put, take, testSequences, withCredentials, type Turn } from './preflight-turns.ts'

testSequences({
  'Chromium and WebKit keep only the last response': {
    engines: ['chromium', 'safari'],
    turns: [
      { request: put, cached: false },
      { request: named('x-b'), methods: '', names: 'x-b', cached: false },
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
})

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
