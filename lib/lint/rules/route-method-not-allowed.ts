import { approvesMethod } from '../policy-queries.ts'
import { routeNames } from '../route-names.ts'
import type { PolicyRule } from '../rule.ts'
import type { LintedRoute } from '../subject.ts'

/** A list with only these methods is intended to approve nothing else. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** A list that contains only GET and HEAD, or nothing, is taken as intended. */
export const routeMethodNotAllowed: PolicyRule = {
  id: 'route-method-not-allowed',
  severity: 'warning',
  about: 'policy',
  summary: '`methods` lacks the method of a route under the policy',
  why: 'The response to the preflight does not list the method of the route, so browsers block the request.',
  recommendation: 'List the method. Alternatively, give the route another policy, or `false` if no other origin should call it.',
  exceptions: 'The route is not for pages of other origins. The rule ignores `methods: []` and lists with only GET and HEAD.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  reads: 'routes',
  check ({ policy, routes }, report) {
    const { methods = [] } = policy
    if (methods.every(method => READING.has(method))) return
    const blocked = explicitRoutes(routes!).filter(({ method, isReceived }) => isReceived && !approvesMethod(policy, method))
    for (const method of new Set(blocked.map(({ method }) => method))) {
      const where = routeNames(blocked.filter(route => route.method === method))
      report('/methods', `\`methods\` lacks ${method}, so browsers block ${where}. List ${method}, or give the route another policy.`)
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

/** Drops URLs that also handle OPTIONS, such as those of `app.all()` and of proxies: their methods are not chosen individually. */
function explicitRoutes (routes: readonly LintedRoute[]): LintedRoute[] {
  const all = new Set(routes.filter(({ method }) => method === 'OPTIONS').map(({ url }) => url))
  return routes.filter(({ url }) => !all.has(url))
}
