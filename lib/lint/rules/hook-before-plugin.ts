import type { ApplicationRule } from '../rule.ts'

export const hookBeforePlugin: ApplicationRule = {
  id: 'hook-before-plugin',
  severity: 'info',
  about: 'application',
  summary: 'hooks of the application run on preflights before the policy',
  why: 'A preflight never has credentials. A hook that requires credentials rejects it, and this plugin corrects only 401 and 403 ' +
    'responses. A hook that counts requests also counts every preflight.',
  recommendation: 'Register the plugin before the reported hooks, or before the plugins that add them.',
  exceptions: 'The hooks only log, trace or set headers.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  check ({ earlierHooks }, report) {
    if (earlierHooks.length === 0) return
    report('', `These onRequest hooks run before the policy and therefore on every preflight: ${earlierHooks.join(', ')}. Register the ` +
      'plugin before them.')
  },
  bad: [`
app.addHook('onRequest', async function authenticate (request, reply) {})
app.register(corsPlugin, { origins: ['https://app.example.com'] })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.addHook('onRequest', async function authenticate (request, reply) {})
  app.get('/orders', handler)
})`]
}
