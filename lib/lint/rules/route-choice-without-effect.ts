import { pointer } from '../../validate/issue.ts'
import { effectsOf, nextKeys, type Effect } from '../route-keys.ts'
import type { DocumentRule } from '../rule.ts'
import { SameValues } from '../policy-queries.ts'

export const routeChoiceWithoutEffect: DocumentRule = {
  id: 'route-choice-without-effect',
  severity: 'info',
  about: 'document',
  summary: 'an entry of `routes` has no effect',
  why: 'Readers assume that the entry is an exception. They may also assume that its routes do not change when the policy of the other ' +
    'routes changes.',
  recommendation: 'Remove the entry, or correct it.',
  exceptions: 'The entry documents the policy of its routes, so that a change elsewhere does not affect them.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  check (subject, report) {
    const keys = Object.keys(subject.document.routes ?? {})
    const known = new Set(keys)
    const effectOf = effectsOf(subject)
    const values = new SameValues()
    const isSame = (a: Effect, b: Effect): boolean => a === b || (a !== false && b !== false && values.arePoliciesSame(a, b))
    for (const [pattern, next] of nextKeys(keys)) {
      const own = effectOf(pattern)
      if (!isSame(effectOf(next), own)) continue
      // Without this key, the key with a trailing slash would apply.
      const twin = `${pattern}/`
      if (known.has(twin) && !isSame(effectOf(twin), own)) continue
      const without = next === undefined ? 'the scope' : JSON.stringify(next)
      report(pointer('/routes', pattern), `The entry has no effect, because the route gets the same policy from ${without}. Remove the ` +
        'entry or correct it.')
    }
  },
  bad: [
    { origins: ['https://app.example.com'], routes: { '/orders': {} } },
    { origins: ['https://app.example.com'], routes: { '/orders': { credentials: false, allowedHeaders: [] } } },
    { origins: '*', policies: { public: { origins: '*' } }, routes: { '/prices/*': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/*': 'public', '/health': false, '/a/b/c': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/a/*': false, '/b/*': 'public', '/b/c/*': 'public', '/b/c/d': false } },
    { policies: { a: { origins: ['https://b.test', 'https://a.test'] } }, routes: { '/*': 'a', '/a': { origins: ['https://a.test', 'https://b.test'] } } },
    { origins: '*', maxAge: 600, routes: { '/a/*': { maxAge: 60 }, '/a/': { maxAge: 60 } } },
    { policies: { public: { origins: '*' } }, routes: { '/a/+': 'public', '/a/*': 'public', '/b/*': false } },
    { policies: { public: { origins: '*' } }, routes: { '/a': 'public', '/a/*': 'public', '/b/*': false } }
  ],
  good: [
    { origins: ['https://app.example.com'], credentials: true, routes: { '/orders': { credentials: false }, '/orders/': false } },
    { origins: '*', policies: { public: { origins: '*', description: 'For everybody.' } }, routes: { '/prices/*': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/*': 'public', '/health/*': false, '/health/public/*': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/a/+': 'public', '/a': 'public', '/ab': 'public', '/b/a/*': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/a/*': 'public', '/a': 'public', '/a/': false } },
    { policies: { public: { origins: '*' }, other: { origins: ['https://a.test'] } }, routes: { '/*': 'public', '/b': 'other', '/c': { origins: '*', maxAge: 5 } } }
  ]
}
