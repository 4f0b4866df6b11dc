import { isGuarded } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import type { PolicyRule } from '../rule.ts'

/** HEAD is not included, because it comes with GET. */
const SAFELISTED = ['GET', 'POST']

/** If a list contains one of the two methods, its author probably expects it to block the other one. */
export const unlistedMethodStillReachable: PolicyRule = {
  id: 'unlisted-method-still-reachable',
  severity: 'warning',
  about: 'policy',
  summary: '`methods` lists only one of GET and POST, but routes have both',
  why: 'GET and POST need no approval, so leaving one of them out of the list does not block it. Browsers send the request, and the ' +
    'page can read the response.',
  recommendation: 'List the method, too. If other origins must not call the route, use `config.cors: false` and ' +
    '`app.cors.originGuard()`.',
  exceptions: 'It is well known that the list does not affect GET and POST.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-method',
  reads: 'routes',
  check ({ policy: { methods = [] }, routes }, report) {
    const [unlisted, ...others] = SAFELISTED.filter(method => !methods.includes(method))
    if (others.length > 0) return
    const reachable = routes!.filter(route => route.method === unlisted && !route.isWebSocket && !isGuarded(route))
    if (reachable.length === 0) return
    report('/methods', `\`methods\` lacks ${unlisted}, but that does not block ${routeNames(reachable)}, because ${unlisted} needs no ` +
      `approval. List ${unlisted}, or add \`app.cors.originGuard()\` to the route.`)
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET'] })
app.register(async app => { app.get('/orders', handler); app.post('/orders', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['POST', 'PUT'] })
app.register(async app => { app.get('/orders', handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['PUT'] })
app.register(async app => { app.get('/orders', handler); app.post('/orders', handler); app.put('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET', 'POST', 'PUT'] })
app.register(async app => { app.get('/orders', handler); app.post('/orders', handler); app.put('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET'] })
app.register(async app => { app.get('/orders', handler); app.put('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['POST'] })
app.register(websocket)
app.register(async app => { app.get('/live', { websocket: true }, handler); app.post('/orders', handler) })`, `
await app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET'] })
app.post('/orders', { onRequest: app.cors.originGuard() }, handler)`]
}
