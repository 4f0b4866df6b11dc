import { pointer } from '../../validate/issue.ts'
import type { DocumentRule } from '../rule.ts'

export const routesPatternWithoutRoute: DocumentRule = {
  id: 'routes-pattern-without-route',
  severity: 'warning',
  about: 'document',
  summary: 'a pattern of `routes` covers no route',
  why: 'A pattern is compared, character by character, with the path with which a route was declared, including prefix and parameter ' +
    'names. If the pattern is misspelled, the route keeps the policy of the scope, which may be more permissive.',
  recommendation: 'Use the path exactly as in the route; `app.cors.routes()` lists the paths. Remove the pattern if the route no longer ' +
    'exists.',
  exceptions: 'Only some deployments have these routes.',
  source: 'https://fastify.dev/docs/latest/Reference/Routes/#url-building',
  check ({ idlePatterns }, report) {
    for (const pattern of idlePatterns) {
      report(pointer('/routes', pattern), 'The pattern determines the policy of no route. Use the path as the route was declared, ' +
        'including the prefix.')
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
