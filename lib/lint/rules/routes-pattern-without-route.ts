import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'

/** A choice that nothing makes. */
export const routesPatternWithoutRoute: DocumentRule = {
  id: 'routes-pattern-without-route',
  severity: 'warning',
  about: 'document',
  summary: 'a pattern of `routes` covers no route',
  why: 'A pattern is compared with the path that a route was declared with, prefix and parameter names included, word for word. With a ' +
    'slip in it the route keeps the policy of the scope, which may be a wider one.',
  recommendation: 'Write the path as the route has it: `app.cors.routes()` lists them. Take the pattern out where the route is gone.',
  exceptions: 'Routes that only some deployments have.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#url-building',
  check ({ idlePatterns }, report) {
    for (const pattern of idlePatterns) {
      report(pointer('/routes', pattern), 'covers no route whose policy depends on it. Write the path as the route was declared, prefix included.')
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], routes: { '/order/:id': false } })
app.register(async app => { app.get('/orders/:id', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], routes: { '/orders/+': false } })
app.register(async app => { app.get('/orders', handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], routes: { '/orders/:id': false } })
app.register(async app => { app.get('/orders/:id', handler) })`]
}
