import type { ApplicationRule } from '../rule.ts'

export const preflightRouteAmbiguous: ApplicationRule = {
  id: 'preflight-route-ambiguous',
  severity: 'warning',
  about: 'application',
  summary: 'a constraint selects between routes with different policies, but a preflight lacks its value',
  why: 'A preflight has no cookies and no request headers that the page sets, such as Accept-Version. If such a value determines the ' +
    'route, the preflight does not show which policy applies. The plugin therefore rejects it with 403 for every origin. Routes without ' +
    'a version can be affected too: for a request with a version, the router looks for a route with that version, even a less specific ' +
    'one.',
  recommendation: 'Give these routes the same policy, or give each of them a separate URL.',
  exceptions: 'Pages send no request to these routes that needs a preflight.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  check ({ uncertainTargets }, report) {
    for (const { methods, url, host, patterns, constraints } of uncertainTargets) {
      const where = host === undefined ? url : `${url} (host ${host})`
      const own = constraints.includes('host') ? ' (custom strategy for the host)' : ''
      report('', `The plugin rejects preflights for ${methods.join(', ')} ${where}, because a preflight has no value for ` +
        `${list(constraints, 'and')}${own}, which selects between ${list(patterns, 'and')}. Give these routes one policy or separate URLs.`)
    }
  },
  bad: [`
app.register(corsPlugin, {
  origins: ['https://admin.example.com'],
  policies: { front: { origins: ['https://app.example.com'], allowedHeaders: ['Accept-Version'] } }
})
app.register(async app => {
  app.delete('/orders/:id', { config: { cors: 'front' } }, handler)
  app.delete('/*', { constraints: { version: '2.0.0' } }, handler)
})`, `
app.addConstraintStrategy({
  name: 'host',
  storage () {
    const known = new Map()
    return { get: host => known.get(host) ?? null, set: (host, routes) => known.set(host, routes) }
  },
  validate () {},
  deriveConstraint: request => request.headers['x-forwarded-host']
})
app.register(corsPlugin, {
  origins: ['https://app.example.com'],
  policies: { admin: { origins: ['https://admin.example.com'] } }
})
app.register(async app => {
  app.delete('/orders/:id', { constraints: { host: 'admin.example.com' }, config: { cors: 'admin' } }, handler)
  app.delete('/*', handler)
})`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], allowedHeaders: ['Accept-Version'] })
app.register(async app => {
  app.delete('/orders/:id', handler)
  app.delete('/*', { constraints: { version: '2.0.0' } }, handler)
})`, `
app.register(corsPlugin, {
  origins: ['https://admin.example.com'],
  policies: { front: { origins: ['https://app.example.com'], allowedHeaders: ['Accept-Version'] } }
})
app.register(async app => {
  app.delete('/orders/:id', { config: { cors: 'front' } }, handler)
  app.delete('/admin/*', { constraints: { version: '2.0.0' } }, handler)
})`]
}

function list (items: readonly string[], word: string): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`
}
