import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

export const resourcePolicyOfHelmet: ApplicationRule = {
  id: 'resource-policy-of-helmet',
  severity: 'info',
  about: 'application',
  summary: 'any origin may read responses, but @fastify/helmet blocks images and scripts of other sites',
  why: 'By default, @fastify/helmet sends `Cross-Origin-Resource-Policy: same-origin`. It does not affect requests in CORS mode, such ' +
    'as `fetch()`. It does block an `<img>` or `<script>` without `crossorigin` on other sites, although the policy allows any origin.',
  recommendation: 'Set the option `crossOriginResourcePolicy: { policy: \'cross-origin\' }` of @fastify/helmet for public resources.',
  exceptions: 'Pages load the resources only with `fetch()`, or the option is already set. The rule cannot see the options of ' +
    '@fastify/helmet.',
  source: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header',
  check ({ routes }, report) {
    const found = routes.filter(({ route, policy }) => policy !== false && policy.origins === '*' && route.method === 'GET' &&
      route.hasPlugin('@fastify/helmet'))
    if (found.length === 0) return
    report('', `Any origin may read ${routeNames(found.map(({ route }) => route))}, but by default @fastify/helmet sends ` +
      'Cross-Origin-Resource-Policy: ' +
      'same-origin, which blocks images and scripts without `crossorigin`. Set its option `crossOriginResourcePolicy` to cross-origin.')
  },
  bad: [`
app.register(helmet)
app.register(corsPlugin, { origins: '*' })
app.register(async app => { app.get('/logo.svg', handler) })`],
  good: [`
app.register(helmet)
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => { app.get('/orders', handler) })`, `
app.register(corsPlugin, { origins: '*' })
app.register(async app => { app.get('/logo.svg', handler) })`]
}
