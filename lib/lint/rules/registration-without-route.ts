import type { DocumentRule } from '../rule.ts'

export const registrationWithoutRoute: DocumentRule = {
  id: 'registration-without-route',
  severity: 'warning',
  about: 'document',
  summary: 'the plugin is registered in a scope that has no route',
  why: 'The plugin covers only the scope in which it is registered, including child scopes. If your own plugin registers it and is not ' +
    'wrapped with fastify-plugin, the routes of the rest of the application have no CORS.',
  recommendation: 'Register the plugin in the scope of the routes, or wrap the plugin that registers it with fastify-plugin.',
  exceptions: 'Only some deployments have these routes.',
  source: 'https://fastify.dev/docs/latest/Reference/Encapsulation/',
  check ({ coversRoutes }, report) {
    if (!coversRoutes) {
      report('', 'The scope of this registration has no routes, so no route has CORS. ' +
      'Register the plugin in the scope of the routes, or wrap the plugin that registers it with fastify-plugin.')
    }
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
