import type { ApplicationRule } from '../rule.ts'

export const authHookRejectsPreflight: ApplicationRule = {
  id: 'auth-hook-rejects-preflight',
  severity: 'warning',
  about: 'application',
  summary: 'hooks run before the policy, and `rescuePreflights` is off',
  why: 'A preflight has no credentials. If one of these hooks requires credentials, every preflight gets a 401 or 403 response, and ' +
    'pages cannot send any request that needs a preflight.',
  recommendation: 'Register the plugin before the hooks, or remove `rescuePreflights: false`.',
  exceptions: 'None of the hooks ever sends a response.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  check ({ earlierHooks, rescuesPreflights }, report) {
    if (earlierHooks.length === 0 || rescuesPreflights) return
    report('', 'These onRequest hooks run before the policy and can reject preflights with 401 or 403, because `rescuePreflights` is ' +
      `off: ${earlierHooks.join(', ')}. Register the plugin before them.`)
  },
  bad: [`
app.addHook('onRequest', async function authenticate (request, reply) {})
app.register(corsPlugin, { origins: ['https://app.example.com'], rescuePreflights: false })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], rescuePreflights: false })`, `
app.addHook('onRequest', async function authenticate (request, reply) {})
app.register(corsPlugin, { origins: ['https://app.example.com'] })`]
}
