import { routeName } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

export const corsConfigWithoutPlugin: ApplicationRule = {
  id: 'cors-config-without-plugin',
  severity: 'error',
  about: 'application',
  summary: 'a route sets `config.cors` outside every registration of the plugin',
  why: 'The plugin covers the scope in which it is registered, including child scopes. Outside that scope, nothing reads `config.cors`, ' +
    'so the route has no CORS.',
  recommendation: 'Register the plugin in a scope that covers the route, or remove `config.cors`.',
  exceptions: 'The rule ignores `cors: false`, because the route has no CORS anyway.',
  source: 'https://fastify.dev/docs/latest/Reference/Encapsulation/',
  check ({ uncovered }, report) {
    for (const route of uncovered) {
      // Fastify adds a HEAD route for each GET route.
      if (route.method === 'HEAD') continue
      report('/config/cors', '`config.cors` has no effect, because no registration of the plugin covers the route. Register the plugin ' +
        'in a scope that contains the route.',
      { place: routeName(route) })
    }
  },
  bad: [`
app.register(async app => { app.register(corsPlugin, { origins: ['https://app.example.com'] }) })
app.register(async app => { app.get('/prices', { config: { cors: { origins: '*' } } }, handler) })`],
  good: [`
app.register(async app => {
  app.register(corsPlugin, { origins: ['https://app.example.com'] })
  app.get('/prices', { config: { cors: { origins: '*' } } }, handler)
})
app.get('/health', { config: { cors: false } }, handler)`]
}
