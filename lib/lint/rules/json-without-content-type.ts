import { allowsHeader, approvesMethod, pathOf } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import { takesJson } from '../route-schema.ts'
import type { PolicyRule } from '../rule.ts'

/** An explicit `allowedHeaders: []` is a decision, so it gets no finding. */
export const jsonWithoutContentType: PolicyRule = {
  id: 'json-without-content-type',
  severity: 'warning',
  about: 'policy',
  summary: 'routes accept JSON, but the policy does not allow Content-Type',
  why: 'A page that sends JSON sets Content-Type to application/json, which needs approval. Without approval, the browser blocks the ' +
    'request after the preflight.',
  recommendation: 'Add "Content-Type" to `allowedHeaders`. Use `allowedHeaders: []` if pages of other origins never send JSON.',
  exceptions: 'Pages of other origins do not call these routes, or send no body.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
  reads: 'routes',
  check ({ policy, routes }, report) {
    if (policy.allowedHeaders?.length === 0 || allowsHeader(policy, 'content-type')) return
    const blocked = routes!.filter(route => approvesMethod(policy, route.method) && takesJson(route))
    if (blocked.length === 0) return
    report(pathOf(policy, 'allowedHeaders'), 'The policy does not allow Content-Type, so browsers cannot send JSON to ' +
      `${routeNames(blocked)}. ` +
      'Add "Content-Type" to `allowedHeaders`.')
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
