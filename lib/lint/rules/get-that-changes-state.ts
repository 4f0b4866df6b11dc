import { isGuarded } from '../guards.ts'
import { routeName } from '../route-names.ts'
import type { ApplicationRule } from '../rule.ts'

/** Words that name an act, where the last segment of a path begins with one. */
const ACTS: ReadonlySet<string> = new Set([
  'activate', 'add', 'approve', 'cancel', 'clear', 'confirm', 'create', 'delete', 'destroy', 'disable', 'enable', 'logout', 'pay', 'remove',
  'reset', 'revoke', 'save', 'signout', 'submit', 'transfer', 'unsubscribe', 'update'
])

/** No preflight and no CSRF token stands before a GET. */
export const getThatChangesState: ApplicationRule = {
  id: 'get-that-changes-state',
  severity: 'warning',
  about: 'application',
  summary: 'the path of a GET route with credentials names an act',
  why: 'A GET is sent by a link, an image or a script of any site, with the user\'s cookies and without a preflight. What it changes, any ' +
    'page can have changed; CORS only keeps the page from reading the answer.',
  recommendation: 'Make it POST or DELETE, and put `app.cors.originGuard()` before it.',
  exceptions: 'The route shows a form or a page and changes nothing, as its path says by mistake.',
  source: 'https://www.rfc-editor.org/rfc/rfc9110.html#name-safe-methods',
  check ({ routes }, report) {
    for (const { route, policy } of routes) {
      if (route.method !== 'GET' || policy === false || policy.credentials !== true || !namesAnAct(route.url) || isGuarded(route)) continue
      report('', 'changes something, by its name, and any site can have it requested with the user\'s cookies. Make it POST or DELETE.',
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

/** As in `/delete`, `/deleteUser`, `/delete-user`, `/users.delete`; `/log-out` is one word. */
function namesAnAct (url: string): boolean {
  const last = url.slice(url.lastIndexOf('/') + 1).split('.').at(-1)!
  const [word] = last.replace(/^(log|sign)[-_]?out$/i, '$1out').split(/[-_]|(?=[A-Z])/) as [string]
  return ACTS.has(word.toLowerCase())
}
