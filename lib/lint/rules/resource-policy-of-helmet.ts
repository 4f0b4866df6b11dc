import { routeNames } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

/** One header lets in, another keeps out. */
export const resourcePolicyOfHelmet: ApplicationRule = {
  id: 'resource-policy-of-helmet',
  severity: 'info',
  about: 'application',
  summary: 'every origin may read what @fastify/helmet keeps from other sites\' images and scripts',
  why: 'Unless told otherwise, @fastify/helmet sends `Cross-Origin-Resource-Policy: same-origin`. It does not touch requests in CORS mode, as ' +
    '`fetch()` makes them, but an `<img>` or a `<script>` of another site without `crossorigin` is blocked, though the policy is for everybody.',
  recommendation: 'Write `crossOriginResourcePolicy: { policy: \'cross-origin\' }` among the options of @fastify/helmet where everybody may load the resources.',
  exceptions: 'Pages load the resources by `fetch()` only, or helmet has been told so already, which cannot be seen from outside.',
  source: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header',
  check ({ routes }, report) {
    const found = routes.filter(({ route, policy }) => policy !== false && policy.origins === '*' && route.method === 'GET' &&
      route.hasPlugin('@fastify/helmet'))
    if (found.length === 0) return
    report('', `${routeNames(found.map(({ route }) => route))}: for every origin, but @fastify/helmet sends Cross-Origin-Resource-Policy: same-origin ` +
      'unless told otherwise, which blocks images and scripts without crossorigin. Tell it cross-origin.')
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
