import type { PolicyRule } from '../rule.ts'

export const overrideWidensAccess: PolicyRule = {
  id: 'override-widens-access',
  severity: 'info',
  about: 'policy',
  summary: 'an override allows more than the policy that it overrides',
  why: 'Readers assume that the base policy is the most permissive one for its routes. Review every override that adds credentials, any ' +
    'origin or another wildcard.',
  recommendation: 'Check that the routes need it. A named policy makes the purpose clearer.',
  exceptions: 'The wider access is the purpose of the routes, for example because their responses are public.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
  reads: ['origins', 'credentials'],
  check ({ policy, credentials, patterns, refined }, report) {
    if (refined === undefined) return
    const base = refined.policy
    if (credentials && base.credentials !== true) {
      report('/credentials', 'The override allows credentials, but the policy that it overrides does not. Check that these routes need ' +
        'credentials.')
    }
    if (policy.origins === '*' && base.origins !== '*') {
      report('/origins', 'The override allows any origin, but the policy that it overrides lists origins. Check that the responses of ' +
        'these routes are public.')
    }
    if (policy.origins === '*' || base.origins === '*' || policy.origins === base.origins) return
    for (const pattern of patterns) {
      if (refined.lacks(pattern)) {
        report(pattern.path, 'The override adds a wildcard that the policy that it overrides does not have. ' +
        'Check that these routes need it.')
      }
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
