import { isGuarded } from '../guards.ts'
import { routeNames } from '../route-names.ts'
import type { PolicyRule } from '../rule.ts'

/** The safelisted methods that people mean to forbid; HEAD comes with GET. */
const SAFELISTED = ['GET', 'POST']

/** Whoever lists one of the two means the list to decide about both. */
export const unlistedMethodStillReachable: PolicyRule = {
  id: 'unlisted-method-still-reachable',
  severity: 'warning',
  about: 'policy',
  summary: '`methods` lists GET without POST, or POST without GET, and routes have both',
  why: 'GET and POST need no approval, so that leaving one out of the list does not forbid it: browsers send it, and the page reads the answer.',
  recommendation: 'List it too, so that the list says what is so. Where other origins must not call the route, give it `config.cors: false` and `app.cors.originGuard()`.',
  exceptions: 'Everybody knows that the list is not about GET and POST.',
  source: 'https://fetch.spec.whatwg.org/#cors-safelisted-method',
  reads: 'routes',
  check ({ policy: { methods = [] }, routes }, report) {
    const [unlisted, ...others] = SAFELISTED.filter(method => !methods.includes(method))
    if (others.length > 0) return
    const reachable = routes!.filter(route => route.method === unlisted && !route.isWebSocket && !isGuarded(route))
    if (reachable.length === 0) return
    report('/methods', `does not forbid ${unlisted}, which needs no approval: browsers send ${routeNames(reachable)}. List it, or guard the route.`)
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
