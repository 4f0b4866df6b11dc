import { isSafelistedMethod } from '../../standard/methods.ts'
import type { PolicyRule } from '../rule.ts'

/** GET, HEAD and POST are the matter of another rule. */
export const methodWithoutRoute: PolicyRule = {
  id: 'method-without-route',
  severity: 'warning',
  about: 'policy',
  summary: 'a method is listed that no route under the policy has',
  why: 'No preflight approves it, as there is nothing to call. The day somebody adds such a route, other origins may call it, and nobody has decided that.',
  recommendation: 'Take the method out, until there is a route.',
  exceptions: 'A policy that several applications share.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-methods',
  reads: 'routes',
  check ({ policy: { methods = [] }, heirsOf, routes }, report) {
    // The method may be there for the routes of an override.
    if (heirsOf(methods).length > 0) return
    const routed = new Set(routes!.map(({ method }) => method))
    if (routed.size === 0) return
    for (const [i, method] of methods.entries()) {
      if (isSafelistedMethod(method) || routed.has(method)) continue
      report(`/methods/${i}`, 'is the method of no route under this policy. Take it out, until there is one.', { writtenOnly: true })
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
