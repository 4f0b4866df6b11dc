import type { ApplicationRule } from '../rule.ts'

/** What nothing mends. */
export const authHookRejectsPreflight: ApplicationRule = {
  id: 'auth-hook-rejects-preflight',
  severity: 'warning',
  about: 'application',
  summary: 'hooks run before the policy, and `rescuePreflights` is off',
  why: 'Where one of these hooks asks for credentials, every preflight gets its 401 or 403, and no page can send what needs one.',
  recommendation: 'Register the plugin before the hooks, or leave `rescuePreflights` out.',
  exceptions: 'None of the hooks ever answers.',
  source: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
  check ({ earlierHooks, rescuesPreflights }, report) {
    if (earlierHooks.length === 0 || rescuesPreflights) return
    report('', `${earlierHooks.join(', ')}: onRequest hooks whose 401 or 403 a preflight gets, as \`rescuePreflights\` is off. Register the plugin first.`)
  },
  bad: [`
app.addHook('onRequest', async function authenticate (request, reply) {})
app.register(corsPlugin, { origins: ['https://app.example.com'], rescuePreflights: false })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], rescuePreflights: false })`, `
app.addHook('onRequest', async function authenticate (request, reply) {})
app.register(corsPlugin, { origins: ['https://app.example.com'] })`]
}
