import { isSafelistedMethod } from '../../standard/methods.ts'
import type { PolicyRule } from '../rule.ts'

/** Another rule covers GET, HEAD and POST. */
export const methodWithoutRoute: PolicyRule = {
  id: 'method-without-route',
  severity: 'warning',
  about: 'policy',
  summary: 'a listed method has no route under the policy',
  why: 'No route uses the method, so no preflight approves it. If such a route is added later, other origins can call it immediately, ' +
    'without a deliberate decision.',
  recommendation: 'Remove the method until a route uses it.',
  exceptions: 'Several applications share the policy.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-methods',
  reads: 'routes',
  check ({ policy: { methods = [] }, heirsOf, routes }, report) {
    // The routes of an override that inherits this list may use the method.
    if (heirsOf(methods).length > 0) return
    const routed = new Set(routes!.map(({ method }) => method))
    if (routed.size === 0) return
    for (const [i, method] of methods.entries()) {
      if (isSafelistedMethod(method) || routed.has(method)) continue
      report(`/methods/${i}`, 'No route under this policy uses this method. Remove it until a route does.', { writtenOnly: true })
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['PUT', 'DELETE'] })
app.register(async app => { app.put('/orders/:id', handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['POST', 'PUT'] })
app.register(async app => { app.put('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], policies: { partners: { origins: ['https://partner.example'], methods: ['PUT'] } } })
app.register(async app => { app.put('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['PUT', 'DELETE'], routes: { '/files/*': { maxAge: 0 } } })
app.register(async app => { app.put('/orders/:id', handler); app.delete('/files/:id', handler) })`, `
app.register(corsPlugin, { policies: { public: { origins: '*', methods: ['PUT', 'DELETE'] } }, routes: { '/files/*': 'public' } })
app.register(async app => {
  app.put('/files/:id', handler)
  app.delete('/files/:id', { config: { cors: { maxAge: 0 } } }, handler)
})`]
}
