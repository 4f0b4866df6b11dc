import type { PolicyRule } from '../rule.ts'

/** More than what it refines allows. */
export const overrideWidensAccess: PolicyRule = {
  id: 'override-widens-access',
  severity: 'info',
  about: 'policy',
  summary: 'an override allows what the policy whose fields it replaces does not',
  why: 'Readers of a policy take it for the widest one among its routes. An override with credentials, with every ' +
    'origin or with a further wildcard is worth a look of its own.',
  recommendation: 'Make sure that the routes need it; a policy with a name says better what it is for.',
  exceptions: 'It is what the routes are for, such as those that anybody may read.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  reads: ['origins', 'credentials'],
  check ({ policy, credentials, patterns, refined }, report) {
    if (refined === undefined) return
    const base = refined.policy
    if (credentials && base.credentials !== true) {
      report('/credentials', 'turns credentials on, which the policy without this override has not. Make sure that these routes need them.')
    }
    if (policy.origins === '*' && base.origins !== '*') {
      report('/origins', 'allows every origin, where the policy without this override has a list. Make sure that everybody may read these routes.')
    }
    if (policy.origins === '*' || base.origins === '*' || policy.origins === base.origins) return
    for (const pattern of patterns) {
      if (refined.lacks(pattern)) report(pattern.path, 'is a wildcard that the policy without this override does not have. Make sure that these routes need it.')
    }
  },
  bad: [
    { origins: ['https://app.example.com'], routes: { '/account/*': { credentials: true } } },
    { origins: ['https://app.example.com'], notFound: { origins: '*' } },
    { origins: ['https://app.example.com'], routes: { '/shops/*': { origins: ['https://app.example.com', 'https://*.example.com'] } } },
    { origins: ['https://*.a.example.com'], routes: { '/shops/*': { origins: ['https://*.example.com'] } } },
    { origins: ['http://localhost:3000'], routes: { '/dev': { origins: ['http://localhost:*'] } } }, `
app.register(corsPlugin, {
  origins: ['https://app.example.com'],
  credentials: true,
  policies: { partners: { origins: ['https://partner.example'] } },
  routes: { '/orders/*': 'partners' }
})
app.register(async app => { app.get('/orders/:id', { config: { cors: { credentials: true } } }, handler) })`
  ],
  good: [
    { origins: ['https://*.example.com'], credentials: true, routes: { '/a': { credentials: true, maxAge: 600 }, '/b': { origins: ['https://*.a.example.com'] } } },
    { origins: '*', routes: { '/a': { origins: '*', maxAge: 600 }, '/b': { origins: ['https://*.example.com'] } } },
    { origins: ['https://app.example.com', 'https://*.example.org'], routes: { '/a': { origins: ['https://other.example.com', 'https://*.example.org'] }, '/b': false } },
    { origins: ['https://app.example.com'], routes: { '/a': { credentials: false }, '/b': { maxAge: 600 } } },
    { routes: { '/a': { origins: ['https://*.example.com'], credentials: true } } }, `
app.register(corsPlugin, { origins: ['https://app.example.com'], policies: { public: { origins: '*' } }, routes: { '/prices/*': 'public' } })
app.register(async app => { app.get('/prices/:item', { config: { cors: { origins: '*', exposedHeaders: ['ETag'] } } }, handler) })`
  ]
}
