import type { CorsPolicy, CorsPolicyChoice } from '../../../types/policy.ts'
import { scopePolicy } from '../../validate.ts'
import { pointer } from '../../validate/issue.ts'
import { nextPatterns } from '../lint/next-pattern.ts'
import type { DocumentRule } from '../lint/rule.ts'
import { SameValues } from '../lint/same-values.ts'

/** A choice that makes no difference. */
export const routeChoiceWithoutEffect: DocumentRule = {
  id: 'route-choice-without-effect',
  severity: 'info',
  about: 'document',
  summary: 'an entry of `routes` chooses what its routes would have without it',
  why: 'Whoever reads the entry takes its routes for an exception, and whoever changes the policy of the rest may believe ' +
    'that these stay as they are.',
  remedy: 'Take it out, or choose what was meant.',
  exceptions: 'It says in writing what the routes have, so that a change elsewhere does not change them.',
  source: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  check ({ document }, report) {
    const routes = document.routes ?? {}
    const scope = scopePolicy(document)
    const names = new Map(Object.entries(document.policies ?? {}))
    const values = new SameValues()
    for (const [pattern, next] of nextPatterns(Object.keys(routes))) {
      const own = effectOf(routes[pattern]!, scope, names)
      const other = next === undefined ? scope ?? false : effectOf(routes[next]!, scope, names)
      const isSame = own === other || (typeof own === 'object' && typeof other === 'object' && values.arePoliciesSame(own, other))
      if (!isSame) continue
      const without = next === undefined ? 'by the scope' : `by ${JSON.stringify(next)}`
      report(pointer('/routes', pattern), `chooses what the route has ${without} anyway. Take it out, or choose what was meant.`)
    }
  },
  bad: [
    { origins: ['https://app.example.com'], routes: { '/orders': {} } },
    { origins: ['https://app.example.com'], routes: { '/orders': { credentials: false, allowedHeaders: [] } } },
    { origins: '*', policies: { public: { origins: '*' } }, routes: { '/prices/*': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/*': 'public', '/health': false, '/a/b/c': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/a/*': false, '/b/*': 'public', '/b/c/*': 'public', '/b/c/d': false } },
    { policies: { a: { origins: ['https://b.test', 'https://a.test'] } }, routes: { '/*': 'a', '/a': { origins: ['https://a.test', 'https://b.test'] } } },
    { origins: '*', maxAge: 600, routes: { '/a/*': { maxAge: 60 }, '/a/': { maxAge: 60 } } }
  ],
  good: [
    { origins: ['https://app.example.com'], credentials: true, routes: { '/orders': { credentials: false }, '/orders/': false } },
    { origins: '*', policies: { public: { origins: '*', description: 'For everybody.' } }, routes: { '/prices/*': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/*': 'public', '/health/*': false, '/health/public': 'public', '/health/public/*': 'public' } },
    { policies: { public: { origins: '*' } }, routes: { '/a/*': 'public', '/a': 'public', '/ab': 'public', '/b/a/*': 'public' } },
    { policies: { public: { origins: '*' }, other: { origins: ['https://a.test'] } }, routes: { '/*': 'public', '/b': 'other', '/c': { origins: '*', maxAge: 5 } } }
  ]
}

/** False where CORS is off; the name itself where it is that of an outer registration's policy. */
function effectOf (choice: CorsPolicyChoice, scope: CorsPolicy | undefined, names: ReadonlyMap<string, CorsPolicy>): CorsPolicy | false | string {
  if (typeof choice === 'string') return names.get(choice) ?? choice
  // It is valid, so that one of the two has origins.
  return choice === false ? false : { ...scope, ...choice } as CorsPolicy
}
