import type { ApplicationRule } from '../rule.ts'

export const routesNotKnown: ApplicationRule = {
  id: 'routes-not-known',
  severity: 'warning',
  about: 'application',
  summary: 'this version of Fastify does not provide the list of its routes',
  why: 'The plugin does not know the policies of routes that were declared before it was registered. It rejects preflights for these ' +
    'routes.',
  recommendation: 'Register the plugin before all routes, and `await` the registration.',
  exceptions: 'All routes are declared in plugins that are registered after this plugin.',
  source: 'https://fastify.dev/docs/latest/Reference/Server/#printroutes',
  check ({ hasAllRoutes }, report) {
    if (!hasAllRoutes) {
      report('', 'This version of Fastify does not provide the list of its routes. The plugin rejects preflights for routes that were ' +
        'declared before it was registered. Register the plugin first, and await the registration.')
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
