import { isGuarded } from '../policy-queries.ts'
import { routeName } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

/** Verbs that suggest a change when the last segment of a path starts with one of them. */
const VERBS: ReadonlySet<string> = new Set([
  'activate', 'add', 'approve', 'cancel', 'clear', 'confirm', 'create', 'delete', 'destroy', 'disable', 'enable', 'logout', 'pay', 'remove',
  'reset', 'revoke', 'save', 'signout', 'submit', 'transfer', 'unsubscribe', 'update'
])

export const getThatChangesState: ApplicationRule = {
  id: 'get-that-changes-state',
  severity: 'warning',
  about: 'application',
  summary: 'the path of a GET route with credentials suggests that it changes state',
  why: 'Links, images and scripts of any site can send GET requests with the user\'s cookies and without a preflight. Any site can ' +
    'therefore trigger the change. CORS only prevents the page from reading the response.',
  recommendation: 'Use POST or DELETE, and add `app.cors.originGuard()` to the route.',
  exceptions: 'The route changes nothing, for example because it only shows a form.',
  source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-safe-methods',
  check ({ routes }, report) {
    for (const { route, policy } of routes) {
      if (route.method !== 'GET' || policy === false || policy.credentials !== true) continue
      if (!startsWithVerb(route.url) || isGuarded(route)) continue
      report('', 'The path suggests that this GET route changes state. Any site can send it with the user\'s cookies. Use POST or DELETE.',
        { place: routeName(route) })
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(async app => { app.get('/orders/:id/delete', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(async app => { app.get('/deleteUser', handler) })`, `
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true })
app.register(async app => { app.get('/log-out', handler) })`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'], credentials: true, routes: { '/prices/update': { credentials: false } } })
await app.after()
app.delete('/orders/:id', handler)
app.post('/orders/cancel', { onRequest: app.cors.originGuard() }, handler)
app.get('/session/logout', { onRequest: app.cors.originGuard() }, handler)
app.get('/updates', handler)
app.get('/orders/:id/edit', handler)
app.get('/prices/update', handler)
app.get('/reports/update', { config: { cors: false } }, handler)`]
}

/** Matches `/delete`, `/deleteUser`, `/delete-user` and `/users.delete`. `/log-out` counts as one word. */
function startsWithVerb (url: string): boolean {
  const last = url.slice(url.lastIndexOf('/') + 1).split('.').at(-1)!
  const [word] = last.replace(/^(log|sign)[-_]?out$/i, '$1out').split(/[-_]|(?=[A-Z])/) as [string]
  return VERBS.has(word.toLowerCase())
}
