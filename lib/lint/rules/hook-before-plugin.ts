import type { ApplicationRule } from '../rule.ts'

/** What runs on preflights first. */
export const hookBeforePlugin: ApplicationRule = {
  id: 'hook-before-plugin',
  severity: 'info',
  about: 'application',
  summary: 'hooks of the application run on preflights before the policy answers them',
  why: 'A preflight never carries credentials. A hook that asks for them refuses it, which this plugin mends for 401 and 403 only, and a ' +
    'hook that counts requests counts every preflight.',
  recommendation: 'Register the plugin before the hooks that it names, or before the plugins that add them.',
  exceptions: 'Hooks that only look, such as those of logs and traces, and those that set headers.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  check ({ earlierHooks }, report) {
    if (earlierHooks.length === 0) return
    report('', `${earlierHooks.join(', ')}: onRequest hooks that run before the policy, and so on every preflight. Register the plugin first.`)
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
