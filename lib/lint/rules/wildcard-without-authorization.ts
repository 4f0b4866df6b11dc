import { allowsAnyHeader, allowsHeader } from '../policy-queries.ts'
import { usesAuthorization } from '../authorization.ts'
import { routeNames } from '../route-names.ts'
import type { PolicyRule } from '../rule.ts'

export const wildcardWithoutAuthorization: PolicyRule = {
  id: 'wildcard-without-authorization',
  severity: 'warning',
  about: 'policy',
  summary: 'routes read Authorization, but `allowedHeaders` has only "*"',
  why: 'According to the standard, "*" does not cover Authorization. Current browsers still accept it, but Firefox has a setting that ' +
    'follows the standard. Once browsers follow the standard, they block every request with a token.',
  recommendation: 'Use `allowedHeaders: ["*", "Authorization"]`, or list the headers.',
  exceptions: 'Pages of other origins send no token to these routes.',
  source: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name',
  reads: 'routes',
  check ({ policy, routes }, report) {
    if (!allowsAnyHeader(policy) || allowsHeader(policy, 'authorization')) return
    const tokenRoutes = routes!.filter(usesAuthorization)
    if (tokenRoutes.length === 0) return
    report('/allowedHeaders', 'According to the standard, "*" does not cover Authorization, which these routes read: ' +
      `${routeNames(tokenRoutes)}. Add "Authorization" next to "*".`)
  },
  bad: [`
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => { app.get('/orders', { schema: { headers: { type: 'object', properties: { Authorization: {} } } } }, handler) })`, `
app.register(corsPlugin, { origins: '*', allowedHeaders: ['X-Tenant', '*'] })
app.register(async app => { app.get('/orders', { schema: { security: [{}, { token: [] }] } }, handler) })`, `
const jwt = async () => {}
jwt[Symbol.for('skip-override')] = true
jwt[Symbol.for('plugin-meta')] = { name: '@fastify/jwt' }
app.register(jwt)
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => { app.get('/orders', { preHandler: async function authenticate () {} }, handler) })`],
  good: [`
app.register(corsPlugin, { origins: '*', allowedHeaders: ['*', 'Authorization'] })
app.register(async app => { app.get('/orders', { schema: { security: [{ token: [] }] } }, handler) })`, `
app.register(corsPlugin, { origins: '*', allowedHeaders: ['Content-Type'] })
app.register(async app => { app.get('/orders', { schema: { security: [{ token: [] }] } }, handler) })`, `
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => { app.get('/prices', { schema: { security: [{ apiKey: [] }] } }, handler) })`, `
const jwt = async () => {}
jwt[Symbol.for('skip-override')] = true
jwt[Symbol.for('plugin-meta')] = { name: '@fastify/jwt' }
app.register(jwt)
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => { app.get('/prices', handler) })`, `
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => { app.get('/prices', { preHandler: async function verifyChecksum () {} }, handler) })`]
}
