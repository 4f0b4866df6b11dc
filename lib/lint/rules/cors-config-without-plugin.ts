import { routeName } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

/** A choice that nobody reads. */
export const corsConfigWithoutPlugin: ApplicationRule = {
  id: 'cors-config-without-plugin',
  severity: 'error',
  about: 'application',
  summary: 'a route sets `config.cors` outside every registration of the plugin',
  why: 'The plugin covers the scope that it is registered in and those inside it. Elsewhere nothing reads `config.cors`, so the route has no ' +
    'CORS, whatever it says.',
  recommendation: 'Register the plugin in a scope that covers the route, or take `config.cors` out.',
  exceptions: '`cors: false`, which says what is so anyhow, is not found.',
  source: 'https://fastify.dev/docs/latest/Reference/Encapsulation/',
  check ({ uncovered }, report) {
    for (const route of uncovered) {
      // Fastify's own twin of a GET route.
      if (route.method === 'HEAD') continue
      report('/config/cors', 'has no effect: the route is outside every registration of the plugin. Register it in a scope around the route.',
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
