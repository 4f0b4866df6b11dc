import { approvesMethod } from '../approval.ts'
import { routeNames } from '../route-names.ts'
import type { PolicyRule } from '../rule.ts'
import type { LintedRoute } from '../subject.ts'

/** Methods of a list by which nothing but reading is meant to be approved. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** A list that names nothing but GET and HEAD, or nothing at all, is taken at its word. */
export const routeMethodNotAllowed: PolicyRule = {
  id: 'route-method-not-allowed',
  severity: 'warning',
  about: 'policy',
  summary: '`methods` lacks the method of a route under the policy',
  why: 'The preflight for the route passes with a list that lacks its method, so that browsers refuse to send the request.',
  recommendation: 'List the method; or give the route another policy, or `false`, which says that no other origin is meant to call it.',
  exceptions: 'The route is not for pages of other origins. Under `methods: []`, or GET and HEAD alone, nothing is said.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  reads: 'routes',
  check ({ policy, routes }, report) {
    const { methods = [] } = policy
    if (methods.every(method => READING.has(method))) return
    const refused = explicitRoutes(routes!).filter(({ method, isReceived }) => isReceived && !approvesMethod(policy, method))
    for (const method of new Set(refused.map(({ method }) => method))) {
      const where = routeNames(refused.filter(route => route.method === method))
      report('/methods', `lacks ${method}, so that browsers refuse ${where}. List ${method}, or give the route another policy.`)
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET', 'POST'] })
app.register(async app => { app.delete('/orders/:id', handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET', 'POST', 'DELETE'] })
app.register(async app => { app.get('/orders', handler); app.delete('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.delete('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET'] })
app.register(async app => { app.delete('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['POST'] })
app.register(async app => { app.options('/orders', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], methods: ['GET', 'POST', 'PUT', 'DELETE'] })
app.register(async app => { app.all('/proxy/*', handler) })`]
}

/** Without those at URLs that take OPTIONS too, as those of `app.all()` and of proxies do: nobody means their methods one by one. */
function explicitRoutes (routes: readonly LintedRoute[]): LintedRoute[] {
  const all = new Set(routes.filter(({ method }) => method === 'OPTIONS').map(({ url }) => url))
  return routes.filter(({ url }) => !all.has(url))
}
