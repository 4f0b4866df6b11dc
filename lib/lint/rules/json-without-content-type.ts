import { allowsHeader, approvesMethod, pathOf } from '../approval.ts'
import { routeNames } from '../route-names.ts'
import { takesJson } from '../route-schema.ts'
import type { PolicyRule } from '../rule.ts'

/** What goes wrong most often. `allowedHeaders: []` is an answer to the question. */
export const jsonWithoutContentType: PolicyRule = {
  id: 'json-without-content-type',
  severity: 'warning',
  about: 'policy',
  summary: 'routes take JSON, and the policy does not allow Content-Type',
  why: 'A page that sends JSON says so in Content-Type, and application/json needs approval: without it the browser refuses the request after the preflight.',
  recommendation: 'Put "Content-Type" into `allowedHeaders`; or write `allowedHeaders: []` where pages of other origins send no JSON.',
  exceptions: 'Pages of other origins do not call these routes, or send no body.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
  reads: 'routes',
  check ({ policy, routes }, report) {
    if (policy.allowedHeaders?.length === 0 || allowsHeader(policy, 'content-type')) return
    const refused = routes!.filter(route => approvesMethod(policy, route.method) && takesJson(route))
    if (refused.length === 0) return
    report(pathOf(policy, 'allowedHeaders'), `does not allow Content-Type, so that browsers refuse to send JSON to ${routeNames(refused)}. ` +
      'Put "Content-Type" into `allowedHeaders`.')
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.post('/orders', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['Authorization'], methods: ['PUT'] })
app.register(async app => { app.put('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['Authorization'] })
app.register(async app => { app.delete('/orders', { schema: { body: { type: 'array' } } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.addContentTypeParser('multipart/form-data', async () => {})
app.register(async app => { app.patch('/orders/:id', { schema: { body: { content: { 'application/json': { schema: { type: 'object' } } } } } }, handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['content-type'] })
app.register(async app => { app.post('/orders', handler) })`, `
app.register(corsPlugin, { origins: '*', allowedHeaders: '*' })
app.register(async app => { app.post('/orders', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: [] })
app.register(async app => { app.post('/orders', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', handler); app.delete('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: [] })
app.register(async app => { app.put('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.removeContentTypeParser('application/json')
app.register(async app => { app.post('/notes', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.addContentTypeParser('application/x-www-form-urlencoded', async () => {})
app.register(async app => { app.post('/login', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.post('/notes', { schema: { body: { content: { 'text/plain': { schema: { type: 'string' } } } } } }, handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.post('/photos', { schema: { consumes: ['multipart/form-data'] } }, handler) })`]
}
