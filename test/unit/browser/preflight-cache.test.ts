/** For which requests a preflight is cached: in all engines, and in the standard. */
import t from 'tap'
import { API, named, put, take, testSequences, withCredentials } from './preflight-turns.ts'

testSequences({
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
  'a failed preflight clears the entries': {
    turns: [
      { request: put, cached: false },
      { request: named('x-b'), fails: 'preflight', cached: false },
      { request: put, cached: false }
    ]
  },
  'the standard keeps the entries if a request without preflight fails': {
    turns: [{ request: put, cached: false }, { request: {}, fails: 'response', cached: false }, { request: put, cached: true }]
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
  'the standard caches for the origin null': {
    engines: ['standard'],
    turns: [{ request: { ...put, origin: 'null' }, cached: false }, { request: { ...put, origin: 'null' }, cached: true }]
  }
})

t.test('preflight cache: a use changes nothing where the number of URLs has no limit', async (t) => {
  const first = take({ request: put, cached: false }, [], 'standard')
  const { cache } = take({ request: { ...put, url: `${API}?q` }, cached: false }, first.cache, 'standard')
  t.equal(take({ request: put, cached: true }, cache, 'standard').cache, cache)
})
