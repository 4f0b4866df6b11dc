import type { DocumentRule } from '../rule.ts'

/** A scope of its own around nothing. */
export const registrationWithoutRoute: DocumentRule = {
  id: 'registration-without-route',
  severity: 'warning',
  about: 'document',
  summary: 'the plugin is registered in a scope that has no route',
  why: 'The plugin covers the scope that it is registered in and those inside it. In a plugin of the application\'s that is not wrapped by ' +
    'fastify-plugin it covers that plugin alone, and all other routes have no CORS.',
  recommendation: 'Register it where the routes are, or wrap the plugin that registers it in fastify-plugin.',
  exceptions: 'Routes that only some deployments have.',
  source: 'https://fastify.dev/docs/latest/Reference/Encapsulation/',
  check ({ coversRoutes }, report) {
    if (!coversRoutes) report('', 'covers no route, as its scope has none, so that all routes are without CORS. Register it where the routes are, or wrap its plugin in fastify-plugin.')
  },
  bad: [`
app.register(async app => { app.register(corsPlugin, { origins: ['https://app.example.com'] }) })
app.get('/orders', handler)`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.get('/orders', handler)`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.register(corsPlugin, { origins: ['https://admin.example.com'] })
  app.get('/admin', handler)
})`, `
app.register(corsPlugin, { origins: ['https://app.example.com'] })`]
}
