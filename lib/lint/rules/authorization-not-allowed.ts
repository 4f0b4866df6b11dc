import { allowsAnyHeader, allowsHeader, pathOf } from '../policy-queries.ts'
import { usesAuthorization } from '../authorization.ts'
import { routeNames } from '../route-names.ts'
import { requestHeaderNames } from '../route-schema.ts'
import type { PolicyRule } from '../rule.ts'

/** Other rules cover routes whose schema names the header, and policies with "*". */
export const authorizationNotAllowed: PolicyRule = {
  id: 'authorization-not-allowed',
  severity: 'warning',
  about: 'policy',
  summary: 'routes read Authorization, but the policy does not allow it',
  why: 'If a page sends a token in Authorization, the browser blocks the request after the preflight.',
  recommendation: 'Add `Authorization` to `allowedHeaders`. Use `allowedHeaders: []` if pages of other origins never send it.',
  exceptions: 'Pages send the token in a cookie, or only clients other than browsers send it.',
  source: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
  reads: 'routes',
  check ({ policy, credentials, routes }, report) {
    if (credentials || policy.allowedHeaders?.length === 0 || allowsAnyHeader(policy) || allowsHeader(policy, 'authorization')) return
    const tokenRoutes = routes!.filter(route => usesAuthorization(route) && !requestHeaderNames(route).includes('authorization'))
    if (tokenRoutes.length === 0) return
    report(pathOf(policy, 'allowedHeaders'), 'The policy does not allow Authorization, but a schema or a hook reads a token from it: ' +
      `${routeNames(tokenRoutes)}. ` +
      'Add "Authorization" to `allowedHeaders`.')
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['Content-Type'] })
app.register(async app => { app.get('/orders', { schema: { security: [{ bearerAuth: [] }] } }, handler) })`, `
const jwt = async () => {}
jwt[Symbol.for('skip-override')] = true
jwt[Symbol.for('plugin-meta')] = { name: '@fastify/jwt' }
app.register(jwt)
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.get('/orders', { onRequest: async function authenticate () {} }, handler)
  app.get('/returns', { onRequest: async function authenticate () {} }, handler)
})`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['authorization'] })
app.register(async app => { app.get('/orders', { schema: { security: [{ bearerAuth: [] }] } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(async app => { app.get('/orders', { schema: { security: [{ bearerAuth: [] }] } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: [] })
app.register(async app => { app.get('/orders', { schema: { security: [{ bearerAuth: [] }] } }, handler) })`, `
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => {
  app.get('/orders', { schema: { security: [{ bearerAuth: [] }] } }, handler)
})`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.get('/orders', { schema: { headers: { type: 'object', properties: { authorization: {} } } } }, handler)
  app.get('/prices', { schema: { security: [{ apiKey: [] }] } }, handler)
})`]
}
