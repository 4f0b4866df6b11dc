import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

/** Two answers to one question. */
export const secondCorsLayer: ApplicationRule = {
  id: 'second-cors-layer',
  severity: 'error',
  about: 'application',
  summary: '@fastify/cors is in use where this plugin is in effect too',
  why: 'Two layers answer for the same routes. This plugin overrules the headers of the other on routes under a policy, but not the preflights ' +
    'that the other answers, so a page may be told two things.',
  recommendation: 'Remove @fastify/cors, and write what it allowed as `config.cors` or as a registration of this plugin in that scope.',
  exceptions: 'None.',
  source: 'https://fetch.spec.whatwg.org/#concept-cors-check',
  check ({ routes }, report) {
    // Its own OPTIONS route is under the policy of the scope, too.
    const twice = routes.filter(({ route, policy }) => policy !== false && route.method !== 'OPTIONS' && route.hasFastifyCors)
    if (twice.length === 0) return
    report('', `${routeNames(twice.map(({ route }) => route))}: @fastify/cors answers here too, with headers of its own. Remove one of the two.`)
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
