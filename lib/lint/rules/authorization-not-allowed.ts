import { allowsAnyHeader, allowsHeader, pathOf } from '../approval.ts'
import { usesAuthorization } from '../authorization.ts'
import { routeNames } from '../route-names.ts'
import { requestHeaderNames } from '../route-schema.ts'
import type { PolicyRule } from '../rule.ts'

/** A header that a schema names itself is the matter of another rule, and "*" that of a third. */
export const authorizationNotAllowed: PolicyRule = {
  id: 'authorization-not-allowed',
  severity: 'warning',
  about: 'policy',
  summary: 'routes use Authorization, and the policy does not allow it',
  why: 'A page that sends a token has its request refused by its browser after the preflight.',
  recommendation: 'Put `Authorization` into `allowedHeaders`; or write `allowedHeaders: []` where pages of other origins send none.',
  exceptions: 'Pages send the token in a cookie, or clients that are no pages send it.',
  source: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
  reads: 'routes',
  check ({ policy, credentials, routes }, report) {
    if (credentials || policy.allowedHeaders?.length === 0 || allowsAnyHeader(policy) || allowsHeader(policy, 'authorization')) return
    const asking = routes!.filter(route => usesAuthorization(route) && !requestHeaderNames(route).includes('authorization'))
    if (asking.length === 0) return
    report(pathOf(policy, 'allowedHeaders'), `does not allow Authorization, which ${routeNames(asking)} ${asking.length === 1 ? 'takes' : 'take'} a token from, ` +
      'by the schema or a hook. Put it into `allowedHeaders`.')
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
