import type { ApplicationRule } from '../rule.ts'

/** Fastify did not tell. */
export const routesNotKnown: ApplicationRule = {
  id: 'routes-not-known',
  severity: 'warning',
  about: 'application',
  summary: 'this version of Fastify does not give the list of its routes',
  why: 'Preflights for routes that were declared before the plugin was registered are refused then, as nobody knows their policy.',
  recommendation: 'Register the plugin before all routes, and `await` it.',
  exceptions: 'All routes are declared in plugins that are registered after this one.',
  source: 'https://fastify.dev/docs/latest/Reference/Server/#printroutes',
  check ({ hasAllRoutes }, report) {
    if (!hasAllRoutes) {
      report('', 'this version of Fastify does not give the list of its routes: preflights for those declared before the plugin was ' +
        'registered are refused. Register it first, and await it.')
    }
  },
  bad: [`
app.printRoutes = () => ''
app.get('/orders', handler)
app.register(corsPlugin, { origins: ['https://app.example.com'] })`],
  good: [`
app.get('/orders', handler)
app.register(corsPlugin, { origins: ['https://app.example.com'] })`]
}
