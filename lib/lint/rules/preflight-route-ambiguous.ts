import type { ApplicationRule } from '../rule.ts'

/** A constraint decides, of which the preflight carries nothing. */
export const preflightRouteAmbiguous: ApplicationRule = {
  id: 'preflight-route-ambiguous',
  severity: 'warning',
  about: 'application',
  summary: 'a constraint decides between routes with different policies, and a preflight does not carry its value',
  why: 'A browser sends a preflight without the fields that the page sets, such as Accept-Version, and without cookies. If a request ' +
    'with such a field goes to another route than one without, nobody can tell from the preflight which policy to ask, so it is ' +
    'answered with 403, whoever asks. A route without a version can be passed by as well: once a request carries a version, the router ' +
    'looks for a route with that version, even if the route is less specific.',
  recommendation: 'Give these routes one policy, or give each of them a URL of its own.',
  exceptions: 'No page sends requests to these routes that need a preflight.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  check ({ uncertainTargets }, report) {
    for (const { methods, url, host, patterns, constraints } of uncertainTargets) {
      const where = host === undefined ? url : `${url} (host ${host})`
      const own = constraints.includes('host') ? ' (host by a strategy of the application\'s own)' : ''
      report('', `${methods.join(', ')} ${where}: what a request carries for ${list(constraints, 'and')}${own} decides whether it reaches ` +
        `${list(patterns, 'or')}. Their policies differ, and a preflight does not carry that, so it is refused. Give them one policy, or URLs of their own.`)
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
