import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

export const secondCorsLayer: ApplicationRule = {
  id: 'second-cors-layer',
  severity: 'error',
  about: 'application',
  summary: '@fastify/cors and this plugin handle the same routes',
  why: 'Both plugins handle CORS for the same routes. This plugin overwrites the headers of @fastify/cors on routes that have a policy, ' +
    'but @fastify/cors also responds to preflights. Pages may therefore get contradictory responses.',
  recommendation: 'Remove @fastify/cors. Configure what it allowed as `config.cors` or as a registration of this plugin in that scope.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#concept-cors-check',
  check ({ routes }, report) {
    // The OPTIONS route of @fastify/cors also has the policy of the scope.
    const twice = routes.filter(({ route, policy }) => policy !== false && route.method !== 'OPTIONS' && route.hasFastifyCors)
    if (twice.length === 0) return
    report('', `@fastify/cors also sets CORS headers for ${routeNames(twice.map(({ route }) => route))}. Remove one of the two plugins.`)
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.register(cors, { origin: true })
  app.get('/orders', handler)
})`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  await new Promise(resolve => cors(app, { origin: true }, resolve))
  app.get('/orders', handler)
})`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.get('/orders', handler)
app.register(async app => {
  app.register(cors, { origin: true })
  app.get('/old', { config: { cors: false } }, handler)
})`]
}
